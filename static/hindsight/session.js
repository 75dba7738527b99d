// Makes a team session quicker: answers save themselves, the number of notes follows, words survive a lost connection.
// Without it every button does the same.
const WAIT = 2000;
const LOOK_AGAIN = 10000;

function saveByItself(form) {
  const box = form.elements.text;
  const said = form.querySelector("[data-said]");
  const state = document.querySelector("[data-state]");
  const kept = `answer ${form.dataset.autosave} ${form.elements.question.value}`;
  let saved = box.value;
  let timer = 0;
  let sending = false;

  const left = sessionStorage.getItem(kept);
  if (left !== null && left !== saved) {
    box.value = left;
    said.textContent = "These words had not been saved yet.";
  }

  async function save() {
    clearTimeout(timer);
    if (sending || box.value === saved) return;
    const text = box.value;
    sending = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ question: form.elements.question.value, version: form.elements.version.value, text }),
      });
      const told = await answer.json();
      if (answer.status === 409) {
        said.textContent = "Somebody else has written here too. Press Save to see both.";
      } else if (!answer.ok) {
        said.textContent = told.problem;
      } else {
        saved = text;
        form.elements.version.value = told.version;
        if (state) state.textContent = told.state;
        if (box.value === text) sessionStorage.removeItem(kept);
        const time = new Date().toTimeString().slice(0, 5);
        said.textContent = told.kept ? `Saved ${time}` : "Another page of yours saved later. Press Save to keep these words.";
      }
    } catch {
      sessionStorage.setItem(kept, text);
      said.textContent = "Not saved: there is no connection. Your words stay here.";
    }
    sending = false;
    if (box.value !== text) timer = setTimeout(save, WAIT);
  }

  box.addEventListener("input", () => {
    sessionStorage.setItem(kept, box.value);
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  box.addEventListener("blur", save);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sessionStorage.removeItem(kept);
  });
}

function followNotes(place) {
  let tag = "";
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.notesFrom, { headers: tag ? { "If-None-Match": tag } : {} });
      if (answer.status !== 200) return;
      tag = answer.headers.get("ETag");
      place.textContent = (await answer.text()).trim();
    } catch {
      // The next look may go well.
    }
  }, LOOK_AGAIN);
}

function keepWords(box) {
  const kept = `note ${location.pathname} ${box.name}`;
  if (!box.value) box.value = sessionStorage.getItem(kept) || "";
  box.addEventListener("input", () => sessionStorage.setItem(kept, box.value));
  box.form.addEventListener("submit", () => sessionStorage.removeItem(kept));
}

document.querySelectorAll("form[data-autosave]").forEach(saveByItself);
document.querySelectorAll("[data-notes-from]").forEach(followNotes);
document.querySelectorAll("textarea[data-kept]").forEach(keepWords);
