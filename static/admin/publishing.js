// Holds "Publish" and "Save" back while an automatic save of the same form is on its way. The first automatic
// save creates the page: what is sent beside it would create the page again, and be refused for its slug.
const saving = new Set();
const held = new Map();

function submitAgain(form) {
  saving.delete(form);
  const pressed = held.get(form);
  held.delete(form);
  if (!pressed) return;
  // By now the button is disabled, as a sign of progress, and its name would not be sent.
  const action = document.createElement("input");
  Object.assign(action, { type: "hidden", name: pressed.name, value: pressed.value });
  form.append(action);
  form.requestSubmit();
  // What is sent has been collected by now; left in the form, it would make later automatic saves publish.
  action.remove();
}

document.addEventListener("w-autosave:save", (event) => {
  // One that another listener has prevented ends neither in success nor in an error.
  if (!event.defaultPrevented) saving.add(event.target);
});
document.addEventListener("w-autosave:success", (event) => submitAgain(event.target));
document.addEventListener("w-autosave:error", (event) => submitAgain(event.target));
document.addEventListener(
  "submit",
  (event) => {
    if (!saving.has(event.target) || !event.submitter) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.set(event.target, event.submitter);
  },
  { capture: true },
);
