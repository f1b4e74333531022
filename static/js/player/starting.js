// A part that does not start: the learner would see a page where nothing happens and nothing is saved.

import { notStarted, say, show, shown, unsay } from "./words.js";

/** After this long on a loaded page, in milliseconds: real content calls its API as it loads. */
const PATIENCE = 10_000;

/**
 * Say so when the content in `frame` has loaded and not begun a session; `event` is the name of the API's own for
 * it. Content that begins later, such as at the press of a button, takes the sentence away.
 */
export function watchStart(frame, api, event) {
  let hasStarted = false;
  let isSaid = false;
  api.on(event, () => {
    hasStarted = true;
    if (isSaid) unsay(notStarted);
    if (shown() === "unstarted") show("saved");
  });
  const look = () => {
    isSaid = !hasStarted;
    if (!isSaid) return;
    say(notStarted);
    if (shown() === "saved") show("unstarted");
  };
  frame.addEventListener("load", () => setTimeout(look, PATIENCE), { once: true });
}
