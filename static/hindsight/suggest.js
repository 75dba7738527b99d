// Suggestions while typing in a search box: an editable combobox with a list, after the ARIA pattern.
// Without this script the box is an ordinary one. Arrow keys choose, Enter goes there, Escape closes the list.
const WAIT = 150;
const SHORTEST = 2;

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  const status = document.createElement("div");
  list.id = `${input.id}-suggestions`;
  list.className = "app-suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  const holder = document.createElement("div");
  holder.className = "app-suggest";
  input.replaceWith(holder);
  holder.append(input, list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  let timer;
  let asked;
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (number) => {
    const options = [...list.children];
    chosen = (number + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };

  const show = (suggestions) => {
    list.replaceChildren(
      ...suggestions.map((suggestion, place) => {
        const option = document.createElement("li");
        const sort = document.createElement("span");
        option.id = `${list.id}-${place}`;
        option.className = "app-suggestions__option";
        option.dataset.url = suggestion.url;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        sort.className = "app-suggestions__sort";
        sort.textContent = suggestion.sort;
        option.append(suggestion.label, " ", sort);
        return option;
      }),
    );
    close();
    const number = suggestions.length;
    list.hidden = !number;
    input.setAttribute("aria-expanded", String(Boolean(number)));
    status.textContent = number ? `${number} suggestion${number === 1 ? "" : "s"}; use the arrow keys` : "";
  };

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const text = input.value.trim();
    if (text.length < SHORTEST) {
      show([]);
      return;
    }
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
      show(answer.ok ? (await answer.json()).suggestions : []);
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      window.location.assign(list.children[chosen].dataset.url);
    }
  });
  input.addEventListener("blur", close);
  // The press comes before the box loses the focus, and with it the list.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("li");
    if (option) {
      window.location.assign(option.dataset.url);
    }
  });
}
