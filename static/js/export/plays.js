// How a step of each class is played: read, questions one by one, a knowledge check, a conversation.

import { grade, lengthen, readResponse, shorten, toScorm12 } from "./grading.js";
import { answersOf, meanScore, outcomeOf } from "./outcome.js";
import { button, enter, removeResult, showError, showGrade, talk, verdict } from "./shown.js";

class Read {
  constructor({ article, rules, saved, data, changed, record }) {
    Object.assign(this, { article, rules, saved, data, changed, record, shownAt: Date.now() });
    this.words = data.words;
    this.keys = data.questions;
    this.isDoneByNext = rules.play === "read";
  }

  get outcome() {
    return outcomeOf(this.rules, this.saved);
  }

  show() {
    this.shownAt = Date.now();
  }

  leave() {
    this.saved.d = 1;
  }

  section(id) {
    return this.article.querySelector(`#q-${CSS.escape(id)}`);
  }

  form(id) {
    return this.section(id).closest("form") ?? this.section(id).querySelector("form");
  }

  /** Return the responses to questions that a form holds, by id; show what is none, and return null then. */
  responses(form, ids) {
    const fields = new FormData(form);
    const read = ids.map((id) => [id, readResponse(this.keys[id], `q-${id}`, fields)]);
    for (const [id] of read) removeResult(this.section(id));
    const missing = read.filter(([, response]) => response === null);
    for (const [id] of missing) showError(this.section(id), this.keys[id].unreadable);
    if (missing.length) this.section(missing[0][0]).querySelector("input, select")?.focus();
    return missing.length ? null : read;
  }

  /** Record an answer as an interaction; return its grade. */
  answer(id, response, seconds) {
    const key = this.keys[id];
    const graded = grade(key, response);
    const isOld = this.data.standard === "scorm_12";
    const convert = (text) => (isOld ? toScorm12(key, text) : text);
    this.record({
      id,
      type: key.type,
      prompt: key.prompt,
      response: convert(response),
      patterns: key.patterns.map(convert),
      isRight: graded.isRight,
      seconds,
    });
    return graded;
  }

  get seconds() {
    return Math.min((Date.now() - this.shownAt) / 1000, 3600);
  }
}

/** Questions that are answered one by one; each can be answered again, and the last answer counts. */
class Questions extends Read {
  constructor(options) {
    super(options);
    for (const id of this.rules.questions) this.prepare(id);
    for (const [id, response, graded] of answersOf(this.rules, this.saved, this.keys)) {
      enter(this.section(id), this.keys[id], id, response);
      this.showAnswer(id, graded);
    }
  }

  leave() {}

  prepare(id) {
    const form = this.form(id);
    form.append(button(this.words.send, "submit"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const read = this.responses(form, [id]);
      if (!read) return;
      const [[, response]] = read;
      this.saved.a = { ...this.saved.a, [this.rules.questions.indexOf(id)]: shorten(this.keys[id], response) };
      this.showAnswer(id, this.answer(id, response, this.seconds));
      this.shownAt = Date.now();
      this.changed();
    });
  }

  showAnswer(id, graded) {
    showGrade(this.section(id), this.keys[id], graded, this.words);
    const submit = this.form(id).querySelector("[type=submit]");
    submit.textContent = graded.isRight === false ? this.words.tryAgain : this.words.answerAgain;
    submit.dataset.variant = "tertiary";
  }
}

/** Questions that are handed in together. The best try counts. */
class Check extends Read {
  constructor(options) {
    super(options);
    this.sheet = this.form(this.rules.questions[0]);
    this.submit = button(this.words.handIn, "submit");
    this.sheet.append(this.submit);
    this.sheet.addEventListener("submit", (event) => {
      event.preventDefault();
      this.handIn();
    });
    if (this.saved.n && !this.saved.o) this.showTry();
    else this.begin();
  }

  leave() {}

  /** Return the ids of the questions of the present try. */
  get drawn() {
    return this.saved.q.map((index) => this.rules.questions[index]);
  }

  draw() {
    const numbers = this.rules.questions.map((_id, index) => index);
    const others = numbers.map((number) => [Math.random(), number]).sort(([one], [other]) => one - other);
    return others
      .slice(0, this.rules.drawn)
      .map(([, number]) => number)
      .sort((one, other) => one - other);
  }

  begin() {
    if (!this.saved.q || !this.saved.o) this.saved.q = this.draw();
    this.saved.o = 1;
    this.article.querySelector(".check-result")?.remove();
    this.sheet.reset();
    this.submit.hidden = false;
    this.showDrawn();
    this.shownAt = Date.now();
  }

