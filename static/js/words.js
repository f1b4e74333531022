// Makes a button of the first place of each explained word in a step; it shows the explanation beside the word.
// Without this script, or in a browser without popovers, the words are explained below the text.

const SKIPPED =
  "a, button, label, legend, summary, input, textarea, select, h1, h2, h3, script, [data-words], .question";

/** Return the first text node below `root` with the word as a whole, and its place in it. */
function find(root, word) {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped}(?![\\p{L}\\p{N}_-])`, "u");
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const match = pattern.exec(node.data);
    if (match && !node.parentElement.closest(SKIPPED)) return { node, index: match.index };
  }
  return null;
}

/** Place the explanation below its word, within the screen. */
function place(button, popover) {
  const word = button.getBoundingClientRect();
  const width = Math.min(320, document.documentElement.clientWidth - 32);
  const left = Math.max(16, Math.min(word.left, document.documentElement.clientWidth - width - 16));
  popover.style.width = `${width}px`;
  popover.style.left = `${left}px`;
  const below = word.bottom + 6;
  const fits = below + popover.offsetHeight < window.innerHeight;
  popover.style.top = `${fits ? below : Math.max(8, word.top - popover.offsetHeight - 6)}px`;
}

function mark(root, entry, number) {
  const found = find(root, entry.dataset.word);
  if (!found) return;
  const rest = found.node.splitText(found.index);
  const after = rest.splitText(entry.dataset.word.length);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "word";
  button.textContent = rest.data;
  const popover = document.createElement("div");
  popover.id = `word-${number}`;
  popover.className = "word__explanation";
  popover.popover = "auto";
  popover.setAttribute("role", "note");
  if (entry.closest("[lang]")) popover.lang = entry.closest("[lang]").lang;
  const term = document.createElement("strong");
  term.textContent = entry.querySelector("dt").textContent;
  popover.append(term, " ", ...[...entry.querySelector("dd").childNodes].map((node) => node.cloneNode(true)));
  button.popoverTargetElement = popover;
  popover.addEventListener("toggle", (event) => {
    if (event.newState === "open") place(button, popover);
  });
  rest.replaceWith(button);
  // Beside the paragraph, which cannot contain it; the browser moves the focus to it next after the button.
  (after.parentElement.closest("p, li, td, blockquote, dd, div") ?? root).after(popover);
}

const list = document.querySelector("[data-words]");
const root = list?.closest("article");
if (root && "popover" in HTMLElement.prototype) {
  [...list.querySelectorAll("[data-word]")].forEach((entry, number) => {
    mark(root, entry, number);
  });
  window.addEventListener("scroll", () => document.querySelector(".word__explanation:popover-open")?.hidePopover(), {
    passive: true,
  });
}
