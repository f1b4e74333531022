// Keeps what is typed in the editor while Wagtail's automatic save cannot store it, says why, and saves again when
// it can: when the contact is back, and when the same person has signed in again in another tab.
const SECONDS = 10;
const TOKEN_HEADER = "x-csrftoken";
const form = document.querySelector("form[data-controller~='w-autosave']");
const template = document.getElementById("saving-notice");
//: why nothing is saved: "offline", "server", "signed-out", "other-person", "conflict", or "" while all is well
let problem = "";
let notice = null;
let person = null;
let failures = 0;
// Wagtail compares with what the form contains two seconds after it has opened, and when a save has been answered:
// what was typed before that is no change to it.
let isWatched = false;
let isChanged = false;

async function readSession() {
  let response;
  try {
    const options = { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" };
    response = await fetch(template.dataset.sessionUrl, options);
  } catch {
    return { problem: "offline" };
  }
  if (response.ok) return { problem: "", ...(await response.json()) };
  return { problem: response.status >= 500 ? "server" : "signed-out" };
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

function saveAgain() {
  form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
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
  const session = await readSession();
  if (session.problem) return show(session.problem);
  if (person !== null && session.person !== person) return show("other-person");
  useToken(session.token);
  if (problem !== "offline" && failures > 1) show("server");
  saveAgain();
}

function start() {
  readSession().then((session) => {
    person = session.person ?? null;
  });
  // During capture: the text is set before Wagtail's own message shows it.
  document.addEventListener(
    "w-autosave:error",
    ({ target, detail }) => {
      if (target !== form) return;
      if (detail.type === "network_error") {
        failures += 1;
        show("offline");
      } else if (detail.type === "server_error") {
        failures += 1;
        if (failures === 1) check();
        else if (!problem) show("server");
      } else {
        failures = 0; // until something else is typed
        show(detail.type === "invalid_revision" ? "conflict" : "");
      }
    },
    { capture: true },
  );
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
    if (!isWatched && isChanged) setTimeout(saveAgain);
    isWatched = true;
  });
  document.addEventListener("w-autosave:save", () => {
    isChanged = false;
  });
  document.addEventListener("w-autosave:success", () => {
    failures = 0;
    show("");
    if (isChanged) setTimeout(saveAgain);
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
