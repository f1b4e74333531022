/*
* The connection to the learning platform, by SCORM 1.2 or SCORM 2004 depending on <html data-scorm>.
 * narlara.connect() returns a record; without a platform one that stores nothing.
 */
(function () {
  "use strict";

  const narlara = (window.narlara = window.narlara || {});
  const MAX_PARENTS = 50;
  const pad = (number) => String(number).padStart(2, "0");
  const rounded = (number, decimals) => String(Number(number.toFixed(decimals)));

  /** "0000:03:07.50", a CMITimespan. */
  function timespan12(seconds) {
    const whole = Math.floor(seconds);
    const hundredths = pad(Math.floor((seconds - whole) * 100));
    const hours = String(Math.floor(whole / 3600)).padStart(4, "0");
    return `${hours}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}.${hundredths}`;
  }

  /** "PT3M7.5S", a timeinterval(second,10,2). */
  function timespan2004(seconds) {
    const whole = Math.floor(seconds / 60);
    return `PT${Math.floor(whole / 60)}H${whole % 60}M${rounded(seconds % 60, 2)}S`;
  }

  function clock12(date) {
    return [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(":");
  }

  /** "2026-11-21T21:13:56.12Z", a time(second,10,2): the zone is allowed only after a fraction. */
  function clock2004(date) {
    return `${date.toISOString().slice(0, 22)}Z`;
  }

  const DIALECTS = {
    "1.2": {
      apiName: "API",
      calls: { start: "LMSInitialize", end: "LMSFinish", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit" },
      location: "cmi.core.lesson_location",
      mode: "cmi.core.lesson_mode",
      exit: "cmi.core.exit",
      exitWhenDone: "",
      sessionTime: "cmi.core.session_time",
      score: "cmi.core.score",
      status: "cmi.core.lesson_status",
      passMark: "cmi.student_data.mastery_score",
      passMarkScale: 1,
      wrong: "wrong",
      response: "student_response",
      clockElement: "time",
      clock: clock12,
      timespan: timespan12,
      choices: (letters) => (letters.length > 1 ? `{${letters.join(",")}}` : letters[0]),
      outcome: (isPassed) => [["cmi.core.lesson_status", { true: "passed", false: "failed" }[isPassed] || "completed"]],
    },
    2004: {
      apiName: "API_1484_11",
      calls: { start: "Initialize", end: "Terminate", get: "GetValue", set: "SetValue", commit: "Commit" },
      location: "cmi.location",
      mode: "cmi.mode",
      exit: "cmi.exit",
      exitWhenDone: "normal",
      sessionTime: "cmi.session_time",
      score: "cmi.score",
      status: "cmi.completion_status",
      passMark: "cmi.scaled_passing_score",
      passMarkScale: 100,
      wrong: "incorrect",
      response: "learner_response",
      clockElement: "timestamp",
      clock: clock2004,
      timespan: timespan2004,
      choices: (letters) => letters.join("[,]"),
      outcome: (isPassed) => [
        ["cmi.completion_status", "completed"],
        ...(isPassed === null ? [] : [["cmi.success_status", isPassed ? "passed" : "failed"]]),
      ],
    },
  };

  /** Searches this window's parents, then the opener and its parents, as in the standards. */
  function findApi(name) {
    return findInParents(window, name) || (window.opener ? findInParents(window.opener, name) : null);
  }

  function findInParents(from, name) {
    let candidate = from;
    for (let steps = 0; steps <= MAX_PARENTS; steps += 1) {
      try {
        if (candidate[name]) return candidate[name];
      } catch {
        return null; // A window of another origin is not accessible, and its parents are skipped too.
      }
      if (!candidate.parent || candidate.parent === candidate) return null;
      candidate = candidate.parent;
    }
    return null;
  }

  class Record {
    constructor(api, dialect) {
      this.api = api;
      this.dialect = dialect;
      this.startedAt = Date.now();
      this.isOpen = Boolean(api) && this.call("start", "") === "true";
    }

    get isThere() {
      return Boolean(this.api);
    }

    call(what, ...values) {
      return String(this.api[this.dialect.calls[what]](...values));
    }

    get(element) {
      return this.isOpen ? this.call("get", element) : "";
    }

    set(element, value) {
      return this.isOpen && this.call("set", element, String(value)) === "true";
    }

    /** Returns the stored state. `isReview` means that nothing may be recorded. */
    read() {
      return {
        location: this.get(this.dialect.location),
        suspendData: this.get("cmi.suspend_data"),
        isReview: ["review", "browse"].includes(this.get(this.dialect.mode)),
      };
    }

    /** Returns the platform's pass mark in per cent, else the page's own; null without either. */
    passMark(own) {
      const given = this.get(this.dialect.passMark);
      if (given !== "" && !Number.isNaN(Number(given))) return Number(given) * this.dialect.passMarkScale;
      return own === "" ? null : Number(own);
    }

    begin() {
      if (["", "not attempted", "unknown"].includes(this.get(this.dialect.status))) {
        this.set(this.dialect.status, "incomplete");
      }
    }

    keep({ location, suspendData, progress, isDone, counts }) {
      this.set(this.dialect.location, location);
      this.set("cmi.suspend_data", suspendData);
      this.set(this.dialect.sessionTime, this.dialect.timespan((Date.now() - this.startedAt) / 1000));
      this.set(this.dialect.exit, isDone ? this.dialect.exitWhenDone : "suspend");
      if (this.dialect === DIALECTS[2004]) this.set("cmi.progress_measure", rounded(progress, 4));
      else Object.entries(counts).forEach(([id, [done, total]]) => this.keepCount(id, done, total));
    }

    /** Stores progress as an objective's score, since SCORM 1.2 has no element for progress. */
    keepCount(id, done, total) {
      const known = Number(this.get("cmi.objectives._count")) || 0;
      let index = 0;
      while (index < known && this.get(`cmi.objectives.${index}.id`) !== id) index += 1;
      const objective = `cmi.objectives.${index}`;
      if (index === known) this.set(`${objective}.id`, id);
      this.set(`${objective}.score.min`, "0");
      this.set(`${objective}.score.max`, total);
      this.set(`${objective}.score.raw`, done);
    }

    addAnswer({ id, aim, question, chosen, right, isRight, seconds }) {
      const dialect = this.dialect;
      const interaction = `cmi.interactions.${Number(this.get("cmi.interactions._count")) || 0}`;
      this.set(`${interaction}.id`, id);
      this.set(`${interaction}.type`, "choice");
      this.set(`${interaction}.objectives.0.id`, aim);
      this.set(`${interaction}.${dialect.clockElement}`, dialect.clock(new Date()));
      this.set(`${interaction}.correct_responses.0.pattern`, dialect.choices(right));
      this.set(`${interaction}.weighting`, "1");
      this.set(`${interaction}.${dialect.response}`, dialect.choices(chosen));
      this.set(`${interaction}.result`, isRight ? "correct" : dialect.wrong);
      this.set(`${interaction}.latency`, dialect.timespan(seconds));
      if (dialect === DIALECTS[2004]) this.set(`${interaction}.description`, question.slice(0, 250));
    }

    /** `isPassed` is null where there is no pass mark. `share` of the questions were right, null without any. */
    finish({ isPassed, share }) {
      if (share !== null) {
        this.set(`${this.dialect.score}.min`, "0");
        this.set(`${this.dialect.score}.max`, "100");
        this.set(`${this.dialect.score}.raw`, rounded(share * 100, 2));
        if (this.dialect === DIALECTS[2004]) this.set("cmi.score.scaled", rounded(share, 4));
      }
      this.dialect.outcome(isPassed).forEach(([element, value]) => this.set(element, value));
    }

    commit() {
      return this.isOpen && this.call("commit", "") === "true";
    }

    /** Requests the next chapter unless the platform reports that there is none ("unknown" may be one), and terminates. */
    end({ wantsNext = false } = {}) {
      if (!this.isOpen) return;
      if (wantsNext && this.dialect === DIALECTS[2004] && this.get("adl.nav.request_valid.continue") !== "false") {
        this.set("adl.nav.request", "continue");
      }
      this.call("end", "");
      this.isOpen = false;
    }
  }

  narlara.connect = function connect() {
    const dialect = DIALECTS[document.documentElement.dataset.scorm];
    return new Record(findApi(dialect.apiName), dialect);
  };
})();
