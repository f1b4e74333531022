// A button that shows the typed password, since mistyping is common on phones.
for (const form of document.querySelectorAll("form[data-reveal]")) {
  const fields = [...form.querySelectorAll('input[type="password"]')];
  if (!fields.length) continue;
  const label = document.createElement("label");
  label.className = "reveal";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.className = "ds-input";
  label.append(box, form.dataset.reveal);
  fields.at(-1).closest(".ds-field").after(label);
  const show = (visible) => fields.forEach((field) => (field.type = visible ? "text" : "password"));
  box.addEventListener("change", () => show(box.checked));
  // Browsers offer to save a field only if it is submitted with the type password.
  form.addEventListener("submit", () => show(false));
}
