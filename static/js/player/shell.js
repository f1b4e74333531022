// The player's shell: stands on the package's own origin, between the site's page and the content.
import { Autosave } from "./autosave.js";
import { Outbox } from "./outbox.js";
import { startRuntime } from "./runtime.js";
import { Sender } from "./sender.js";
import { Navigation } from "./sequencing.js";
import { watchStart } from "./starting.js";
import { Store } from "./store.js";
import { becomeOutermost, embedder } from "./surroundings.js";
import { whileSending } from "./waiting.js";
import { finishedOffline, say, show, shown } from "./words.js";

const WAIT_TO_END = 3_000;

const state = JSON.parse(document.getElementById("state").textContent);
const frame = document.getElementById("content");
const isRecorded = state.kind === "record";
const sender = new Sender(new URL("commit", location.href).href);
const outbox = new Outbox({ store: new Store(state.keys), sender, state, tell: hear, changed: showState });
const navigation = state.sequencing && new Navigation({ state, outbox, leave: endContent, tellSite });
const autosave = new Autosave({ draft: writeDraft, save: () => saveFor("auto") });

const changesOf = new Map(); // how much the content had set when a commit was made, by its number

let isLeaving = false;
let isClosing = false; // the content is being ended by the shell, which tells the site when all is sent
let hasFinished = false;
let isOver = false; // the server has ended the launch with what the content said last
let runtime = null;

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function tellSite(word) {
  if (embedder !== window) embedder.postMessage(word, state.site);
}

/** Say how safe the learner's work is. */
function showState() {
  if (!isRecorded || outbox.isEnded) return;
  if (outbox.hasFailed && !outbox.isEmpty) show(outbox.isFragile ? "unkept" : "phone");
  else if (!outbox.isEmpty || autosave.isDirty) show("saving");
  else if (!["lost", "unstarted"].includes(shown())) show("saved");
}

/** The server has answered for a commit. */
function hear(answer, isTaken) {
  if (isTaken) {
    show("saving"); // until showState knows better
    navigation?.see(answer.outlook, changesOf.get(answer.sequence));
    isOver ||= answer.launch_is_ended;
    if (answer.launch_is_ended) tellSite(answer.package_is_done ? "done" : "ended");
    else if (answer.package_is_done) tellSite("finished");
  } else if (!["stale", "signed_out"].includes(answer.code)) {
    show("lost");
    say(answer.sentence);
    // Beyond the day's limit the launch goes on, and the learner reads here what to do.
    if (outbox.isEnded && answer.code !== "limit") tellSite("closed");
  }
}

/** Called by the run-time for every commit; returns whether the learner's work is safe. */
function commit(payload, trigger) {
  if (!isRecorded) return true;
  if (outbox.isEnded) return false;
  autosave.settle();
  // The learner goes on: that takes the place of what the content requests as it ends (SN 5.4).
  if (navigation?.wish) delete payload.request;
  const entry = outbox.add(payload, trigger);
  if (navigation) changesOf.set(entry.sequence, state.sequencing.changes);
  if (isLeaving) return sender.parting(entry.body) || entry.isKept;
  if (!entry.isKept && outbox.sendNow(entry)) return true;
  outbox.flush();
  showState();
  // A page that ends its content waits for it to be sent.
  const isSafe = entry.isKept || (isClosing && navigator.onLine);
  if (!isSafe && trigger === "finish") outbox.reopen(entry);
  return isSafe;
}

const canSave = () =>
  isRecorded && !hasFinished && !outbox.isEnded && autosave.isDirty && Boolean(runtime?.api.isInitialized());

function writeDraft() {
  if (canSave()) outbox.addDraft(runtime.snapshot());
}

/** Save what the content has set but not committed, for a reason of the shell's own. */
function saveFor(trigger) {
  if (!canSave()) return;
  autosave.settle();
  outbox.add(runtime.snapshot(), trigger);
  if (!isLeaving) outbox.flush();
}

/** Let the content end while this page lives, so that its last commit gets an answer. */
async function endContent() {
  isClosing = true;
  const blank = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  frame.src = "about:blank";
  await Promise.race([blank, later(2_000)]);
  saveFor("leave");
  await Promise.race([outbox.flush(), later(WAIT_TO_END)]);
}

/** What the browser keeps nowhere must be sent before this page goes. */
async function untilKept() {
  if (outbox.isFragile && !outbox.isEnded) tellSite("unkept");
  while (outbox.isFragile && !outbox.isEnded) {
    showState();
    await later(500);
  }
}

