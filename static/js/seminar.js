// The transcript follows the recording, and a click in it moves the recording. Without this the text can be
// read, and its times are links that open the page at that second.
const root = document.querySelector("[data-seminar]");
const media = root?.querySelector("[data-media]");
const text = root?.querySelector("[data-transcript]");
const follow = root?.querySelector("[data-follow]");
const cues = text ? [...text.querySelectorAll(".cue")] : [];
const starts = cues.map((cue) => Number(cue.dataset.start));
let current = text?.querySelector(".cue[aria-current]") ?? null;

// A link says whole seconds: at rest, the caption that begins within the second is the one that is meant.
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

// Scrolls the text alone, never the page.
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
  media.play().catch(() => {}); // a browser that wants another tap first shows its own button
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
