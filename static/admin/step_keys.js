// Steps and their content by keyboard: Alt with an arrow moves the block that has the focus, and the focus stays
// in it. Wagtail's own buttons lose the focus when they move or delete a block.
const CHILD = "[data-streamfield-child]";
const MOVES = { ArrowUp: "MOVE_UP", ArrowDown: "MOVE_DOWN" };

function buttonOf(child, action) {
  const button = child.querySelector(`[data-streamfield-action="${action}"]`);
  return button && button.closest(CHILD) === child && !button.disabled ? button : null;
}

function isShown(child) {
  return child.matches(CHILD) && child.getAttribute("aria-hidden") !== "true" && child.offsetParent !== null;
}

function neighbourOf(child) {
  const siblings = [...child.parentElement.children].filter((other) => other === child || isShown(other));
  const place = siblings.indexOf(child);
  return siblings[place + 1] ?? siblings[place - 1] ?? child.parentElement;
}

document.addEventListener("keydown", (event) => {
  const action = event.altKey && !event.ctrlKey && !event.metaKey && MOVES[event.key];
  if (!action || event.target.matches("select")) return;
  const child = event.target.closest(CHILD);
  const button = child && buttonOf(child, action);
  if (!child) return;
  event.preventDefault();
  const focused = document.activeElement;
  button?.click();
  focused.focus();
  child.scrollIntoView({ block: "nearest" });
});

document.addEventListener(
  "click",
  ({ target, isTrusted }) => {
    if (!isTrusted) return; // a move by the keys above, which keep the focus where it is
    const button = target.closest("[data-streamfield-action]");
    const child = button?.closest(CHILD);
    if (!child) return;
    const action = button.dataset.streamfieldAction;
    const next = action === "DELETE" ? neighbourOf(child) : null;
    setTimeout(() => {
      if (next) next.querySelector("button:not([disabled])")?.focus();
      else if (Object.values(MOVES).includes(action)) {
        const other = Object.values(MOVES).find((move) => buttonOf(child, move));
        (button.disabled ? buttonOf(child, other) : button)?.focus();
      }
    });
  },
  { capture: true },
);
