// Hides fields of the H5P form while the choices around them leave them without use.

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

for (const form of document.querySelectorAll(".h5p-form")) {
  for (const note of form.querySelectorAll("[data-condition]")) note.hidden = true;
  form.addEventListener("change", () => update(form));
  update(form);
}
