// The learning platform that shows the package, by the API of SCORM 1.2 or SCORM 2004.

const MOST_PARENTS = 10;
const ANSWERS_TRUE = new Set(["true", "1"]);

/** Return the API object in a window above or in the one that opened this (SCORM RTE 3.2), or null. */
export function findApi(name) {
  for (const start of [window, window.opener]) {
    let current = start;
    for (let level = 0; current && level <= MOST_PARENTS; level += 1) {
      try {
        if (current[name]) return current[name];
      } catch {
        break; // a window of another site
      }
      if (current.parent === current) break;
      current = current.parent;
    }
  }
  return null;
}

const two = (number) => String(number).padStart(2, "0");

/** Return seconds as a timespan of SCORM 1.2, HHHH:MM:SS. */
export function timespan(seconds) {
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 3600)).padStart(4, "0")}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

const NAMES = {
  scorm_12: {
    api: "API",
    initialize: "LMSInitialize",
    terminate: "LMSFinish",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
  },
  scorm_2004: {
    api: "API_1484_11",
    initialize: "Initialize",
    terminate: "Terminate",
    get: "GetValue",
    set: "SetValue",
    commit: "Commit",
  },
};

export class Lms {
  constructor(standard) {
    this.is2004 = standard === "scorm_2004";
    this.names = NAMES[standard];
    this.startedAt = Date.now();
    this.api = findApi(this.names.api);
    if (this.api && !ANSWERS_TRUE.has(String(this.api[this.names.initialize]("")))) this.api = null;
  }

  get isConnected() {
    return this.api !== null;
  }

  get(element) {
    return this.api ? String(this.api[this.names.get](element) ?? "") : "";
  }

  set(element, value) {
    this.api?.[this.names.set](element, String(value));
  }

  /** Return the saved state, or null. */
  read() {
    try {
      return JSON.parse(this.get("cmi.suspend_data"));
    } catch {
      return null;
    }
  }

  /** The number of the step where the learner was, 0 at first. */
  get place() {
    return Number.parseInt(this.get(this.is2004 ? "cmi.location" : "cmi.core.lesson_location"), 10) || 0;
  }

  /** Return whether this is only looked at, so that nothing may be saved. */
  get isReview() {
    const mode = this.get(this.is2004 ? "cmi.mode" : "cmi.core.lesson_mode");
    return mode === "review" || mode === "browse";
  }

  /** How many characters the state may have. */
  get room() {
    return this.is2004 ? 64_000 : 4_096;
  }

  /** Save the state, the place, and the outcome: isCompleted, isPassed (null: no pass mark), score, progress. */
  save(state, place, outcome) {
    this.set("cmi.suspend_data", state);
    if (this.is2004) this.save2004(place, outcome);
    else this.save12(place, outcome);
    this.api?.[this.names.commit]("");
  }

  save2004(place, { isCompleted, isPassed, score, progress }) {
    this.set("cmi.location", place);
    if (isCompleted || this.get("cmi.completion_status") !== "completed") {
      this.set("cmi.completion_status", isCompleted ? "completed" : "incomplete");
    }
    this.set("cmi.progress_measure", Number(progress.toFixed(4)));
    if (score !== null) {
      this.set("cmi.score.scaled", Number(score.toFixed(4)));
      this.set("cmi.score.min", 0);
      this.set("cmi.score.max", 100);
      this.set("cmi.score.raw", Math.round(score * 100));
    }
    if (isPassed !== null && isCompleted) this.set("cmi.success_status", isPassed ? "passed" : "failed");
    this.set("cmi.exit", "suspend");
    this.set("cmi.session_time", `PT${Math.round((Date.now() - this.startedAt) / 1000)}S`);
  }

  save12(place, { isCompleted, isPassed, score }) {
    this.set("cmi.core.lesson_location", place);
    if (score !== null) {
      this.set("cmi.core.score.min", 0);
      this.set("cmi.core.score.max", 100);
      this.set("cmi.core.score.raw", Math.round(score * 100));
    }
    const isDone = ["completed", "passed"].includes(this.get("cmi.core.lesson_status"));
    const result = isPassed === null ? "completed" : isPassed ? "passed" : "failed";
    if (isCompleted || !isDone) this.set("cmi.core.lesson_status", isCompleted ? result : "incomplete");
    this.set("cmi.core.exit", "suspend");
    this.set("cmi.core.session_time", timespan((Date.now() - this.startedAt) / 1000));
  }

  /** Record an answer as an interaction; `patterns` are the right answers. */
  record({ id, type, prompt, response, patterns, isRight, seconds }) {
    const number = Number.parseInt(this.get("cmi.interactions._count"), 10) || 0;
    const set = (name, value) => this.set(`cmi.interactions.${number}.${name}`, value);
    const now = new Date();
    set("id", id);
    set("type", type);
    if (this.is2004) {
      set("description", prompt.slice(0, 250));
      set("timestamp", `${now.toISOString().slice(0, 19)}Z`);
    } else {
      set("time", `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`);
    }
    for (const [index, pattern] of patterns.entries()) set(`correct_responses.${index}.pattern`, pattern);
    set(this.is2004 ? "learner_response" : "student_response", response);
    set("result", isRight === null ? "neutral" : isRight ? "correct" : this.is2004 ? "incorrect" : "wrong");
    set("latency", this.is2004 ? `PT${Math.round(seconds)}S` : timespan(seconds));
  }

  /** Continue with the next part of the package, where the platform does that at a package's request. */
  goOn() {
    if (this.is2004) this.set("adl.nav.request", "continue");
    this.end();
  }

  end() {
    this.api?.[this.names.terminate]("");
    this.api = null;
  }
}
