// The SCORM run-time (scorm-again), with the learner's state in it before the content starts.

import { mend, takeValues } from "./deviations.js";

/** The elements that sequencing reads (SCORM 2004 SN 4.1), and how the content ends. */
const SEQUENCED =
  /^cmi\.(objectives\.\d+\.)?(completion_status|success_status|progress_measure|score\.(scaled|raw|min|max))$/;
const EXIT = "cmi.exit";

/** What content has set in this session, beside the values: "unknown" may be set, and may be the default. */
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
    // What may be requested is known again when the server has answered for this.
    if (this.sequencing && (element === EXIT || SEQUENCED.test(element))) this.sequencing.changes += 1;
  }

  /** What a commit says of them; the request counts when the content ends. */
  toCommit() {
    return { set: [...this.elements], ...(this.request && { request: this.request }) };
  }
}

/** Commits go through `commit(payload, trigger)`, which answers true when the work is safe. */
class CommitService {
  constructor(commit) {
    this.commit = commit;
  }

  processHttpRequest(url, payload, isFinish) {
    const isSafe = this.commit(payload, isFinish ? "finish" : "content");
    return isSafe ? { result: "true", errorCode: 0 } : { result: "false", errorCode: this.failure };
  }

  updateSettings() {
    // It has none of its own.
  }
}

const settings = (service) => ({
  lmsCommitUrl: "commit", // only tells the run-time that there is somewhere to save
  httpService: service,
  autocommit: false, // autosave.js does it, and writes to the disk before
  // A SCO that never tells its status is completed when it ends (SCORM 1.2 RTE 3.4.4).
  autoCompleteLessonStatus: true,
  // The server judges by the mastery score; here it would turn a pause half-way into a failure.
  mastery_override: false,
  logLevel: 5,
});

/**
 * Return { api, initialize, set, finish, snapshot } with the API standing in `window`, where content looks for it.
 *
 * `initialize`, `set` and `finish` are the names of its events; `snapshot()` is what a commit would hold now, and
 * leaves no trace in the run-time, so that the content's next GetLastError is its own.
 */
export function startRuntime(standard, seed, commit, sequencing = null) {
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
  // Stores that parts share lie beside the data model (SCORM 2004 RTE 4.3).
  function complete(payload) {
    if (is12) return payload;
    const stores = api.adl.captureWritableSharedDataSnapshot();
    return { ...payload, ...content.toCommit(), ...(Object.keys(stores).length && { stores }) };
  }
  service.failure = is12 ? 101 : 391;
  takeValues(api, standard);
  api.loadFromFlattenedJSON(seed);
  mend(api, standard, sequencing);
  const snapshot = () => complete(api.getCommitObject(false));
  if (is12) {
    // The run-time would tell that the highest score is 100 where nobody has said so (docs/scorm-again.md).
    if (!("cmi.core.score.max" in seed)) api.cmi.core.score.max = "";
    for (const [index, { score }] of api.cmi.objectives.childArray.entries()) {
      if (!(`cmi.objectives.${index}.score.max` in seed)) score.max = "";
    }
    window.API = api;
    return { api, snapshot, initialize: "LMSInitialize", set: "LMSSetValue", finish: "LMSFinish" };
  }
  content.watch(api);
  window.API_1484_11 = api;
  return { api, content, snapshot, initialize: "Initialize", set: "SetValue", finish: "Terminate" };
}
