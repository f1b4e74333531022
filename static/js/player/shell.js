// The player's shell, on the package's own origin: the frame between the site's page and the content.
import { Autosave } from "./sending/autosave.js";
import { Outbox } from "./sending/outbox.js";
import { onMessages, PageMessage, PlayerMessage } from "./messages.js";
import { startRuntime } from "./runtime.js";
import { Sender } from "./sending/sender.js";
import { Navigation } from "./sequencing.js";
import { watchStart } from "./starting.js";
import { Store } from "./sending/store.js";
import { becomeOutermost, embedder } from "./surroundings.js";
import { whileSending } from "./sending/waiting.js";
import { finishedOffline, showNotice, showSaveState, shownSaveState } from "./notices.js";

const SEND_TIMEOUT = 3_000;

const state = JSON.parse(document.getElementById("state").textContent);
const frame = document.getElementById("content");
const isRecorded = state.kind === "record";
const sender = new Sender(new URL("commit", location.href).href);
const store = new Store(state.keys);
const outbox = new Outbox({ store, sender, state, onAnswer: onCommitAnswer, changed: showState });
const navigation = state.sequencing && new Navigation({ state, outbox, leave: endContent, notifySite });
const autosave = new Autosave({ draft: writeDraft, save: () => saveFor("auto") });

const changesOf = new Map(); // number of changes by the content when a commit was made, by the commit's number

let isLeaving = false;
let isClosing = false; // the shell is ending the content, and notifies the site when all is sent
let hasFinished = false;
let isOver = false; // the server has ended the launch with the last commit
let runtime = null;

const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function notifySite(message) {
  if (embedder !== window) embedder.postMessage(message, state.site);
}

/** Show whether the learner's work is saved. */
function showState() {
  if (!isRecorded || outbox.isEnded) return;
  if (outbox.hasFailed && !outbox.isEmpty) showSaveState(outbox.isFragile ? "unkept" : "phone");
  else if (!outbox.isEmpty || autosave.isDirty) showSaveState("saving");
  else if (!["lost", "unstarted"].includes(shownSaveState())) showSaveState("saved");
}

/** Apply the server's answer to a commit. */
function onCommitAnswer(answer, isTaken) {
  if (isTaken) {
    showSaveState("saving"); // until showState runs
    navigation?.update(answer.outlook, changesOf.get(answer.sequence));
    isOver ||= answer.launch_is_ended;
    if (answer.launch_is_ended) notifySite(answer.package_is_done ? PlayerMessage.DONE : PlayerMessage.ENDED);
    else if (answer.package_is_done) notifySite(PlayerMessage.FINISHED);
  } else if (!["stale", "signed_out"].includes(answer.code)) {
    showSaveState("lost");
    showNotice(answer.sentence);
    // Beyond the day's limit the launch stays open, and the learner reads the notice here.
    if (outbox.isEnded && answer.code !== "limit") notifySite(PlayerMessage.CLOSED);
  }
}

