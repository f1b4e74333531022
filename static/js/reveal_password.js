// Lets people see the password they type: on a phone most mistakes are slips of the thumb.
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
  // Browsers offer to save what is sent as a password, and only that.
  form.addEventListener("submit", () => show(false));
}
