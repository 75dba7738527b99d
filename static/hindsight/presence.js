// While the form of a record is open and on the screen, the site is told so once a minute.
(() => {
  const mark = document.querySelector("[data-presence]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!mark || !token) return;
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    fetch(mark.dataset.presence, { method: "POST", headers: { "X-CSRFToken": token.value } }).catch(() => {});
  }, 60000);
})();
