// Behaviour of menus that browsers lack: Escape and focus elsewhere close a menu.
const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// Forms with the attribute are submitted on change; their button remains for users without scripts.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-submit-on-change]")?.requestSubmit();
});

// A choice made before this script ran is submitted now. After Back or a reload the browser restores choices,
// which are not submitted.
const isChosen = (select) => {
  const written = [...select.options].findIndex((option) => option.defaultSelected);
  return select.selectedIndex !== Math.max(0, written);
};
if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
    if ([...form.querySelectorAll("select")].some(isChosen)) form.requestSubmit();
  }
}
