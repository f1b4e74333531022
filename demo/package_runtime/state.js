/*
* The learner's position and answers, independent of page and platform.
 * Stored as JSON in suspend_data, some hundred characters: {"v": 1, "seen": […], "answers": {…}, "end": true}
 */
(function () {
  "use strict";

  const narlara = (window.narlara = window.narlara || {});
  const VERSION = 1;

  function parsed(text) {
    try {
      const data = JSON.parse(text);
      return data && data.v === VERSION ? data : {};
    } catch {
      return {};
    }
  }

  narlara.State = class State {
    /** `screens` are {id, right} in order; `right` is null where there is nothing to answer. */
    constructor(screens, { location, suspendData }) {
      const kept = parsed(suspendData);
      const ids = screens.map((screen) => screen.id);
      this.screens = screens;
      this.questions = screens.filter((screen) => screen.right);
      this.seen = new Set((kept.seen || []).filter((id) => ids.includes(id)));
      this.answers = new Map(Object.entries(kept.answers || {}).filter(([id]) => ids.includes(id)));
      this.hasBeenAtTheEnd = kept.end === true;
      this.wasKept = ids.includes(location);
      this.index = Math.max(0, ids.indexOf(location));
    }

    get current() {
      return this.screens[this.index];
    }

    get isAtTheEnd() {
      return this.index === this.screens.length - 1;
    }

    get unanswered() {
      return this.questions.filter((question) => !this.answers.has(question.id));
    }

    get wrong() {
      return this.questions.filter((question) => this.answers.has(question.id) && !this.isRight(question.id));
    }

    get rightCount() {
      return this.questions.filter((question) => this.isRight(question.id)).length;
    }

    get isFinished() {
      return this.hasBeenAtTheEnd && this.unanswered.length === 0;
    }

    get share() {
      return this.questions.length ? this.rightCount / this.questions.length : null;
    }

    get progress() {
      return this.seen.size / this.screens.length;
    }

    /** Returns whether the module is passed, null without a pass mark or questions. */
    isPassed(passMark) {
      if (passMark === null || this.share === null) return null;
      return this.share * 100 >= passMark;
    }

    isRight(id) {
      const question = this.questions.find((candidate) => candidate.id === id);
      return this.answers.get(id) === question.right;
    }

    enter() {
      this.seen.add(this.current.id);
      if (this.isAtTheEnd) this.hasBeenAtTheEnd = true;
    }

    /** Goes one step on; once the end has been reached, to the next question to repeat. */
    next() {
      const later = (screen) => this.screens.indexOf(screen) > this.index;
      if (this.hasBeenAtTheEnd && this.unanswered.length) {
        this.index = this.screens.indexOf(this.unanswered.find(later) || this.unanswered[0]);
      } else if (this.hasBeenAtTheEnd && this.isDoingAgain) {
        this.isDoingAgain = false;
        this.index = this.screens.length - 1;
      } else {
        this.index = Math.min(this.index + 1, this.screens.length - 1);
      }
    }

    back() {
      this.index = Math.max(0, this.index - 1);
    }

    answer(id, letters) {
      this.answers.set(id, letters.join(","));
    }

    /** Deletes the wrong answers and goes to the first of their questions. */
    tryAgain() {
      this.wrong.forEach((question) => this.answers.delete(question.id));
      this.isDoingAgain = true;
      this.index = this.screens.indexOf(this.unanswered[0]);
    }

    toString() {
      return JSON.stringify({
        v: VERSION,
        seen: [...this.seen],
        answers: Object.fromEntries(this.answers),
        end: this.hasBeenAtTheEnd,
      });
    }
  };
})();
