// The site's page around the player: opens the package, shows when it is done, and leads out of it.
import { onMessages, PageMessage, PlayerMessage } from "./messages.js";

const frame = document.querySelector(".player__frame");
const form = document.querySelector("[data-leave]");
const notice = document.querySelector("[data-notice]");
const next = document.querySelector("[data-next]");
const { origin, open, state } = frame.dataset;
const RELOADED_RECENTLY = 10_000;
const END_TIMEOUT = 6_000; // for the content to end; then the page leaves anyway

let launch = "";
let isPlayerReady = false; // the player in the frame has started; before that nothing in it must be ended
let isLeaving = false;
let onClosed = null;
let patience = 0;

const showNotice = (sentence, { isWaiting = false, isAgain = false } = {}) => {
  const takeOver = notice.querySelector("[data-take-over]");
  notice.querySelector("p").textContent = sentence;
  takeOver.hidden = isWaiting;
  takeOver.textContent = isAgain ? takeOver.dataset.again : takeOver.dataset.here;
  for (const name of ["send-again", "leave-anyway"]) notice.querySelector(`[data-${name}]`).hidden = !isWaiting;
  notice.hidden = false;
  frame.inert = true;
  notice.querySelector("button:not([hidden])").focus();
};

/** Load the page that sends unsent commits from the origin of a version that the learner was moved from. */
const sendUnsentCommits = (address) =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      ignore();
      resolve();
    };
    const sender = { source: frame.contentWindow, origin: new URL(address).origin };
    const ignore = onMessages({ CLOSED: PlayerMessage.CLOSED }, sender, go);
    const timer = setTimeout(go, END_TIMEOUT);
    frame.src = address;
  });

/** Reload this page if its user has signed out or changed; once, not for ever. Return whether it does. */
function reloadIfSignedOut({ redirected, status }) {
  const [navigation] = performance.getEntriesByType("navigation"); // missing on older phones
  const wasJustReloaded = navigation?.type === "reload" && performance.now() < RELOADED_RECENTLY;
  const mustReload = (redirected || status === 403 || status === 404) && !wasJustReloaded;
  if (mustReload) location.reload();
  return mustReload;
}

async function openLaunch() {
  notice.hidden = true;
  frame.inert = false;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const response = await fetch(open, { method: "POST", body });
    if (reloadIfSignedOut(response)) return;
    const answer = await response.json();
    if (answer.leave) {
      location.replace(answer.leave);
      return;
    }
    if (answer.sentence) {
      showNotice(answer.sentence, { isAgain: true });
      return;
    }
    launch = form.elements.launch.value = answer.launch;
    for (const address of answer.left) await sendUnsentCommits(address);
    if (isLeaving) return;
    isPlayerReady = false;
    frame.src = answer.src;
    frame.focus();
  } catch {
    showNotice(notice.dataset.trouble, { isAgain: true });
  }
}

/** Return the launch's state as the site has it, or null when it can't be reached. */
async function fetchState() {
  try {
    const response = await fetch(`${state}?launch=${launch}`);
    return !reloadIfSignedOut(response) && response.ok ? await response.json() : null;
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
  patience = setTimeout(go, END_TIMEOUT);
  if (isPlayerReady) requestEnd();
  else go();
}

const requestEnd = () => frame.contentWindow.postMessage(PageMessage.CLOSE, origin);

/** Leave for an address without closing the launch, which has ended with its content. */
function continueTo(address) {
  if (isLeaving) return;
  isLeaving = true;
  onClosed = () => {};
  location.assign(address);
}

function showNext(current) {
  if (!current?.done) return;
  next.querySelector("button").textContent = current.label;
  next.hidden = false;
}

async function onPlayerMessage(message) {
  if (message === PlayerMessage.LISTENING) {
    isPlayerReady = true;
    // A request to end that came while the player was reloading, as between two parts, was lost.
    if (isLeaving) requestEnd();
    return;
  }
  if (message === PlayerMessage.UNKEPT) {
    // The browser stores nothing for the content: what it could not send would be lost with the page.
    clearTimeout(patience);
    if (isLeaving) showNotice(notice.dataset.unkept, { isWaiting: true });
    return;
  }
  if (message === PlayerMessage.CLOSED && isLeaving) {
    onClosed();
    return;
  }
  if (message === PlayerMessage.ANEW) {
    if (!isLeaving) openLaunch();
    return;
  }
  // The next page shows the progress that the server has: content can't claim more than to have ended.
  if (message === PlayerMessage.DONE) continueTo(frame.dataset.wayOn);
  if (message === PlayerMessage.ENDED) continueTo(frame.dataset.wayOut);
  if (isLeaving || (message === PlayerMessage.FINISHED && !next.hidden)) return;
  const current = await fetchState();
  showNext(current);
  if (!current || isLeaving) return;
  if (!current.holds) showNotice(current.sentence);
  // The content has ended: this page has nothing left to show.
  else if (message === PlayerMessage.CLOSED) leave(current.done ? "next" : "");
}

onMessages(PlayerMessage, { source: frame.contentWindow, origin }, onPlayerMessage);
// The browser restored this page from its cache: its launch has ended.
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible" || !launch || isLeaving) return;
  const current = await fetchState();
  if (current && !current.holds) showNotice(current.sentence);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  leave("");
});
next.querySelector("button").addEventListener("click", () => leave("next"));
notice.querySelector("[data-take-over]").addEventListener("click", openLaunch);
notice.querySelector("[data-send-again]").addEventListener("click", () => {
  notice.querySelector("p").textContent = notice.dataset.sending;
  requestEnd();
});
notice.querySelector("[data-leave-anyway]").addEventListener("click", () => onClosed());

openLaunch();
