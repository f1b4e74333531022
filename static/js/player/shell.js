// The player's shell: stands on the package's own origin, between the site's page and the content.
import { startRuntime } from "./runtime.js";
import { Sender } from "./sender.js";
import { Store } from "./store.js";

const state = JSON.parse(document.getElementById("state").textContent);
const frame = document.getElementById("content");
const sign = document.getElementById("save");
const notice = document.getElementById("notice");
const isRecorded = state.kind === "record";
const store = new Store(state.attempt, state.launch);
const sender = new Sender(new URL("commit", location.href).href);

let sequence = state.nextSequence;
let isDirty = false;
let isLeaving = false;
let isEnded = false; // this launch may save no more
let hasFinished = false;
let isClosing = false; // the content is being ended by the shell, which tells the site when all is sent
let wanted = ""; // the trigger of the next commit, when it is the shell that asks for it
let runtime = null;

const tellSite = (word) => {
  if (window.parent !== window) window.parent.postMessage(word, state.site);
};

const show = (what) => {
  if (sign.dataset.is === what) return;
  sign.dataset.is = what;
  sign.textContent = sign.dataset[what];
};

const say = (sentence) => {
  notice.querySelector("p").textContent = sentence;
  notice.hidden = false;
};

/** What an answer means for this page. Returns true when the commit needs no further sending. */
function hear(name, outcome) {
  if (outcome.failed) {
    show(store.isFragile ? "unkept" : "phone");
    return false;
  }
  if (outcome.refused && ["lease_lost", "ended", "token"].includes(outcome.answer.code)) {
    // It is this launch that is refused, not the work: that waits here for the learner's next launch.
    isEnded = true;
    show("lost");
    say(outcome.answer.sentence);
    tellSite("closed");
    return false;
  }
  store.forget(name);
  if (outcome.taken) {
    show(store.atHand().length ? "saving" : "saved");
    tellSite(outcome.answer.package_is_done ? "finished" : "progress");
  } else if (outcome.answer.code !== "stale") {
    show("lost");
    say(outcome.answer.sentence);
  }
  return true;
}

function write(payload, trigger) {
  const number = sequence;
  sequence += 1;
  const body = JSON.stringify({
    sequence: number,
    sco: state.sco,
    session: state.session,
    trigger,
    written_at: Date.now(),
    payload,
  });
  const isKept = store.keep(number, body);
  return { name: `narlara.commit.${state.attempt}.${state.launch}.${number}`, body, isKept };
}

/** Called by the run-time for every commit; returns whether the learner's work is safe. */
function commit(payload, cause) {
  if (!isRecorded) return true;
  if (isEnded) return false;
  const trigger = wanted || { finish: "finish", autocommit: "auto" }[cause] || "content";
  isDirty = false;
  show("saving");
  const { name, body, isKept } = write(payload, trigger);
  if (trigger === "auto" && !isLeaving) {
    sender.soon(body).then((outcome) => hear(name, outcome));
    return isKept;
  }
  const outcome = isLeaving ? { failed: true } : sender.now(body);
  if (outcome.failed && ["finish", "leave"].includes(trigger)) sender.parting(body);
  hear(name, outcome);
  return outcome.taken || (Boolean(outcome.failed) && isKept);
}

/** Save what the content has set but not committed, for a reason of the shell's own. */
function saveFor(trigger) {
  if (!isRecorded || !runtime || hasFinished || !isDirty || !runtime.api.isInitialized()) return;
  wanted = trigger;
  try {
    runtime.save();
  } finally {
    wanted = "";
  }
}

/** Send what waits, oldest first. Returns true when something that an earlier page wrote was taken. */
async function sendWaiting() {
  let hasChanged = false;
  const found = await store.waiting();
  // Numbers that an earlier page of this launch has used are used, whether or not the server knows of them.
  const used = found.filter((waiting) => waiting.launch === state.launch).map((waiting) => waiting.sequence);
  sequence = Math.max(sequence, ...used.map((number) => number + 1));
  for (const waiting of found) {
    if (isEnded) break;
    let body = waiting.body;
    if (waiting.launch !== state.launch) {
      try {
        body = JSON.stringify({ ...JSON.parse(body), launch: waiting.launch });
      } catch {
        store.forget(waiting.name);
        continue;
      }
    }
    const outcome = await sender.soon(body);
    if (!hear(waiting.name, outcome)) break;
    hasChanged ||= Boolean(outcome.taken) && !outcome.answer.is_repeated;
  }
  return hasChanged;
}

/** Let the content end while this page lives, so that its last commit gets an answer. */
async function endContent() {
  isClosing = true;
  const blank = new Promise((resolve) => {
    frame.addEventListener("load", resolve, { once: true });
    setTimeout(resolve, 2000);
  });
  frame.src = "about:blank";
  await blank;
  saveFor("leave");
  await Promise.race([sendWaiting(), new Promise((resolve) => setTimeout(resolve, 3000))]);
}

async function openPart(sco) {
  await endContent();
  const address = new URL(location.href);
  address.searchParams.set("sco", sco);
  location.replace(address);
}

function afterFinish() {
  if (hasFinished) return;
  hasFinished = true;
  if (isLeaving || isClosing || !isRecorded) return;
  if (sign.dataset.is === "phone") {
    say(notice.dataset.finished);
  } else if (state.parts === 1 && !isEnded) {
    tellSite("closed");
  } else {
    document.body.dataset.part = "finished";
  }
}

function listen() {
  document.querySelectorAll("[data-open-part]").forEach((button) =>
    button.addEventListener("click", () => openPart(button.dataset.openPart)),
  );
  const contents = document.getElementById("contents");
  document.getElementById("show-contents")?.addEventListener("click", () => contents.showModal());
  document.getElementById("hide-contents")?.addEventListener("click", () => contents.close());
  window.addEventListener("message", async (event) => {
    if (event.origin !== state.site || event.source !== window.parent || event.data !== "closed") return;
    await endContent();
    tellSite("closed");
  });
  window.addEventListener("online", () => sendWaiting());
  setInterval(() => ["phone", "unkept"].includes(sign.dataset.is) && sendWaiting(), 15_000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveFor("auto");
  });
  window.addEventListener("pagehide", () => {
    isLeaving = true;
    saveFor("leave");
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
}

async function start() {
  listen();
  if (isRecorded) {
    const reloaded = `narlara.reloaded.${state.launch}.${state.nextSequence}`;
    if ((await sendWaiting()) && !sessionStorage.getItem(reloaded)) {
      // What was left behind has changed the learner's state: begin from what it is now.
      sessionStorage.setItem(reloaded, "1");
      location.reload();
      return;
    }
    if (isEnded) return;
    show(store.atHand().length ? "phone" : "saved");
  }
  if (!state.isAsset) {
    runtime = startRuntime(state.standard, state.seed, commit);
    runtime.api.on(runtime.set, () => {
      isDirty = true;
    });
    runtime.api.on(runtime.finish, afterFinish);
  } else if (isRecorded) {
    wanted = "opened";
    const { name, body } = write({ cmi: {} }, "opened");
    wanted = "";
    sender.soon(body).then((outcome) => hear(name, outcome));
  }
  frame.src = state.content;
}

start();
