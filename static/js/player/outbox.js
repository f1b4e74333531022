// The way of a commit from the content to the server: on the disk first, then sent, in order, one at a time.

import { OF_THE_LAUNCH } from "./sender.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const BREATH = 1_000;
const TRIES_IN_FRONT = 3; // then what the server cannot answer stands aside for what comes after it

/** What a commit's elements prove. */
const verdictOf = ({ cmi = {} }) => {
  const { core, completion_status: completion, success_status: success, score, progress_measure: progress } = cmi;
  return JSON.stringify([core?.lesson_status, core?.score, completion, success, score, progress]);
};

/**
 * True when a commit that has not been sent has nothing to add to a later one, which holds the whole state:
 * what was only saved along the way, and what proves no more than the finish that came in the same breath.
 */
const isCovered = (earlier, later) =>
  earlier.session === later.session &&
  (earlier.trigger === "auto" ||
    (earlier.trigger === "content" &&
      later.trigger === "finish" &&
      later.written - earlier.written < BREATH &&
      earlier.verdict === later.verdict));

export class Outbox {
  /** `state` is the page's; `tell(answer, taken)` hears of each commit that the server has answered for. */
  constructor({ store, sender, state, tell, changed }) {
    Object.assign(this, { store, sender, state, tell, changed });
    this.sequence = state.nextSequence;
    // The clock of a ward's old computer may be hours wrong, and what is written down is judged by its time.
    this.clockIsBehind = state.now - Date.now();
    this.queue = [];
    this.draft = null;
    this.isEnded = false; // this launch may save no more
    this.revised = ""; // the name of what an earlier page wrote and has changed the state since this page was made
    this.hasFailed = false;
    this.wait = FIRST_WAIT;
  }

  get isEmpty() {
    return this.queue.length === 0;
  }

  /** True while something of this launch's own waits. */
  get hasOwn() {
    return this.queue.some((entry) => entry.launch === this.state.launch);
  }

  /** True while something would be lost with the page. */
  get isFragile() {
    return this.queue.some((entry) => !entry.isKept);
  }

  /** Milliseconds since 1970 as the server counts them. */
  get now() {
    return Date.now() + this.clockIsBehind;
  }

  /** Take over what earlier pages left behind: of this attempt, and of the learner's earlier ones. */
  async takeOver() {
    const attempts = [this.state.attempt, ...this.state.earlier];
    this.queue.push(...(await this.store.left(attempts, this.now)));
    // Numbers that an earlier page of this launch has used are used, whether or not the server knows of them.
    const used = this.queue.filter((entry) => entry.launch === this.state.launch).map((entry) => entry.sequence);
    this.sequence = Math.max(this.sequence, ...used.map((number) => number + 1));
  }

  /** Write a commit down; `entry.isKept` says whether it outlives the page. */
  add(payload, trigger) {
    const entry = this.entry(payload, trigger, this.sequence);
    this.sequence += 1;
    this.keep(entry);
    this.queue.push(entry);
    if (entry.isKept) this.dropCovered(entry);
    return entry;
  }

  /** Forget what a commit that lies on the disk has made needless. */
  dropCovered(entry) {
    this.queue
      .filter((other) => other !== entry && other !== this.underWay && isCovered(other, entry))
      .forEach((other) => this.remove(other));
    if (this.draft?.sequence < entry.sequence) this.dropDraft();
  }

  /** The content was told that its end could not be saved: it goes on, and this is only what it had by then. */
  reopen(entry) {
    const told = JSON.parse(entry.body);
    entry.trigger = told.trigger = "content";
    entry.body = JSON.stringify(told);
    this.keep(entry);
  }

  /** Write down what the content has set and not yet committed, for the case that this page is killed. */
  addDraft(payload) {
    if (this.isEnded) return;
    // A number of its own: what a later page sends must never be taken for another commit of this one.
    if (!this.draft) this.sequence += 1;
    const number = this.draft?.sequence ?? this.sequence - 1;
    this.draft = this.entry(payload, "auto", number, `draft-${this.state.session}`);
    this.store.keep(this.draft);
  }

  dropDraft() {
    if (this.draft) this.store.forget(this.draft.name);
    this.draft = null;
  }

