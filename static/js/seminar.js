// Scrolls the transcript with the recording, and seeks the recording on clicks in it. Without this script the
// times in the text are links that open the page at that second.
const root = document.querySelector("[data-seminar]");
const media = root?.querySelector("[data-media]");
const text = root?.querySelector("[data-transcript]");
const follow = root?.querySelector("[data-follow]");
const cues = text ? [...text.querySelectorAll(".cue")] : [];
const starts = cues.map((cue) => Number(cue.dataset.start));
let current = text?.querySelector(".cue[aria-current]") ?? null;

// Links have whole seconds: while paused, the caption that begins within the second is the current one.
const cueAt = (seconds) => {
  const latest = seconds + (media.paused ? 0.999 : 0.05);
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= latest) low = middle + 1;
    else high = middle;
  }
  return cues[low - 1] ?? null;
};

// Scrolls the transcript, not the page.
const bringIntoView = (cue, behavior) => {
  const box = text.getBoundingClientRect();
  const line = cue.getBoundingClientRect();
  if (line.top >= box.top + 16 && line.bottom <= box.bottom - box.height / 3) return;
  text.scrollTo({ top: text.scrollTop + line.top - box.top - box.height / 4, behavior });
};

const mark = () => {
  const next = cueAt(media.currentTime);
  if (next === current) return;
  current?.removeAttribute("aria-current");
  next?.setAttribute("aria-current", "true");
  current = next;
  if (next && follow?.checked) bringIntoView(next, "smooth");
};

const playFrom = (seconds) => {
  media.currentTime = seconds;
  media.play().catch(() => {}); // browsers that require another tap show their own button
  history.replaceState(null, "", `?t=${Math.floor(seconds)}`);
};

if (media) {
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-start]");
    if (!target || event.metaKey || event.ctrlKey || event.shiftKey || !getSelection().isCollapsed) return;
    event.preventDefault();
    playFrom(Number(target.dataset.start));
  });
}

if (media && text) {
  text.classList.add("is-live");
  follow.closest("label").hidden = false;
  media.addEventListener("timeupdate", mark);
  media.addEventListener("seeked", mark);
  if (current) bringIntoView(current, "instant");
}
