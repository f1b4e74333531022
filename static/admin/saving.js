// Keeps what is typed in the editor while Wagtail's automatic save cannot store it, says why, and saves again when
// it can: when the contact is back, and when the same person has signed in again in another tab.
const SECONDS = 10;
const TOKEN_HEADER = "x-csrftoken";
const form = document.querySelector("form[data-controller~='w-autosave']");
const template = document.getElementById("saving-notice");
//: why nothing is saved: "offline", "server", "signed-out", "other-person", "conflict", or "" while all is well
let problem = "";
let notice = null;
let failures = 0;
let isChecking = false;
let isSaving = false;
// The server may have stored a save that it could not answer.
let mayBeStored = false;
// Wagtail compares with what the form contains two seconds after it has opened, and when a save has been answered:
// what was typed before that is no change to it.
let isWatched = false;
let isChanged = false;

async function readSession() {
  let response;
  try {
    const signal = AbortSignal.timeout(3 * SECONDS * 1000);
    const options = { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store", signal };
    response = await fetch(template.dataset.sessionUrl, options);
  } catch {
    return { problem: "offline" };
  }
  if (!response.ok) return { problem: response.status >= 500 ? "server" : "signed-out" };
  let session;
  try {
    session = await response.json();
  } catch {
    return { problem: "server" };
  }
  const isSame = String(session.person) === template.dataset.person;
  return { ...session, problem: isSame ? "" : "other-person" };
}

function show(found) {
  if (found === problem) return;
  problem = found;
  notice?.remove();
  notice = null;
  if (!problem) return;
  notice = template.content.firstElementChild.cloneNode(true);
  const name = problem.replace(/-(.)/g, (_all, letter) => letter.toUpperCase());
  notice.querySelector("p").textContent = template.dataset[name];
  for (const link of notice.querySelectorAll("a")) {
    if (!link.dataset.for.split(" ").includes(problem)) link.remove();
    else if (!link.getAttribute("href")) link.href = form.action;
  }
  form.before(notice);
}

function activate() {
  form.dataset.wAutosaveActiveValue = "true";
}

function saveAgain() {
  form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
}

function saveChanges() {
  setTimeout(() => isChanged && saveAgain());
}

// A new session has a new token. The forms of the page have that of the old one, and so have Wagtail's scripts, which
// would find out no more about other editors of the page.
let sentToken = null;
const send = window.fetch;

function useToken(token) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  if (sentToken === null) window.fetch = sendWithToken;
  sentToken = token;
}

function sendWithToken(resource, options) {
  const headers = new Headers(options?.headers);
  if (!headers.has(TOKEN_HEADER)) return send(resource, options);
  headers.set(TOKEN_HEADER, sentToken);
  return send(resource, { ...options, headers });
}

async function check() {
  if (isChecking || isSaving) return;
  isChecking = true;
  const session = await readSession();
  isChecking = false;
  if (session.problem) return show(session.problem);
  useToken(session.token);
  if (problem !== "offline" && failures > 1) show("server");
  // Saved once more after that save, the draft would change under a colleague who has just opened it.
  if (!isSaving) saveAgain();
}

// What was stored without an answer is a newer revision than the page has. It is no conflict: the next save makes
// another revision after it. With a revision of its own, the page sends that, which a lost answer does not change.
async function resolveConflict() {
  if (!mayBeStored || Number(form.dataset.wAutosaveRevisionIdValue)) return show("conflict");
  const session = await readSession();
  if (session.problem) {
    activate();
    failures += 1;
    return show(session.problem);
  }
  if (!session.revision) return show("conflict");
  mayBeStored = false;
  form.elements.namedItem("loaded_revision_id").value = session.revision.id;
  form.elements.namedItem("loaded_revision_created_at").value = session.revision.created_at;
  activate();
  saveAgain();
}

function start() {
  // During capture: the text is set before Wagtail's own message shows it.
  document.addEventListener(
    "w-autosave:error",
    ({ target, detail }) => {
      if (target !== form) return;
      isSaving = false;
      if (["network_error", "server_error"].includes(detail.type)) mayBeStored = true;
      if (detail.type === "network_error") {
        failures += 1;
        show("offline");
      } else if (detail.type === "server_error") {
        failures += 1;
        if (failures === 1) check();
        else if (!problem) show("server");
      } else {
        failures = 0; // until something else is typed
        if (detail.type === "invalid_revision") resolveConflict();
        else show("");
      }
    },
    { capture: true },
  );
  // Wagtail also stops when a new page is stored and what it then loads for the editor gets no answer. Later saves
  // do not need that.
  form.addEventListener("w-autosave:deactivated", ({ detail }) => {
    if (detail.response?.error_code !== "invalid_revision") activate();
  });
  for (const type of ["beforeinput", "input", "change", "click"]) {
    form.addEventListener(
      type,
      ({ target }) => {
        if (type !== "click" || target.closest("[data-streamfield-action]")) isChanged = true;
      },
      { capture: true },
    );
  }
  form.addEventListener("w-unsaved:watch-edits", () => {
    if (!isWatched) saveChanges();
    isWatched = true;
  });
  document.addEventListener("w-autosave:save", () => {
    isChanged = false;
    isSaving = true;
  });
  document.addEventListener("w-autosave:success", () => {
    isSaving = false;
    mayBeStored = false;
    failures = 0;
    show("");
    saveChanges();
  });
  const retry = () => failures > 0 && document.visibilityState === "visible" && check();
  setInterval(retry, SECONDS * 1000);
  window.addEventListener("online", retry);
  document.addEventListener("visibilitychange", retry);
  // Sent now, the form would be answered with the sign-in page or not at all, and what was typed would be gone.
  for (const type of ["click", "submit"]) {
    document.addEventListener(
      type,
      (event) => {
        const sends =
          type === "submit" ? event.target === form : event.target.closest?.("button[type=submit]")?.form === form;
        if (!sends || !problem || problem === "conflict") return;
        event.preventDefault();
        event.stopImmediatePropagation();
        notice.focus();
        check();
      },
      { capture: true },
    );
  }
}

if (form && template) start();
