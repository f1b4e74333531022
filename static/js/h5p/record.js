// What H5P content reports, in the data model of SCORM 2004: state, interactions, score, completion.

const MAX_STATE = 64_000; // cmi.suspend_data (SCORM 2004 RTE 4.2.21)
const MAX_INTERACTIONS = 250; // that the standard promises to take (RTE 4.2.9)
const RESULTS = new Set(["answered", "completed"]);

export class Record {
  /**
   * `api` is the SCORM API, `rule` when the content is completed ("result" or "opened"); `onTooLarge()` is called
   * when the state can't be kept.
   */
  constructor(api, { hasPassMark, onTooLarge }) {
    Object.assign(this, { api, hasPassMark, onTooLarge });
    this.rule = "result";
    this.hasEnded = false;
  }

  /** Begin the session; the state of the last one is in `userData` then: { part: { name: value } }. */
  begin() {
    this.api.Initialize("");
    this.set("exit", "suspend"); // keeps the state, also of completed content that is opened again
    if (["unknown", "not attempted"].includes(this.get("completion_status"))) {
      this.set("completion_status", "incomplete");
    }
    this.saved = this.get("suspend_data");
    try {
      this.userData = JSON.parse(this.saved || "{}");
    } catch {
      this.userData = {};
    }
  }

  get(element) {
    return this.api.GetValue(`cmi.${element}`);
  }

  /** Set an element; return whether it was taken. */
  set(element, value) {
    return this.api.SetValue(`cmi.${element}`, value) === "true";
  }

  getData(part, name) {
    return this.userData[part]?.[name];
  }

  /** Keep a value for the next session; undefined removes it. */
  setData(part, name, value) {
    this.userData[part] ??= {};
    this.userData[part][name] = value;
    this.saveState();
  }

  saveState() {
    const text = JSON.stringify(this.userData);
    if (this.hasEnded || text === this.saved) return;
    if (text.length > MAX_STATE || !this.set("suspend_data", text)) {
      this.onTooLarge(); // what was kept before stays
      return;
    }
    this.saved = text;
  }

  /** Record what a statement says (statements.js). */
  add({ verb, isWhole, score, success, place, interaction }) {
    if (this.hasEnded) return;
    if (place) this.set("location", place);
    if (interaction) this.addInteraction(interaction);
    if (!RESULTS.has(verb)) return;
    if (isWhole) this.addResult(score, success);
    this.api.Commit("");
  }

  addInteraction({ patterns, ...values }) {
    const index = Number(this.get("interactions._count")) || 0;
    if (index >= MAX_INTERACTIONS) return;
    const set = (name, value) => value !== "" && this.set(`interactions.${index}.${name}`, value);
    const { id, type, ...others } = values;
    if (!set("id", id)) return;
    set("type", type);
    // Hundredths of a second are the most that the standard has, and the least that the library takes before "Z".
    set("timestamp", new Date().toISOString().replace(/\dZ$/, "Z"));
    // The library checks a response by the type; one that is in another form is left out.
    patterns.forEach((pattern, number) => set(`correct_responses.${number}.pattern`, pattern));
    for (const [name, value] of Object.entries(others)) set(name, value);
  }

  addResult(score, success) {
    if (score) {
      for (const name of ["min", "max", "raw", "scaled"]) this.set(`score.${name}`, String(score[name]));
    }
    if (this.hasPassMark && success !== null) this.set("success_status", success ? "passed" : "failed");
    this.set("completion_status", "completed");
  }

  /** End the session as the page is left. */
  end() {
    if (this.hasEnded) return;
    if (this.rule === "opened") this.set("completion_status", "completed");
    this.hasEnded = true;
    this.api.Terminate("");
  }
}
