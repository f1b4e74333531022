// The queue of commits from the content to the server: stored on the disk first, then sent in order, one at a time.

import { OF_THE_LAUNCH } from "./sender.js";

const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 15_000;
const SAME_MOMENT = 1_000; // milliseconds between a commit and the finish that follows it at once
const TRIES_IN_FRONT = 3; // then a commit that the server cannot answer goes to the end of the queue

/** Return what a commit's elements prove, as text. */
const outcomeOf = ({ cmi = {} }) => {
  const { core, completion_status: completion, success_status: success, score, progress_measure: progress } = cmi;
  return JSON.stringify([core?.lesson_status, core?.score, completion, success, score, progress]);
};

/**
 * Return whether an unsent commit adds nothing to a later one, which holds the whole state: an automatic save,
 * or one that proves no more than the finish that followed it at once. Those of earlier pages have no trigger here.
 */
const isCovered = (earlier, later) =>
  earlier.trigger === "auto" ||
  (earlier.trigger === "content" &&
    later.trigger === "finish" &&
    later.written - earlier.written < SAME_MOMENT &&
    earlier.outcome === later.outcome);

export class Outbox {
  /** `state` is the page's; `onAnswer(answer, isTaken)` is called for each commit that the server answers. */
  constructor({ store, sender, state, onAnswer, changed }) {
    Object.assign(this, { store, sender, state, onAnswer, changed });
    this.sequence = state.nextSequence;
    // The clock of a ward's old computer may be hours wrong, and the server judges a commit by its time.
    this.clockIsBehind = state.now - Date.now();
    this.queue = [];
    this.draft = null;
    this.isEnded = false; // this launch may save no more
    this.revised = ""; // the name of an earlier page's commit that changed the state after this page was made
    this.hasFailed = false;
    this.retryDelay = FIRST_RETRY;
  }

  get isEmpty() {
    return this.queue.length === 0;
  }

  /** Whether a commit of this launch is unsent. */
  get hasOwn() {
    return this.queue.some((commit) => commit.launch === this.state.launch);
  }

  /** Whether a commit would be lost with the page. */
  get isFragile() {
    return this.queue.some((commit) => !commit.isKept);
  }

  /** Milliseconds since 1970 by the server's clock. */
  get now() {
    return Date.now() + this.clockIsBehind;
  }

  /** Queue the unsent commits of earlier pages: of this attempt, and of the learner's earlier ones. */
  async takeOver() {
    const attempts = [this.state.attempt, ...this.state.earlier];
    this.queue.push(...(await this.store.unsent(attempts, this.now)));
    // Numbers that an earlier page of this launch has used are taken, even if their commits never arrived.
    const used = this.queue.filter((commit) => commit.launch === this.state.launch).map((commit) => commit.sequence);
    this.sequence = Math.max(this.sequence, ...used.map((number) => number + 1));
  }

  /** Store and queue a commit; `commit.isKept` tells whether it is stored beyond this page. */
  add(payload, trigger) {
    const commit = this.createCommit(payload, trigger, this.sequence);
    this.sequence += 1;
    this.keep(commit);
    this.queue.push(commit);
    if (commit.isKept) this.dropCovered(commit);
    return commit;
  }

  /** Remove the commits that a stored one has made needless. */
  dropCovered(commit) {
    this.queue
      .filter((other) => other !== commit && other !== this.underWay && isCovered(other, commit))
      .forEach((other) => this.remove(other));
    if (this.draft?.sequence < commit.sequence) this.dropDraft();
  }

  /** Make a finish that could not be saved an ordinary commit: the content goes on. */
  reopen(commit) {
    const data = JSON.parse(commit.body);
    commit.trigger = data.trigger = "content";
    commit.body = JSON.stringify(data);
    this.keep(commit);
  }

  /** Store what the content has set and not yet committed, in case this page is killed. */
  addDraft(payload) {
    if (this.isEnded) return;
    // A number of its own: the server must not take a later page's commit for this one.
    if (!this.draft) this.sequence += 1;
    const number = this.draft?.sequence ?? this.sequence - 1;
    this.draft = this.createCommit(payload, "auto", number, `draft-${this.state.session}`);
    this.store.keep(this.draft);
  }

  dropDraft() {
    if (this.draft) this.store.forget(this.draft.name);
    this.draft = null;
  }

