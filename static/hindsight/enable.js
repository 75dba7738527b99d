// Runs at the start of the body, so that parts which need scripts can take their shape before they are drawn.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
