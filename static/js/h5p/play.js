// Plays H5P content with h5p-standalone in the place of a SCO, and reports to an API of SCORM 2004.
import { Record } from "./record.js";
import { readStatement } from "./statements.js";

const CONTENT_ID = "content";
const SAVE_SECONDS = 10; // between two savings by H5P's core
const SAVE_DELAY = 300; // milliseconds after a statement, since content changes its state after it too

const notice = document.getElementById("notice");
/** What the page says of the content (lms/runtimes/h5p/views.py), and the record of the session. */
let state = null;
let record = null;
let saving = 0;

function showNotice(sentence) {
  notice.textContent = sentence;
  notice.hidden = false;
}

/** Return the text of HTML; the parser runs no scripts. */
const plainText = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

/** Stands in for H5P's queue of results without network, which fails where the browser gives no storage. */
class NoRequests {
  add() {
    return false;
  }
}

/** Let H5P's core keep what content saves in the record, where it would request a server. */
function replaceRequests() {
  H5P.OfflineRequestQueue = NoRequests;
  H5P.getUserData = (_content, name, done, part = 0) => done(undefined, record.getData(part, name));
  H5P.setUserData = (_content, name, value, options = {}) => record.setData(options.subContentId ?? 0, name, value);
  H5P.deleteUserData = (_content, name, part = 0) => record.setData(part, name, undefined);
}

function saveNow() {
  clearTimeout(saving);
  for (const instance of H5P.instances) {
    const current = instance.getCurrentState?.();
    if (current !== undefined) record.setData(0, "state", current);
  }
}

function onStatement(event) {
  const read = readStatement(event?.data?.statement, plainText);
  if (!read) return;
  record.add(read);
  clearTimeout(saving);
  saving = setTimeout(saveNow, SAVE_DELAY);
}

/** Return when the content is completed: with a result where it can report one. */
function ruleOf(instance) {
  if (state.rule === "opened") return "opened";
  const states = typeof instance.getMaxScore === "function";
  const highest = states ? Number(instance.getMaxScore()) : 0;
  if (state.rule === "result") return states && highest === 0 ? "opened" : "result";
  return highest > 0 ? "result" : "opened";
}

async function play() {
  await new H5PStandalone.H5P(document.getElementById("content"), {
    id: CONTENT_ID,
    h5pJsonPath: state.files,
    contentJsonPath: `${state.files}/content`,
    librariesPath: state.libraries,
    frameJs: state.frameJs,
    frameCss: state.frameCss,
    embedType: "div", // this page is a frame of its own already
    preventH5PInit: false, // see below: the libraries are loaded, and nothing is shown yet
    saveFreq: SAVE_SECONDS,
    title: state.title,
    xAPIObjectIRI: "urn:h5p:content",
  });
  // The library leaves out a minor version of 0, with which content finds its own files.
  H5PIntegration.contents[`cid-${CONTENT_ID}`].library = state.library;
  record.begin();
  replaceRequests();
  H5P.externalDispatcher.on("xAPI", onStatement);
  H5P.preventInit = false;
  H5P.init(document.body);
  const [instance] = H5P.instances;
  if (!instance) throw new Error("The content has no instance.");
  record.rule = ruleOf(instance);
  window.addEventListener("resize", () => H5P.trigger(instance, "resize"));
  window.addEventListener("pagehide", () => {
    saveNow();
    record.end();
  });
}

/** Play the content that `given` describes; `api` is the SCORM API. */
export function start(api, given) {
  state = given;
  record = new Record(api, {
    hasPassMark: state.hasPassMark,
    onTooLarge: () => showNotice(notice.dataset.tooLarge),
  });
  play().catch((error) => {
    console.error(error);
    showNotice(notice.dataset.failed);
  });
}
