// Polls the report and inserts it when the check is finished, without a reload.

const FIRST = 2_000;
const SLOWEST = 8_000;

async function look(wait) {
  const section = document.querySelector("[data-health][data-waits]");
  if (!section) return;
  try {
    const answer = await fetch(section.dataset.health);
    if (answer.ok && !answer.redirected) {
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-health]");
      // The page is left unchanged until then, so that screen readers repeat nothing and focus stays.
      if (found && !found.hasAttribute("data-waits")) {
        section.replaceWith(found);
        return;
      }
    }
  } catch {
    // No connection: the next poll tries again.
  }
  setTimeout(look, wait, Math.min(wait * 1.2, SLOWEST));
}

setTimeout(look, FIRST, FIRST);
