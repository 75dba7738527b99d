// Writing in the admin: the preview follows the typing, records to link to are found by their words, and the summary
// says how much room is left. Without this script the preview opens in a tab, and links are typed.
const WAIT = 300;

const later = (action) => {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), WAIT);
  };
};

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  element.append(...children);
  return element;
};

// --- The preview

const addPreview = (editor, box, button) => {
  const pane = make("div", { class: "app-editor__preview", id: `${box.id}-preview` });
  const status = make("p", { class: "app-editor__status", role: "status" });
  const label = document.querySelector(`label[for="${box.id}"]`)?.textContent.replace(":", "").trim() ?? "text";
  const frame = make("iframe", { title: `Preview: ${label}`, sandbox: "allow-same-origin allow-popups", tabindex: "0" });
  pane.hidden = true;
  pane.append(status, frame);
  editor.append(pane);
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", pane.id);
  frame.addEventListener("load", () => {
    frame.style.height = `${(frame.contentDocument?.documentElement.scrollHeight ?? 200) + 4}px`;
  });

  let asked;
  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const token = box.form.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, preview: "text", text: box.value });
    try {
      const answer = await fetch(editor.dataset.preview, { method: "POST", body, signal: asked.signal });
      if (!answer.ok || answer.redirected) {
        throw new Error("no preview");
      }
      frame.srcdoc = await answer.text();
      status.textContent = "";
    } catch (problem) {
      if (problem.name !== "AbortError") {
        status.textContent = "The preview cannot be made now. You may have been signed out: copy your words before you go on.";
      }
    }
  };
  const soon = later(show);
  button.addEventListener("click", () => {
    pane.hidden = !pane.hidden;
    button.setAttribute("aria-expanded", String(!pane.hidden));
    if (!pane.hidden) {
      show();
    }
  });
  box.addEventListener("input", () => {
    if (!pane.hidden) {
      soon();
    }
  });
};

// --- Links to records

const insertLink = (box, record) => {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const words = (value.slice(start, end) || record.title).replace(/([[\]\\])/g, "\\$1");
  box.setRangeText(`[${words}](${record.url})`, start, end, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

// One window for all the boxes of the page.
const makePicker = (address) => {
  // Not of the type “search”, whose first Escape only empties the box.
  const search = make("input", { type: "text", id: "app-picker-words", autocomplete: "off", maxlength: "100" });
  const status = make("p", { role: "status" });
  const list = make("ul", { class: "app-picker__found" });
  const close = make("button", { type: "button", class: "button" }, "Close");
  const dialog = make(
    "dialog",
    { class: "app-picker", "aria-labelledby": "app-picker-title" },
    make("h2", { id: "app-picker-title" }, "Link to a record"),
    make("label", { for: search.id }, "Words of its title, or its reference"),
    search,
    status,
    list,
    close,
  );
  // Outside the form, so that Enter in the search box cannot save the record.
  document.body.append(dialog);

  let box;
  let asked;
  const option = (record) => {
    const sort = make("span", {}, `${record.sort} ${record.reference}`);
    const choose = make("button", { type: "button" }, record.title, " ", sort);
    choose.addEventListener("click", () => {
      dialog.close();
      insertLink(box, record);
      box.focus();
    });
    return make("li", {}, choose);
  };
  const find = async () => {
    asked?.abort();
    asked = new AbortController();
    const words = search.value.trim();
    if (!words) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`, { signal: asked.signal });
      if (!answer.ok || answer.redirected) {
        throw new Error("no answer");
      }
      const { records } = await answer.json();
      list.replaceChildren(...records.map(option));
      status.textContent = `${records.length || "No"} record${records.length === 1 ? "" : "s"} found`;
    } catch (problem) {
      if (problem.name !== "AbortError") {
        status.textContent = "Records cannot be searched now.";
      }
    }
  };
  search.addEventListener("input", later(find));
  close.addEventListener("click", () => dialog.close());
  return (wanted) => {
    box = wanted;
    dialog.showModal();
    search.focus();
    search.select();
  };
};

let pick;
const equip = (editor) => {
  const box = editor.querySelector("textarea");
  const tools = editor.querySelector(".app-editor__tools");
  addPreview(editor, box, tools.querySelector("button"));
  const link = make("button", { type: "button", class: "button", "aria-haspopup": "dialog" }, "Link to a record");
  link.addEventListener("click", () => {
    pick ??= makePicker(editor.dataset.records);
    pick(box);
  });
  tools.append(link);
};
for (const editor of document.querySelectorAll(".app-editor")) {
  // The row that new rows are made of stays as it is.
  if (!editor.closest(".empty-form")) {
    equip(editor);
  }
}
document.addEventListener("formset:added", (event) => event.target.querySelectorAll(".app-editor").forEach(equip));

// --- How much room is left

for (const box of document.querySelectorAll("textarea[data-counted]")) {
  const most = Number(box.dataset.counted);
  const seen = make("p", { class: "app-counted", "aria-hidden": "true" });
  const heard = make("p", { class: "app-counted app-counted--heard", role: "status" });
  const say = () => `${box.value.length} of ${most} characters`;
  const announce = later(() => {
    // Read out only where it begins to matter.
    heard.textContent = most - box.value.length <= 50 ? say() : "";
  });
  box.parentElement.append(seen, heard);
  const count = () => {
    seen.textContent = say();
    seen.classList.toggle("app-counted--full", box.value.length >= most);
    announce();
  };
  box.addEventListener("input", count);
  count();
}
