// Polls the page of an import while it runs, and shows how far it has come without a reload.

const FIRST = 1_500;
const SLOWEST = 6_000;

async function look(wait) {
  const section = document.querySelector("[data-material][data-waits]");
  if (!section) return;
  try {
    const answer = await fetch(location.href);
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-material]");
      if (found && !found.hasAttribute("data-waits")) {
        section.replaceWith(found);
        return;
      }
      // Until the end only the bar moves, so that screen readers repeat nothing and focus stays.
      const bar = section.querySelector("progress");
      if (bar) bar.value = found?.querySelector("progress")?.value ?? bar.value;
    }
  } catch {
    // No connection: the next poll tries again.
  }
  setTimeout(look, wait, Math.min(wait * 1.2, SLOWEST));
}

setTimeout(look, FIRST, FIRST);
