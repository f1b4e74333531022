// The API of SCORM 2004 that records of H5P content are written to, over the one that the platform has.
import { findApi, timespan } from "./lms.js";

const MAX_STATE_12 = 4_096; // cmi.suspend_data (SCORM 1.2 RTE 3.4.4)
const MAX_TEXT_12 = 255;
const LOOKED_AT = new Set(["review", "browse"]);
const DONE_12 = new Set(["completed", "passed", "failed"]);
const INTERACTION = /^cmi\.interactions\.(\d+)\.(.+)$/;
const LATENCY = /^PT(\d+(?:\.\d+)?)S$/;
const TYPES_12 = { "long-fill-in": "fill-in", other: "performance" };

const secondsSince = (moment) => Math.round((Date.now() - moment) / 1000);

/** The API of SCORM 2004 itself: it adds the time of the session, and saves nothing that is only looked at. */
class Api2004 {
  constructor(api) {
    this.api = api;
    this.startedAt = Date.now();
    this.isConnected = api !== null;
  }

  Initialize() {
    return String(this.api?.Initialize("") ?? "true");
  }

  GetValue(element) {
    return String(this.api?.GetValue(element) ?? "");
  }

  get isLookedAt() {
    return LOOKED_AT.has(this.GetValue("cmi.mode"));
  }

  SetValue(element, value) {
    return !this.api || this.isLookedAt ? "true" : String(this.api.SetValue(element, value));
  }

  Commit() {
    return String(this.api?.Commit("") ?? "true");
  }

  Terminate() {
    this.SetValue("cmi.session_time", `PT${secondsSince(this.startedAt)}S`);
    return String(this.api?.Terminate("") ?? "true");
  }
}

/** The API of SCORM 1.2, by the elements of SCORM 2004 that records have. */
class Api12 {
  constructor(api) {
    this.api = api;
    this.startedAt = Date.now();
    this.isConnected = api !== null;
    this.types = {};
  }

  Initialize() {
    return String(this.api?.LMSInitialize("") ?? "true");
  }

  get(element) {
    return String(this.api?.LMSGetValue(element) ?? "");
  }

  set(element, value) {
    const isLookedAt = LOOKED_AT.has(this.get("cmi.core.lesson_mode"));
    return !this.api || isLookedAt ? "true" : String(this.api.LMSSetValue(element, String(value)));
  }

  GetValue(element) {
    if (element !== "cmi.completion_status") return this.get(element);
    const status = this.get("cmi.core.lesson_status");
    return DONE_12.has(status) ? "completed" : status;
  }

  SetValue(element, value) {
    const [, index, name] = INTERACTION.exec(element) ?? [];
    if (name) return this.setInteraction(index, name, value);
    switch (element) {
      case "cmi.exit":
        return this.set("cmi.core.exit", value);
      case "cmi.location":
        return this.set("cmi.core.lesson_location", value.slice(0, MAX_TEXT_12));
      case "cmi.suspend_data":
        return value.length > MAX_STATE_12 ? "false" : this.set(element, value);
      case "cmi.success_status":
        return this.set("cmi.core.lesson_status", value);
      case "cmi.completion_status":
        return this.setCompletion(value);
      case "cmi.score.scaled":
        return this.setScore(Number(value));
      default:
        return "true"; // SCORM 1.2 has no such element
    }
  }

  /** Set the status, which says passed or failed too: those stay. */
  setCompletion(value) {
    const status = this.get("cmi.core.lesson_status");
    return DONE_12.has(status) ? "true" : this.set("cmi.core.lesson_status", value);
  }

  /** Set the score, which is from 0 to 100 in SCORM 1.2. */
  setScore(scaled) {
    this.set("cmi.core.score.min", 0);
    this.set("cmi.core.score.max", 100);
    return this.set("cmi.core.score.raw", Math.round(Math.min(Math.max(scaled, 0), 1) * 100));
  }

  setInteraction(index, name, value) {
    const set = (own, text) => this.set(`cmi.interactions.${index}.${own}`, text);
    if (name.startsWith("correct_responses")) return set(name, this.response(index, value));
    switch (name) {
      case "type":
        this.types[index] = TYPES_12[value] ?? value;
        return set(name, this.types[index]);
      case "timestamp":
        return set("time", new Date().toTimeString().slice(0, 8));
      case "learner_response":
        return set("student_response", this.response(index, value));
      case "result":
        return set(name, value === "incorrect" ? "wrong" : value);
      case "latency":
        return set(name, timespan(Number(LATENCY.exec(value)?.[1] ?? 0)));
      case "description":
        return "true"; // SCORM 1.2 has none
      default:
        return set(name, value);
    }
  }

  /** Return a response in the notation of SCORM 1.2. */
  response(index, value) {
    if (this.types[index] === "true-false") return value.slice(0, 1);
    return value.replaceAll("[,]", ",").replaceAll("[.]", ".").slice(0, MAX_TEXT_12);
  }

  Commit() {
    return String(this.api?.LMSCommit("") ?? "true");
  }

  Terminate() {
    this.set("cmi.core.session_time", timespan(secondsSince(this.startedAt)));
    return String(this.api?.LMSFinish("") ?? "true");
  }
}

/** Return the API of SCORM 2004 over that of the platform; without a platform it keeps nothing. */
export function recordApi(standard) {
  return standard === "scorm_2004" ? new Api2004(findApi("API_1484_11")) : new Api12(findApi("API"));
}
