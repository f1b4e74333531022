// Hides fields of the H5P form while the choices around them leave them without use, and names its rich texts.

function chosenValue(input) {
  if (input instanceof HTMLInputElement && input.type === "checkbox") return input.checked;
  if (input instanceof HTMLSelectElement) {
    const option = input.selectedOptions[0];
    return option ? (option.dataset.value ?? option.value) : "";
  }
  return input.value;
}

function isMet(form, rule) {
  const input = form.elements.namedItem(rule.name);
  return input instanceof Element && rule.equals.map(String).includes(String(chosenValue(input)));
}

function update(form) {
  for (const field of form.querySelectorAll("[data-show-when]")) {
    const { all, rules } = JSON.parse(field.dataset.showWhen);
    field.hidden = !(all ? rules.every((rule) => isMet(form, rule)) : rules.some((rule) => isMet(form, rule)));
  }
}

// Wagtail's editor gives the element that is written in no name.
function nameTexts(form) {
  for (const text of form.querySelectorAll("[contenteditable=true]:not([aria-labelledby])")) {
    const label = text.closest(".h5p-field")?.querySelector(":scope > .h5p-label");
    if (label) text.setAttribute("aria-labelledby", label.id);
  }
}

for (const form of document.querySelectorAll(".h5p-form")) {
  new MutationObserver(() => nameTexts(form)).observe(form, { childList: true, subtree: true });
  nameTexts(form);
  for (const note of form.querySelectorAll("[data-condition]")) note.hidden = true;
  form.addEventListener("change", () => update(form));
  update(form);
}