async function openPart(sco) {
  if (isClosing) return;
  if (navigation) {
    navigation.choose(sco);
    return;
  }
  await endContent();
  await untilKept();
  const address = new URL(location.href);
  address.searchParams.set("sco", sco);
  location.replace(address);
}

async function afterFinish() {
  if (hasFinished || runtime.api.isInitialized()) return; // it could not be saved, and goes on
  hasFinished = true;
  if (!isRecorded) return;
  const request = runtime.content?.request;
  await outbox.flush();
  if (isLeaving || isClosing || isOver || outbox.isEnded) return;
  if (navigation) {
    navigation.finished(request);
    return;
  }
  if (!outbox.isEmpty) {
    if (!outbox.isFragile) say(finishedOffline);
  } else if (state.parts === 1) {
    tellSite("closed");
  } else {
    document.body.dataset.part = "finished";
  }
}

function listen() {
  document.querySelectorAll("[data-open-part]").forEach((button) =>
    button.addEventListener("click", () => openPart(button.dataset.openPart)),
  );
  navigation?.listen();
  const contents = document.getElementById("contents");
  document.getElementById("show-contents")?.addEventListener("click", () => contents.showModal());
  document.getElementById("hide-contents")?.addEventListener("click", () => contents.close());
  window.addEventListener("message", async (event) => {
    if (event.origin !== state.site || event.source !== embedder || event.data !== "closed") return;
    await endContent();
    await untilKept();
    tellSite("closed");
  });
  window.addEventListener("online", () => outbox.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveFor("auto");
  });
  window.addEventListener("pagehide", () => {
    isLeaving = true;
    saveFor("leave");
    outbox.part();
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
    outbox.flush();
  });
  const ways = document.getElementById("ways");
  if (ways) ways.disabled = false;
}

/** The newest page tells the others in this browser, so that they look at once who holds the attempt. */
function tellOtherTabs() {
  try {
    const channel = new BroadcastChannel("narlara");
    channel.onmessage = ({ data }) => {
      if (data.attempt === state.attempt && data.launch !== state.launch) tellSite("progress");
    };
    channel.postMessage({ attempt: state.attempt, launch: state.launch });
  } catch {
    // They hear it from the server when they next save.
  }
}

/** Tell whether the page may begin anew for `reason`: once, not for ever. */
function mayBeginAnew(reason) {
  const name = `narlara.reloaded.${state.launch}.${reason}`;
  try {
    if (sessionStorage.getItem(name)) return false;
    sessionStorage.setItem(name, "1");
  } catch {
    // Full of what the content keeps there. The reason has been sent and forgotten: it will not come again.
  }
  return true;
}

/**
 * Send what earlier pages left behind. Resolves to true when the page is to begin anew with what it changed.
 *
 * The content waits for it: begun with an older state it would write that over what the learner did last. In
 * SCORM 1.2 what another part left is nothing to this one.
 */
async function deliverWhatWasLeft() {
  const matters = ({ sco }) => sco === state.sco || state.standard !== "scorm_12";
  await outbox.takeOver();
  if (!outbox.isEmpty) await whileSending(outbox.delivered(matters), () => outbox.flush());
  return Boolean(outbox.revised) && !isClosing && mayBeginAnew(outbox.revised);
}

function begin() {
  if (!state.content) return; // between two parts of a sequenced package
  becomeOutermost();
  if (!state.isAsset) {
    runtime = startRuntime(state.standard, state.seed, commit, state.sequencing);
    runtime.api.on(runtime.set, () => {
      autosave.touch();
      showState();
    });
    runtime.api.on(runtime.finish, afterFinish);
    watchStart(frame, runtime.api, runtime.initialize);
  } else if (isRecorded) {
    outbox.add({ cmi: {} }, "opened");
    outbox.flush();
  }
  frame.src = state.content;
}

async function start() {
  listen();
  tellSite("listening");
  if (isRecorded) {
    tellOtherTabs();
    if (await deliverWhatWasLeft()) {
      // What is delivered in a sequenced package is decided as a launch is opened.
      if (navigation) tellSite("anew");
      else location.reload();
      return;
    }
    showState();
  }
  // The learner may have gone to another part, or out, before this one began: then it is not begun.
  if (!outbox.isEnded && !isClosing) begin();
}

start();
