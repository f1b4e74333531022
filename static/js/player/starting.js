// Warns of a part that does not start, so that nothing is saved.

import { notStarted, showNotice, showSaveState, shownSaveState, hideNotice } from "./notices.js";

/** Milliseconds on a loaded page: real content calls its API as it loads. */
const START_TIMEOUT = 10_000;

/**
 * Show a notice when the content in `frame` has loaded and not begun a session; `event` is the API's name for that.
 * It is hidden when content begins later, such as at the press of a button.
 */
export function watchStart(frame, api, event) {
  let hasStarted = false;
  let isNoticeShown = false;
  api.on(event, () => {
    hasStarted = true;
    if (isNoticeShown) hideNotice(notStarted);
    if (shownSaveState() === "unstarted") showSaveState("saved");
  });
  const check = () => {
    isNoticeShown = !hasStarted;
    if (!isNoticeShown) return;
    showNotice(notStarted);
    if (shownSaveState() === "saved") showSaveState("unstarted");
  };
  frame.addEventListener("load", () => setTimeout(check, START_TIMEOUT), { once: true });
}
