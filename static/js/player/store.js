// What the learner has done and the server has not acknowledged: on the phone's disk before it is sent.
//
// localStorage first, since content commits synchronously; copied to IndexedDB, which holds more, survives some
// clean-ups, and reaches the disk at once, where localStorage may wait for a minute. Keys name the attempt, the
// launch and the number of the commit, or "draft" for what the content has set and not committed. Never a token.
// Both hold it encrypted with a key of the learner's account (sealing.js).

import { isSealed, Sealer, writtenAt } from "./sealing.js";

const PREFIX = "narlara.commit.";
const DAY = 86_400_000;
const KEPT_DAYS = 90; // for whoever has not come back to the module: then it is swept
const PATIENCE = 4_000; // with a database that does not answer, as WebKit's may never do: then localStorage must do

/** A commit as it was written, or null for what cannot be understood. */
const parse = (name, body) => {
  const [attempt, launch, number] = name.slice(PREFIX.length).split(".");
  try {
    const { sequence, sco, written_at: written } = JSON.parse(body);
    return { name, body, attempt, launch, sequence, sco, written, isDraft: number.startsWith("draft"), isKept: true };
  } catch {
    return null;
  }
};

/** What is known of a commit that another account has encrypted. */
const closed = (name, stored) => {
  const [attempt] = name.slice(PREFIX.length).split(".");
  return { name, attempt, written: writtenAt(stored), isClosed: true };
};

const inOrder = (a, b) =>
  a.written - b.written || a.launch.localeCompare(b.launch) || a.sequence - b.sequence || a.isDraft - b.isDraft;

const openDatabase = () =>
  new Promise((resolve) => {
    try {
      const opening = indexedDB.open("narlara", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("commits");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => resolve(null);
      opening.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });

/** What `promise` comes to, or `otherwise` when that takes too long for a learner who waits. */
const soon = (promise, otherwise) =>
  Promise.race([promise, new Promise((resolve) => setTimeout(resolve, PATIENCE, otherwise))]);

const settled = (request) =>
  new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(undefined);
  });

export class Store {
  /** `keys` of the learner's account, as the server gives them to a launch. */
  constructor(keys) {
    this.sealer = new Sealer(keys);
    const opening = openDatabase();
    this.database = soon(opening, null);
    // One that answers late is used from then on; what it holds is found by the next launch.
    this.database.then(() => opening).then((database) => (this.database = database));
  }

  name(attempt, launch, number) {
    return `${PREFIX}${attempt}.${launch}.${number}`;
  }

  /** Keep a commit; `isKept` is true when localStorage has it, `copied` tells later whether IndexedDB has. */
  keep({ name, body, written }) {
    const sealed = this.sealer.seal(name, body, written);
    const copied = this.copy("put", sealed, name);
    try {
      localStorage.setItem(name, sealed);
      return { isKept: true, copied };
    } catch {
      // No storage in this frame, or it is full, perhaps of what the content keeps there.
      return { isKept: false, copied };
    }
  }

  /** Forget a commit that the server has answered for. */
  forget(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // No storage at all: then there is nothing to forget.
    }
    this.copy("delete", name);
  }

  /** True when the copy has reached the disk. */
  async copy(what, ...values) {
    const database = await this.database;
    if (!database) return false;
    return new Promise((resolve) => {
      try {
        const transaction = database.transaction("commits", "readwrite", { durability: "strict" });
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
        transaction.objectStore("commits")[what](...values);
      } catch {
        resolve(false);
      }
    });
  }

  /**
   * What earlier pages of those attempts left behind, oldest first; what nobody came back for is swept.
   *
   * `now` as the server tells it: by a clock that runs ahead, a colleague's work would seem old.
   */
  async left(attempts, now) {
    const found = [...(await this.all()).values()];
    for (const commit of found) {
      const isOld = !(commit.written > now - KEPT_DAYS * DAY);
      if (isOld && !attempts.includes(commit.attempt)) this.forget(commit.name);
    }
    const isOurs = ({ attempt, isClosed }) => attempts.includes(attempt) && !isClosed;
    const ours = found.filter(isOurs).sort(inOrder);
    const isOfSamePart = (one, other) => one.launch === other.launch && one.sco === other.sco;
    const isCommitted = (draft) =>
      ours.some((other) => !other.isDraft && isOfSamePart(other, draft) && other.sequence > draft.sequence);
    const left = ours.filter((commit) => !commit.isDraft || !isCommitted(commit) || this.forget(commit.name));
    // What an earlier version of the player wrote unencrypted.
    left.filter(({ isPlain }) => isPlain).forEach((commit) => this.keep(commit));
    return left;
  }

  /** What IndexedDB has: names and, in the same order, bodies; nothing where localStorage must do. */
  async copies() {
    try {
      const commits = (await this.database)?.transaction("commits").objectStore("commits");
      return commits ? await Promise.all([commits.getAllKeys(), commits.getAll()].map(settled)) : [];
    } catch {
      return [];
    }
  }

  /** A commit as it lies on the disk, or null for what cannot be understood. */
  read(name, stored) {
    if (!isSealed(stored)) {
      const commit = parse(name, stored);
      return commit && { ...commit, isPlain: true };
    }
    const body = this.sealer.open(name, stored);
    return body === null ? closed(name, stored) : parse(name, body);
  }

  async all() {
    const found = new Map();
    const take = (name, stored) => {
      const commit = this.read(name, stored);
      if (!commit) this.forget(name);
      // A draft is written again and again, and either copy may be the one that reached the disk.
      else if (!(found.get(name)?.written > commit.written)) found.set(name, commit);
    };
    const [names, bodies] = await soon(this.copies(), []);
    names?.forEach((name, i) => take(name, bodies[i]));
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
      names.forEach((name) => take(name, localStorage.getItem(name)));
    } catch {
      // What IndexedDB has must do.
    }
    return found;
  }
}
