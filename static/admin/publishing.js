// Delays "Publish" and "Save" until a running automatic save of the same form has finished. The first automatic
// save creates the page: a concurrent request would create it again, and be refused for its slug.
const saving = new Set();
const held = new Map();

function submitAgain(form) {
  saving.delete(form);
  const pressed = held.get(form);
  held.delete(form);
  if (!pressed) return;
  // The button is disabled as a sign of progress by then, so its name would not be sent.
  const action = document.createElement("input");
  Object.assign(action, { type: "hidden", name: pressed.name, value: pressed.value });
  form.append(action);
  form.requestSubmit();
  // The form data is collected by then; if the field stayed in the form, later automatic saves would publish.
  action.remove();
}

document.addEventListener("w-autosave:save", (event) => {
  // A save prevented by another listener ends neither with success nor with an error.
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