/** Take a commit of the run-time; return whether the learner's work is safe. */
function commit(payload, trigger) {
  if (!isRecorded) return true;
  if (outbox.isEnded) return false;
  autosave.markSaved();
  // The learner's own request takes the place of the content's (SN 5.4).
  if (navigation?.pendingRequest) delete payload.request;
  const entry = outbox.add(payload, trigger);
  if (navigation) changesOf.set(entry.sequence, state.sequencing.changes);
  if (isLeaving) return sender.sendBeacon(entry.body) || entry.isKept;
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

/** Commit what the content has set and not committed, for a trigger of the shell's own. */
function saveFor(trigger) {
  if (!canSave()) return;
  autosave.markSaved();
  outbox.add(runtime.snapshot(), trigger);
  if (!isLeaving) outbox.flush();
}

/** Let the content end while this page lives, so that its last commit gets an answer. */
async function endContent() {
  isClosing = true;
  const blank = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  frame.src = "about:blank";
  await Promise.race([blank, delay(2_000)]);
  saveFor("leave");
  await Promise.race([outbox.flush(), delay(SEND_TIMEOUT)]);
}

/** Resolve when every commit that the browser does not store has been sent. */
async function untilStored() {
  if (outbox.isFragile && !outbox.isEnded) notifySite(PlayerMessage.UNKEPT);
  while (outbox.isFragile && !outbox.isEnded) {
    showState();
    await delay(500);
  }
}

async function openPart(sco) {
  if (isClosing) return;
  if (navigation) {
    navigation.choose(sco);
    return;
  }
  await endContent();
  await untilStored();
  const address = new URL(location.href);
  address.searchParams.set("sco", sco);
  location.replace(address);
}

async function afterFinish() {
  if (hasFinished || runtime.api.isInitialized()) return; // the end could not be saved, and the content goes on
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
    if (!outbox.isFragile) showNotice(finishedOffline);
  } else if (state.parts === 1) {
    notifySite(PlayerMessage.CLOSED);
  } else {
    document.body.dataset.part = "finished";
  }
}

function addListeners() {
  document
    .querySelectorAll("[data-open-part]")
    .forEach((button) => button.addEventListener("click", () => openPart(button.dataset.openPart)));
  navigation?.start();
  const contents = document.getElementById("contents");
  document.getElementById("show-contents")?.addEventListener("click", () => contents.showModal());
  document.getElementById("hide-contents")?.addEventListener("click", () => contents.close());
  onMessages(PageMessage, { source: embedder, origin: state.site }, async () => {
    await endContent();
    await untilStored();
    notifySite(PlayerMessage.CLOSED);
  });
  window.addEventListener("online", () => outbox.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveFor("auto");
  });
  window.addEventListener("pagehide", () => {
    isLeaving = true;
    saveFor("leave");
    outbox.flushOnUnload();
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
    outbox.flush();
  });
  const ways = document.getElementById("ways");
  if (ways) ways.disabled = false;
}

/** Notify the other pages in this browser, so that they check at once which launch holds the attempt. */
function notifyOtherTabs() {
  try {
    const channel = new BroadcastChannel("narlara");
    channel.onmessage = ({ data }) => {
      if (data.attempt === state.attempt && data.launch !== state.launch) notifySite(PlayerMessage.PROGRESS);
    };
    channel.postMessage({ attempt: state.attempt, launch: state.launch });
  } catch {
    // The server answers so at their next commit.
  }
}

/** Return whether the page may reload for `reason`: once, not for ever. */
function mayReload(reason) {
  const name = `narlara.reloaded.${state.launch}.${reason}`;
  try {
    if (sessionStorage.getItem(name)) return false;
    sessionStorage.setItem(name, "1");
  } catch {
    // Full of the content's own data. The commit has been sent and deleted: it is no reason again.
  }
  return true;
}

/**
 * Send the unsent commits of earlier pages; resolve to true when the page is to reload with the changed state.
 *
 * The content starts afterwards: with an older state it would overwrite what the learner did last. In SCORM 1.2
 * the commits of other parts do not matter to this one.
 */
async function sendEarlierCommits() {
  const matters = ({ sco }) => sco === state.sco || state.standard !== "scorm_12";
  await outbox.takeOver();
  if (!outbox.isEmpty) await whileSending(outbox.delivered(matters), () => outbox.flush());
  return Boolean(outbox.revised) && !isClosing && mayReload(outbox.revised);
}

function startContent() {
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
  addListeners();
  notifySite(PlayerMessage.LISTENING);
  if (isRecorded) {
    notifyOtherTabs();
    if (await sendEarlierCommits()) {
      // In a sequenced package opening a launch decides what is delivered.
      if (navigation) notifySite(PlayerMessage.ANEW);
      else location.reload();
      return;
    }
    showState();
  }
  // The learner may have left for another part, or the site, before this one started.
  if (!outbox.isEnded && !isClosing) startContent();
}

start();
