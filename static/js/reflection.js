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
  let isOvertaken = false;
  // When the text was written, by the site's clock: saves may arrive in another order.
  let offset = Number(form.dataset.opened) - Date.now();
  let written = Number(form.dataset.opened);
  let newest = 0;
  const write = () => {
    written = Math.max(Date.now() + offset, written + 1);
  };

  const show = (sentence) => {
    if (state.textContent !== sentence) state.textContent = sentence;
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  function receive(answer, sent, moment) {
    if (moment < newest) return; // of an earlier save, whose answer is late
    newest = moment;
    saved = sent;
    isOvertaken = Boolean(answer.newer);
    if (isOvertaken) offset = answer.now - Date.now();
    show(isOvertaken ? form.dataset.newer : form.dataset.saved);
  }

  async function save({ keepalive = false } = {}) {
    clearTimeout(timer);
    const sent = text.value;
    const moment = written;
    if ((sent === saved && !isOvertaken) || (isSaving && !keepalive)) return;
    isSaving = true;
    show(form.dataset.saving);
    try {
      const body = new URLSearchParams(new FormData(form));
      body.set("written", String(Math.round(moment)));
      const response = await fetch(form.action, {
        method: "POST",
        body,
        keepalive,
        headers: { Accept: "application/json" },
      });
      const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
      const answer = isJson ? await response.json() : {};
      if (answer.error) show(answer.error);
      else if (answer.saved || answer.newer) receive(answer, sent, moment);
      else if (response.redirected || response.status === 403) show(form.dataset.signedOut);
      else throw new Error(String(response.status));
    } catch {
      show(form.dataset.unsaved);
      later(RETRY_INTERVAL);
    } finally {
      isSaving = false;
    }
    if (text.value !== sent) later(DELAY);
  }

  text.addEventListener("input", () => {
    write();
    later(DELAY);
  });
  text.addEventListener("blur", () => {
    if (text.value !== saved) save();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value === saved && !isOvertaken) show(form.dataset.saved);
    else {
      if (isOvertaken) write();
      save();
    }
  });
  window.addEventListener("pagehide", () => {
    if (text.value !== saved) save({ keepalive: true });
  });
}

for (const form of document.querySelectorAll("form[data-reflection]")) setUp(form);
