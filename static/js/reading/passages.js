// The passages of an element that are read aloud, and the words within them.

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, blockquote, td, th, caption, figcaption, legend, label, summary";
const UNREAD =
  "button, select, textarea, script, style, svg, form.taking__next, .report-link, [hidden], [aria-hidden=true], .ds-sr-only";

const isShown = (element) => !element.checkVisibility || element.checkVisibility();

/**
 * Return the passages in the order of the page: `{element, text, language, pieces}` of each block of text.
 * `pieces` are `{node, start}`: a text node, and where its text begins in `text`.
 */
export const passagesIn = (root) => {
  const passages = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(UNREAD) || !isShown(element)) continue;
    const block = element.closest(BLOCKS) ?? element;
    let last = passages.at(-1);
    if (last?.element !== block) {
      const language = element.closest("[lang]")?.lang || "sv";
      last = { element: block, text: "", language, pieces: [] };
      passages.push(last);
    }
    last.pieces.push({ node, start: last.text.length });
    last.text += node.data;
  }
  return passages;
};

/** Return the length of the word that begins at `start`. */
export const wordLength = (text, start) => /^\S+/.exec(text.slice(start))?.[0].length ?? 0;

/** Return the beginning of the word that `index` is in. */
export const wordStart = (text, index) => index - /\S*$/.exec(text.slice(0, index))[0].length;

/** Return the range of `length` characters from `start` of a passage's text. */
export const rangeOf = (passage, start, length) => {
  const range = document.createRange();
  const place = (index, isEnd) => {
    const after = ({ start: from }) => (isEnd ? from < index : from <= index);
    const piece = passage.pieces.findLast(after) ?? passage.pieces[0];
    return [piece.node, Math.min(index - piece.start, piece.node.length)];
  };
  range.setStart(...place(start, false));
  range.setEnd(...place(start + length, true));
  return range;
};

/** Return the voice for a language: one of the device itself before one of a service, or undefined. */
export const voiceFor = (voices, language) => {
  const fitting = voices.filter((voice) =>
    voice.lang.toLowerCase().replace("_", "-").startsWith(language.toLowerCase()),
  );
  return fitting.find((voice) => voice.localService) ?? fitting[0];
};
