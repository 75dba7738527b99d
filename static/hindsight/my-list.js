// Remembers the list of this browser tab: "Add to my list" adds to it, and the header leads to it and counts it.
const KEY = "my-list";
const references = (url) => new URL(url, location.href).searchParams.getAll("ref").flatMap((part) => part.split(","));
const address = (all) => new URLSearchParams(all.map((reference) => ["ref", reference])).toString();

if (document.querySelector("[data-my-list]")) {
  const kept = [...document.querySelectorAll("[data-my-list] input[name=ref]")].map((input) => input.value);
  sessionStorage.setItem(KEY, JSON.stringify(kept));
} else if (location.pathname === "/my-list/") {
  sessionStorage.removeItem(KEY);
}

const list = JSON.parse(sessionStorage.getItem(KEY) || "[]");
for (const link of document.querySelectorAll("a[data-add-to-list]")) {
  link.search = address([...new Set([...list, ...references(link.href)])]);
}
for (const link of document.querySelectorAll("a[data-my-list-link]")) {
  const count = document.createElement("span");
  count.className = "app-header__count";
  count.textContent = list.length;
  link.append(" ", count);
  if (list.length) link.search = address(list);
}