  entry(payload, trigger, sequence, number = sequence) {
    const { attempt, launch, sco, session } = this.state;
    const written = this.now;
    const body = JSON.stringify({ sequence, sco, session, trigger, written_at: written, payload });
    const name = this.store.name(attempt, launch, number);
    return { name, body, attempt, launch, sequence, trigger, session, written, verdict: verdictOf(payload) };
  }

  keep(entry) {
    const { isKept, copied } = this.store.keep(entry);
    entry.isKept = isKept;
    if (isKept) return;
    copied.then((isCopied) => {
      entry.isKept = isCopied;
      if (isCopied) this.dropCovered(entry);
      this.changed();
    });
  }

  remove(entry) {
    this.queue = this.queue.filter((other) => other !== entry);
    this.store.forget(entry.name);
  }

  /** Resolves when nothing that `matters` waits any more, or when this launch may save no more. */
  async delivered(matters = () => true) {
    await this.flush();
    while (this.queue.some(matters) && !this.isEnded) await new Promise((resolve) => setTimeout(resolve, 200));
  }

  /** Send what waits, until something can't be sent. */
  flush() {
    this.isFlushing ??= this.sendAll().finally(() => {
      this.isFlushing = null;
      this.changed();
    });
    return this.isFlushing;
  }

  async sendAll() {
    await null; // what content says in one breath ("commit, finish") is there before the first is sent
    while (this.queue.length && !this.isEnded) {
      const entry = (this.underWay = this.queue[0]);
      const outcome = await this.sender.send(this.bodyOf(entry));
      this.underWay = null;
      if (!this.hear(entry, outcome)) break;
      // Known already: then before this page's state was read, unless this page has sent it and heard nothing.
      const isNews = entry.wasSent || !outcome.answer.is_repeated;
      if (!entry.session && outcome.taken && isNews) this.revised = entry.name;
    }
  }

  /** Send one at once and wait for the answer. Returns whether the server has it. */
  sendNow(entry) {
    const outcome = this.sender.now(entry.body);
    this.hear(entry, outcome);
    return Boolean(outcome.taken);
  }

  /** The page is being left: send what the server has not answered for, without waiting for an answer. */
  part() {
    const ours = this.queue.filter((entry) => entry.launch === this.state.launch);
    return !this.isEnded && ours.map((entry) => this.sender.parting(entry.body)).every(Boolean);
  }

  bodyOf({ body, launch }) {
    return launch === this.state.launch ? body : JSON.stringify({ ...JSON.parse(body), launch });
  }

  /** What an answer means for this page. Returns true when the next one can be sent. */
  hear(entry, outcome) {
    if (outcome.failed) return this.later(entry, outcome.wasAnswered);
    this.hasFailed = false;
    this.wait = FIRST_WAIT;
    if (outcome.isNumberUsed) return this.renumber(entry);
    if (outcome.refused && OF_THE_LAUNCH.includes(outcome.answer.code)) {
      // It is this launch that is refused, not the work: that waits here for the learner's next launch.
      this.isEnded = true;
      this.tell(outcome.answer, false);
      return false;
    }
    this.remove(entry);
    this.tell(outcome.answer, Boolean(outcome.taken));
    return true;
  }

  /** Another page of its launch has used its number: it is sent under the next one. Returns true. */
  renumber(entry) {
    const isOwn = entry.launch === this.state.launch;
    const used = this.queue.filter(({ launch }) => launch === entry.launch).map(({ sequence }) => sequence);
    const sequence = Math.max(isOwn ? this.sequence : 0, ...used.map((number) => number + 1));
    if (isOwn) this.sequence = sequence + 1;
    const before = entry.name;
    entry.sequence = sequence;
    entry.body = JSON.stringify({ ...JSON.parse(entry.body), sequence });
    entry.name = this.store.name(entry.attempt, entry.launch, sequence);
    this.keep(entry);
    this.store.forget(before);
    return true;
  }

  later(entry, wasAnswered) {
    this.hasFailed = entry.wasSent = true;
    entry.tries = (entry.tries ?? 0) + (wasAnswered ? 1 : 0);
    if (entry.tries >= TRIES_IN_FRONT && this.queue.length > 1) {
      this.queue.push(...this.queue.splice(this.queue.indexOf(entry), 1));
      entry.tries = 0;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    this.changed();
    return false;
  }
}
