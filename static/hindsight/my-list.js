// Remembers the list of this browser tab, so that "Add to my list" adds to it instead of starting another.
const KEY = "my-list";
const references = (url) => new URL(url, location.href).searchParams.getAll("ref").flatMap((part) => part.split(","));

if (document.querySelector("[data-my-list]")) {
  const kept = [...document.querySelectorAll("[data-my-list] input[name=ref]")].map((input) => input.value);
  sessionStorage.setItem(KEY, JSON.stringify(kept));
} else if (location.pathname === "/my-list/") {
  sessionStorage.removeItem(KEY);
}

const list = JSON.parse(sessionStorage.getItem(KEY) || "[]");
for (const link of document.querySelectorAll("a[data-add-to-list]")) {
  const all = [...new Set([...list, ...references(link.href)])];
  link.search = new URLSearchParams(all.map((reference) => ["ref", reference])).toString();
  if (list.length) link.append(` (${list.length} on it)`);
}
