// What the browser does not do by itself: a menu closes when one presses Escape or goes elsewhere.
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

// A form that asks for it is sent as soon as a choice is made; its button remains for those without scripts.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-submit-on-change]")?.requestSubmit();
});

// A choice made before this script ran has told nobody: it is sent now. After Back or a reload it is the browser
// that puts choices back, and nothing is sent.
const isChosen = (select) => {
  const written = [...select.options].findIndex((option) => option.defaultSelected);
  return select.selectedIndex !== Math.max(0, written);
};
if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
    if ([...form.querySelectorAll("select")].some(isChosen)) form.requestSubmit();
  }
}