  showDrawn() {
    for (const id of this.rules.questions) {
      this.section(id).hidden = !this.drawn.includes(id);
      removeResult(this.section(id));
    }
  }

  handIn() {
    const read = this.responses(this.sheet, this.drawn);
    if (!read) return;
    const seconds = this.seconds / read.length;
    const grades = read.map(([id, response]) => this.answer(id, response, seconds));
    const indexes = read.map(([id]) => this.rules.questions.indexOf(id));
    this.saved.a = Object.fromEntries(
      read.map(([id, response], number) => [indexes[number], shorten(this.keys[id], response)]),
    );
    this.saved.n = (this.saved.n ?? 0) + 1;
    this.saved.b = Math.max(this.saved.b ?? 0, meanScore(grades));
    this.saved.o = 0;
    this.showTry().focus();
    this.changed();
  }

  /** Show the last try with its grades; return the element of its result. */
  showTry() {
    this.showDrawn();
    this.submit.hidden = true;
    const answers = answersOf(this.rules, this.saved, this.keys);
    for (const [id, response, graded] of answers) {
      enter(this.section(id), this.keys[id], id, response);
      showGrade(this.section(id), this.keys[id], graded, this.words);
    }
    const { isPassed } = this.outcome;
    const isLast = this.saved.n === this.rules.tries;
    const again = isLast ? null : button(isPassed === false ? this.words.tryAgain : this.words.onceMore, "button");
    const share = answers.length ? meanScore(answers.map(([, , graded]) => graded)) : this.saved.b;
    const shown = verdict({ share, isPassed, isLast, needed: this.rules.pass_percent, again, words: this.words });
    again?.addEventListener("click", () => {
      this.begin();
      this.article.querySelector("h1").focus();
      this.changed();
    });
    this.sheet.before(shown);
    return shown;
  }
}

/** Scenes in which a choice decides what comes next. The best way through counts. */
class Conversation extends Read {
  constructor(options) {
    super(options);
    this.sheet = this.form(this.rules.questions[0]);
    this.sheet.append(button(this.words.sayIt, "submit"));
    this.sheet.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    this.render();
  }

  leave() {}

  /** Return the choices made so far: [scene, response, choice], and the scene that follows, "" at the end. */
  get way() {
    let [scene] = this.rules.questions;
    const turns = [];
    for (const letter of this.saved.w ?? []) {
      const key = this.keys[scene];
      const response = lengthen(key, letter);
      const choice = key.choices[key.ids.indexOf(response)];
      if (!choice) break;
      turns.push([scene, response, choice]);
      scene = this.rules.scenes[choice.leads_to] ?? "";
      if (!scene) break;
    }
    return { turns, scene };
  }

  say() {
    const { scene } = this.way;
    const read = this.responses(this.sheet, [scene]);
    if (!read) return;
    this.answer(scene, read[0][1], this.seconds);
    this.saved.w = [...(this.saved.w ?? []), shorten(this.keys[scene], read[0][1])];
    const { turns, scene: following } = this.way;
    if (!following) {
      this.saved.e = (this.saved.e ?? 0) + 1;
      const grades = turns.map(([id, response]) => grade(this.keys[id], response));
      this.saved.b = Math.max(this.saved.b ?? 0, meanScore(grades));
    }
    this.render();
    (this.article.querySelector(".talk__turn:last-child") ?? this.sheet).focus();
    this.shownAt = Date.now();
    this.changed();
  }

  render() {
    const { turns, scene } = this.way;
    const introduction = this.article.querySelector(".prose");
    if (introduction && !introduction.closest("form")) introduction.hidden = turns.length > 0;
    this.article.querySelector(".talk")?.remove();
    this.article.querySelector(".check-result")?.remove();
    for (const id of this.rules.questions) this.section(id).hidden = id !== scene;
    this.sheet.reset();
    this.sheet.hidden = !scene;
    if (turns.length) this.sheet.before(talk(turns, this.keys, this.words));
    if (!scene) this.sheet.before(this.ending());
  }

  ending() {
    const { isPassed, score } = this.outcome;
    const again = button(this.words.otherWay, "button");
    again.dataset.variant = isPassed === false ? "primary" : "secondary";
    again.addEventListener("click", () => {
      this.saved.w = [];
      this.render();
      this.article.querySelector("h1").focus();
      this.changed();
    });
    const needed = this.rules.pass_percent;
    const ended = { ...this.words, finished: this.words.ended, passed: this.words.ended };
    return verdict({ share: needed ? score : null, isPassed, isLast: false, needed, again, words: ended });
  }
}

export const PLAYS = { read: Read, questions: Questions, check: Check, conversation: Conversation };