  createCommit(payload, trigger, sequence, number = sequence) {
    const { attempt, launch, sco, session } = this.state;
    const written = this.now;
    const body = JSON.stringify({ sequence, sco, session, trigger, written_at: written, payload });
    const name = this.store.name(attempt, launch, number);
    return { name, body, attempt, launch, sequence, trigger, session, written, outcome: outcomeOf(payload) };
  }

  keep(commit) {
    const { isKept, copied } = this.store.keep(commit);
    commit.isKept = isKept;
    if (isKept) return;
    copied.then((isCopied) => {
      commit.isKept = isCopied;
      if (isCopied) this.dropCovered(commit);
      this.changed();
    });
  }

  remove(commit) {
    this.queue = this.queue.filter((other) => other !== commit);
    this.store.forget(commit.name);
  }

  /** Resolve when no commit that `matters` is unsent, or when this launch may save no more. */
  async delivered(matters = () => true) {
    await this.flush();
    while (this.queue.some(matters) && !this.isEnded) await new Promise((resolve) => setTimeout(resolve, 200));
  }

  /** Send the queued commits until one can't be sent. */
  flush() {
    this.isFlushing ??= this.sendAll().finally(() => {
      this.isFlushing = null;
      this.changed();
    });
    return this.isFlushing;
  }

  async sendAll() {
    await null; // commits that content makes in one turn ("commit, finish") are queued before the first is sent
    while (this.queue.length && !this.isEnded) {
      const commit = (this.underWay = this.queue[0]);
      const result = await this.sender.send(this.bodyOf(commit));
      this.underWay = null;
      if (!this.applyResult(commit, result)) break;
      // Repeated: taken before this page's state was read, unless this page has sent it without getting an answer.
      const isNews = commit.wasSent || !result.answer.is_repeated;
      if (!commit.session && result.taken && isNews) this.revised = commit.name;
    }
  }

  /** Send one commit synchronously; return whether the server has it. */
  sendNow(commit) {
    const result = this.sender.sendSynchronously(commit.body);
    this.applyResult(commit, result);
    return Boolean(result.taken);
  }

  /** Send what the server has not answered for as the page is unloaded, without waiting for an answer. */
  flushOnUnload() {
    const ours = this.queue.filter((commit) => commit.launch === this.state.launch);
    return !this.isEnded && ours.map((commit) => this.sender.sendBeacon(commit.body)).every(Boolean);
  }

  bodyOf({ body, launch }) {
    return launch === this.state.launch ? body : JSON.stringify({ ...JSON.parse(body), launch });
  }

  /** Apply the result of sending a commit; return whether the next one can be sent. */
  applyResult(commit, result) {
    if (result.failed) return this.retryLater(commit, result.wasAnswered);
    this.hasFailed = false;
    this.retryDelay = FIRST_RETRY;
    if (result.isNumberUsed) return this.renumber(commit);
    if (result.refused && OF_THE_LAUNCH.includes(result.answer.code)) {
      // The launch is refused, not the commit, which stays stored for the learner's next launch.
      this.isEnded = true;
      this.onAnswer(result.answer, false);
      return false;
    }
    this.remove(commit);
    this.onAnswer(result.answer, Boolean(result.taken));
    return true;
  }

  /** Give a commit the next free number: another page of its launch has used its own. Return true. */
  renumber(commit) {
    const isOwn = commit.launch === this.state.launch;
    const used = this.queue.filter(({ launch }) => launch === commit.launch).map(({ sequence }) => sequence);
    const sequence = Math.max(isOwn ? this.sequence : 0, ...used.map((number) => number + 1));
    if (isOwn) this.sequence = sequence + 1;
    const before = commit.name;
    commit.sequence = sequence;
    commit.body = JSON.stringify({ ...JSON.parse(commit.body), sequence });
    commit.name = this.store.name(commit.attempt, commit.launch, sequence);
    this.keep(commit);
    this.store.forget(before);
    return true;
  }

  retryLater(commit, wasAnswered) {
    this.hasFailed = commit.wasSent = true;
    commit.tries = (commit.tries ?? 0) + (wasAnswered ? 1 : 0);
    if (commit.tries >= TRIES_IN_FRONT && this.queue.length > 1) {
      this.queue.push(...this.queue.splice(this.queue.indexOf(commit), 1));
      commit.tries = 0;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.retryDelay);
    this.retryDelay = Math.min(2 * this.retryDelay, LONGEST_RETRY);
    this.changed();
    return false;
  }
}
