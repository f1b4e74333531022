// The list of overdue people: the button shows how many are selected, and one checkbox selects all.
for (const form of document.querySelectorAll("form[data-remind]")) {
  const button = form.querySelector("[data-ticked]");
  const all = form.querySelector("[data-tick-all]");
  const boxes = [...form.querySelectorAll("input[name=person]")];
  const words = button.textContent;

  const update = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    button.textContent = ticked ? button.dataset.label.replace("{number}", ticked) : words;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };

  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    update();
  });
  form.addEventListener("change", update);
  // The browser restores checkboxes after Back or a reload.
  window.addEventListener("pageshow", update);
}
