// Saves a private reflection while it is written. The text is never kept on the device: others use it too.
// Without this script the form is posted by its button.

const DELAY = 1_000;
const RETRY_INTERVAL = 10_000;

function setUp(form) {
  const text = form.querySelector("textarea");
  const state = form.querySelector("[data-reflection-state]");
  let saved = text.value;
  let timer = 0;
  let isSaving = false;

  const show = (sentence) => {
    if (state.textContent !== sentence) state.textContent = sentence;
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function save({ keepalive = false } = {}) {
    clearTimeout(timer);
    const sent = text.value;
    if (sent === saved || (isSaving && !keepalive)) return;
    isSaving = true;
    show(form.dataset.saving);
    try {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetch(form.action, {
        method: "POST",
        body,
        keepalive,
        headers: { Accept: "application/json" },
      });
      const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
      const answer = isJson ? await response.json() : {};
      if (answer.error) show(answer.error);
      else if (answer.saved) {
        saved = sent;
        show(form.dataset.saved);
      } else if (response.redirected || response.status === 403) show(form.dataset.signedOut);
      else throw new Error(String(response.status));
    } catch {
      show(form.dataset.unsaved);
      later(RETRY_INTERVAL);
    } finally {
      isSaving = false;
    }
    if (text.value !== sent) later(DELAY);
  }

  text.addEventListener("input", () => later(DELAY));
  text.addEventListener("blur", () => save());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value === saved) show(form.dataset.saved);
    else save();
  });
  window.addEventListener("pagehide", () => save({ keepalive: true }));
}

for (const form of document.querySelectorAll("form[data-reflection]")) setUp(form);
