import { initAll } from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

initAll();

// Only a script can print: without one the button is not there.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
