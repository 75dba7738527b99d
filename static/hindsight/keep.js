// What is typed into a form of the admin stays in this browser until it is saved: leaving the page warns, and after
// signing in again, or a crash, the same person is offered it back. Without this script a form is saved by its buttons.
const DAYS = 7 * 24 * 60 * 60 * 1000;
const PREFIX = "hindsight.typed:";
const SENT = "hindsight.sent";
const WAIT = 500;

const recall = (address) => {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + address));
    return kept && Date.now() - kept.at < DAYS ? kept : null;
  } catch {
    return null;
  }
};

const forgetOld = () => {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  names.filter((name) => !recall(name.slice(PREFIX.length))).forEach((name) => localStorage.removeItem(name));
};

// The fields somebody fills in; passwords and files are never kept.
const fields = (form) =>
  [...form.elements].filter(
    (field) =>
      field.name &&
      !["hidden", "password", "file", "submit", "button", "fieldset"].includes(field.type) &&
      !field.name.includes("__prefix__"),
  );

const valueOf = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  if (field.options) return [...field.selectedOptions].map((option) => [option.value, option.text]);
  return field.value;
};

const nameOf = (field) => (field.type === "radio" ? `${field.name}=${field.value}` : field.name);

const read = (form) => Object.fromEntries(fields(form).map((field) => [nameOf(field), valueOf(field)]));

const put = (field, value) => {
  if (typeof value === "boolean") {
    field.checked = value;
  } else if (field.options && Array.isArray(value)) {
    for (const [key, text] of value) {
      if (![...field.options].some((option) => option.value === key)) field.add(new Option(text, key));
    }
    for (const option of field.options) option.selected = value.some(([key]) => key === option.value);
  } else {
    field.value = value;
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  // The pickers of the admin listen through jQuery only.
  window.django?.jQuery?.(field).trigger("change");
};

// A row that was added before has to be there before it can be filled in.
const addRows = (form, names) => {
  for (const total of form.querySelectorAll("[name$=-TOTAL_FORMS]")) {
    const prefix = total.name.slice(0, -"-TOTAL_FORMS".length);
    const numbers = names.map((name) => name.match(/^(.*)-(\d+)-[^-]+$/)).filter((found) => found?.[1] === prefix);
    const wanted = Math.max(-1, ...numbers.map((found) => Number(found[2]))) + 1;
    while (Number(total.value) < wanted) {
      const before = total.value;
      document.querySelector(`#${CSS.escape(prefix)}-group .add-row a, #${CSS.escape(prefix)}-group a.addlink`)?.click();
      if (total.value === before) break;
    }
  }
};

const watch = (offer) => {
  const form = document.querySelector("#content-main form[id$=_form]");
  if (!form) return;
  const address = location.pathname;
  const name = PREFIX + address;
  const start = JSON.stringify(read(form));
  const isChanged = () => JSON.stringify(read(form)) !== start;
  let isLeaving = false;
  let timer;

  const keep = () => {
    clearTimeout(timer);
    try {
      if (isChanged()) {
        const kept = { at: Date.now(), by: offer.dataset.keep, values: read(form) };
        localStorage.setItem(name, JSON.stringify(kept));
      }
    } catch {
      // A browser that keeps nothing still warns before the page is left.
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.django?.jQuery?.(form).on("change", soon);
  form.addEventListener("submit", () => {
    keep();
    isLeaving = true;
    try {
      sessionStorage.setItem(SENT, address);
    } catch {
      // Then it is offered once more than needed.
    }
  });
  addEventListener("pagehide", keep);
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isChanged()) event.preventDefault();
  });

  // A step takes what is saved: what was typed is saved first.
  for (const step of document.querySelectorAll("[data-step]")) {
    step.addEventListener("click", (event) => {
      if (!isChanged()) return;
      event.preventDefault();
      const then = document.createElement("input");
      Object.assign(then, { type: "hidden", name: "_step", value: step.dataset.step });
      form.append(then);
      form.requestSubmit();
    });
  }

  const kept = recall(address);
  const isRefused = document.querySelector(".errornote");
  if (!kept || isRefused || kept.by !== offer.dataset.keep || JSON.stringify(kept.values) === start) return;
  offer.querySelector("[data-keep-when]").textContent = new Date(kept.at).toLocaleString("en-GB");
  offer.hidden = false;
  offer.querySelector("[data-keep-put]").addEventListener("click", () => {
    addRows(form, Object.keys(kept.values));
    for (const field of fields(form)) {
      if (nameOf(field) in kept.values) put(field, kept.values[nameOf(field)]);
    }
    offer.hidden = true;
    fields(form)[0]?.focus();
  });
  offer.querySelector("[data-keep-forget]").addEventListener("click", () => {
    localStorage.removeItem(name);
    offer.hidden = true;
  });
};

try {
  forgetOld();
  // A page that says so follows a form that was saved; what was typed into one that was not is kept.
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && document.querySelector(".messagelist .success")) localStorage.removeItem(PREFIX + sent);
  const signIn = document.querySelector("[data-kept-for]");
  if (signIn) signIn.hidden = !recall(signIn.dataset.keptFor.split("?")[0]);
} catch {
  // A browser may be told to keep nothing at all.
}
const offer = document.querySelector("[data-keep]");
if (offer) watch(offer);
