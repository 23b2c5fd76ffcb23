// One click is one order: the button rests until the page is left, or comes back from the back-forward cache.
const buttons = document.querySelectorAll("button.buy");

document.addEventListener("submit", event => {
  // Only after the browser has taken the form's fields.
  setTimeout(() => { event.submitter.disabled = true; });
});

addEventListener("pageshow", () => buttons.forEach(button => { button.disabled = false; }));
