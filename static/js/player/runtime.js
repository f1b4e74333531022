// The SCORM run-time (scorm-again), with the learner's state in it before the content starts.

import { patchApi, acceptValues } from "./scorm_again_patches.js";

/** The elements that sequencing reads (SCORM 2004 SN 4.1), and how the content ends. */
const SEQUENCED =
  /^cmi\.(objectives\.\d+\.)?(completion_status|success_status|progress_measure|score\.(scaled|raw|min|max))$/;
const EXIT = "cmi.exit";

/** The elements that content has set in this session: "unknown" may be set, and may be the default. */
class Settings {
  constructor(sequencing) {
    this.sequencing = sequencing;
    this.elements = new Set();
    this.request = ""; // adl.nav.request
  }

  watch(api) {
    const set = api.SetValue.bind(api);
    api.SetValue = (element, value) => {
      const answer = set(element, value);
      if (answer === "true") this.add(element, String(value));
      return answer;
    };
  }

  add(element, value) {
    if (element === "adl.nav.request") this.request = value;
    if (SEQUENCED.test(element)) this.elements.add(element);
    // The requests that are valid are unknown until the server has answered for this.
    if (this.sequencing && (element === EXIT || SEQUENCED.test(element))) this.sequencing.changes += 1;
  }

  /** Return the settings as a commit has them; the request takes effect when the content ends. */
  toCommit() {
    return { set: [...this.elements], ...(this.request && { request: this.request }) };
  }
}

/** Passes commits to `commit(payload, trigger)`, which returns true when the work is safe. */
class CommitService {
  constructor(commit) {
    this.commit = commit;
  }

  processHttpRequest(_url, payload, isFinish) {
    const isSafe = this.commit(payload, isFinish ? "finish" : "content");
    return isSafe ? { result: "true", errorCode: 0 } : { result: "false", errorCode: this.failure };
  }

  updateSettings() {
    // This service has no settings.
  }
}

const settings = (service) => ({
  lmsCommitUrl: "commit", // not requested; without an address the run-time would not commit
  httpService: service,
  autocommit: false, // autosave.js does it, and writes to the disk before
  // A SCO that never sets its status is completed when it ends (SCORM 1.2 RTE 3.4.4).
  autoCompleteLessonStatus: true,
  // The server applies the mastery score; here it would turn a pause half-way into a failure.
  mastery_override: false,
  logLevel: 5,
});

/**
 * Return { api, initialize, set, finish, snapshot } with the API in `window`, where content searches for it.
 *
 * `initialize`, `set` and `finish` are the names of its events; `snapshot()` returns what a commit would hold now
 * without changing the run-time, so that the content's next GetLastError is its own.
 */
export function startRuntime(standard, initialCmi, commit, sequencing = null) {
  const service = new CommitService((payload, trigger) => commit(complete(payload), trigger));
  const is12 = standard === "scorm_12";
  const Api = is12 ? window.Scorm12API : window.Scorm2004API;
  const api = new Api(settings(service));
  const content = new Settings(sequencing);
  if (sequencing) {
    Object.assign(sequencing, { changes: 0, answered: 0 });
    api.restoreSharedDataSnapshot(sequencing.shared);
    api.adl.configureSharedDataMaps(sequencing.sharedMaps);
  }
  // Stores that parts share are no part of the data model (SCORM 2004 RTE 4.3).
  function complete(payload) {
    if (is12) return payload;
    const stores = api.adl.captureWritableSharedDataSnapshot();
    return { ...payload, ...content.toCommit(), ...(Object.keys(stores).length && { stores }) };
  }
  service.failure = is12 ? 101 : 391;
  acceptValues(api, standard);
  api.loadFromFlattenedJSON(initialCmi);
  patchApi(api, standard, sequencing);
  const snapshot = () => complete(api.getCommitObject(false));
  if (is12) {
    // The run-time would return a maximum score of 100 where none was set (docs/scorm-again.md).
    if (!("cmi.core.score.max" in initialCmi)) api.cmi.core.score.max = "";
    for (const [index, { score }] of api.cmi.objectives.childArray.entries()) {
      if (!(`cmi.objectives.${index}.score.max` in initialCmi)) score.max = "";
    }
    window.API = api;
    return { api, snapshot, initialize: "LMSInitialize", set: "LMSSetValue", finish: "LMSFinish" };
  }
  content.watch(api);
  window.API_1484_11 = api;
  return { api, content, snapshot, initialize: "Initialize", set: "SetValue", finish: "Terminate" };
}
