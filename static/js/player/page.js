// The site's page around the player: opens the package, tells when it is done, and lets the learner out.

const frame = document.querySelector(".player__frame");
const form = document.querySelector("[data-leave]");
const notice = document.querySelector("[data-notice]");
const next = document.querySelector("[data-next]");
const { origin, open, state } = frame.dataset;
const WORDS = new Set(["listening", "progress", "finished", "done", "ended", "anew", "closed", "unkept"]);
const MADE_JUST_NOW = 10_000;
const PATIENCE = 6_000; // how long the content gets to end before the page leaves anyway

let launch = "";
let isHeard = false; // the player in the frame listens; until then nothing has begun in it that must be ended
let isLeaving = false;
let onClosed = null;
let patience = 0;

const tell = (sentence, { isWaiting = false, isAgain = false } = {}) => {
  const takeOver = notice.querySelector("[data-take-over]");
  notice.querySelector("p").textContent = sentence;
  takeOver.hidden = isWaiting;
  takeOver.textContent = isAgain ? takeOver.dataset.again : takeOver.dataset.here;
  for (const name of ["send-again", "leave-anyway"]) notice.querySelector(`[data-${name}]`).hidden = !isWaiting;
  notice.hidden = false;
  frame.inert = true;
  notice.querySelector("button:not([hidden])").focus();
};

/** Let an older version's origin send what it has kept: the learner was moved to this one meanwhile. */
const sendLeft = (address) =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      window.removeEventListener("message", heard);
      resolve();
    };
    const heard = ({ origin: from, source }) =>
      from === new URL(address).origin && source === frame.contentWindow && go();
    const timer = setTimeout(go, PATIENCE);
    window.addEventListener("message", heard);
    frame.src = address;
  });

/** Whoever is signed out by now, or is somebody else, learns it from this page made anew; once, not for ever. */
function isStranger({ redirected, status }) {
  const [navigation] = performance.getEntriesByType("navigation"); // which older phones do not tell
  const wasJustMade = navigation?.type === "reload" && performance.now() < MADE_JUST_NOW;
  const isOne = (redirected || status === 403 || status === 404) && !wasJustMade;
  if (isOne) location.reload();
  return isOne;
}

async function take() {
  notice.hidden = true;
  frame.inert = false;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const response = await fetch(open, { method: "POST", body });
    if (isStranger(response)) return;
    const answer = await response.json();
    if (answer.leave) {
      location.replace(answer.leave);
      return;
    }
    if (answer.sentence) {
      tell(answer.sentence, { isAgain: true });
      return;
    }
    launch = form.elements.launch.value = answer.launch;
    for (const address of answer.left) await sendLeft(address);
    if (isLeaving) return;
    isHeard = false;
    frame.src = answer.src;
    frame.focus();
  } catch {
    tell(notice.dataset.trouble, { isAgain: true });
  }
}

/** Ask the site, which alone knows, how things stand; returns null when it can't be reached. */
async function ask() {
  try {
    const response = await fetch(`${state}?launch=${launch}`);
    return !isStranger(response) && response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function leave(to) {
  if (isLeaving) return;
  isLeaving = true;
  form.elements.to.value = to;
  let isGone = false;
  const go = () => {
    if (!isGone) HTMLFormElement.prototype.submit.call(form);
    isGone = true;
  };
  onClosed = go;
  patience = setTimeout(go, PATIENCE);
  if (isHeard) askToEnd();
  else go();
}

const askToEnd = () => frame.contentWindow.postMessage("closed", origin);

/** The content has ended by itself and the launch with it: there is nothing left to close here. */
function goOn(address) {
  if (isLeaving) return;
  isLeaving = true;
  onClosed = () => {};
  location.assign(address);
}

function showNext(found) {
  if (!found?.done) return;
  next.querySelector("button").textContent = found.label;
  next.hidden = false;
}

async function hear(word) {
  if (word === "listening") {
    isHeard = true;
    // What was asked while the player was made anew, as between two parts, nobody has heard.
    if (isLeaving) askToEnd();
    return;
  }
  if (word === "unkept") {
    // The browser keeps nothing for the content: what it could not send would be lost with the page.
    clearTimeout(patience);
    if (isLeaving) tell(notice.dataset.unkept, { isWaiting: true });
    return;
  }
  if (word === "closed" && isLeaving) {
    onClosed();
    return;
  }
  if (word === "anew") {
    if (!isLeaving) take();
    return;
  }
  // What comes next says itself how far the learner has come: content can't claim more than to have ended.
  if (word === "done") goOn(frame.dataset.wayOn);
  if (word === "ended") goOn(frame.dataset.wayOut);
  if (isLeaving || (word === "finished" && !next.hidden)) return;
  const found = await ask();
  showNext(found);
  if (!found || isLeaving) return;
  if (!found.holds) tell(found.sentence);
  // The content has ended by itself: there is nothing left to look at here.
  else if (word === "closed") leave(found.done ? "next" : "");
}

window.addEventListener("message", (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow) return;
  if (WORDS.has(event.data)) hear(event.data);
});
// Back to a page that the browser has kept as it was left: its launch has ended.
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible" || !launch || isLeaving) return;
  const found = await ask();
  if (found && !found.holds) tell(found.sentence);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  leave("");
});
next.querySelector("button").addEventListener("click", () => leave("next"));
notice.querySelector("[data-take-over]").addEventListener("click", take);
notice.querySelector("[data-send-again]").addEventListener("click", () => {
  notice.querySelector("p").textContent = notice.dataset.sending;
  askToEnd();
});
notice.querySelector("[data-leave-anyway]").addEventListener("click", () => onClosed());

take();
