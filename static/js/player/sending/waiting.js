// The section shown while earlier commits are being sent and the content can't begin yet.

const DELAY = 3_000; // most are sent before anybody has had time to read it

/** Resolve when `sent` does, or when the learner begins without it; `sendAgain` sends at once. */
export async function whileSending(sent, sendAgain) {
  const section = document.getElementById("waiting");
  const content = document.getElementById("content");
  const timer = setTimeout(() => {
    content.hidden = true;
    section.hidden = false;
    section.focus();
  }, DELAY);
  section.querySelector("[data-send-again]").addEventListener("click", sendAgain);
  const anyway = section.querySelector("[data-begin-anyway]");
  await Promise.race([sent, new Promise((resolve) => anyway.addEventListener("click", resolve))]);
  clearTimeout(timer);
  section.hidden = true;
  content.hidden = false;
}
