// Selects the whole text of a template when its field is entered, so that what is typed replaces it.
const SIGN = "✎";
let entered = null;

function isTemplateText(field) {
  const text = field.isContentEditable ? field.textContent : field.value;
  return typeof text === "string" && text.startsWith(SIGN);
}

function selectAll(field) {
  if (field.isContentEditable) getSelection().selectAllChildren(field);
  else field.select();
}

document.addEventListener("focusin", ({ target }) => {
  entered = isTemplateText(target) ? target : null;
  if (entered) requestAnimationFrame(() => entered === target && selectAll(target));
});
// A click sets the caret after the field has got the focus.
document.addEventListener("click", ({ target }) => {
  if (entered?.contains(target)) selectAll(entered);
  entered = null;
});
