// What the learner sees while earlier work is being sent and the content can't begin yet.

const PATIENCE = 3_000; // most of it is sent before anybody has had time to read that it is

/** Resolves when `sent` does, or when the learner begins without it; `again` tries to send at once. */
export async function whileSending(sent, again) {
  const section = document.getElementById("waiting");
  const content = document.getElementById("content");
  const timer = setTimeout(() => {
    content.hidden = true;
    section.hidden = false;
    section.focus();
  }, PATIENCE);
  section.querySelector("[data-send-again]").addEventListener("click", again);
  const anyway = section.querySelector("[data-begin-anyway]");
  await Promise.race([sent, new Promise((resolve) => anyway.addEventListener("click", resolve))]);
  clearTimeout(timer);
  section.hidden = true;
  content.hidden = false;
}
