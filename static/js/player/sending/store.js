// Commits that the server has not acknowledged, stored on the device before they are sent.
//
// localStorage first, since content commits synchronously; copied to IndexedDB, which holds more, survives some
// clean-ups, and reaches the disk at once, where localStorage may wait for a minute. Keys name the attempt, the
// launch and the number of the commit, or "draft" for what the content has set and not committed. Never a token.
// Both hold it encrypted with a key of the learner's account (sealing.js).

import { isSealed, Sealer, writtenAt } from "./sealing.js";

const PREFIX = "narlara.commit.";
const DAY = 86_400_000;
const KEPT_DAYS = 90; // unless the module is opened again; then they are deleted
const TIMEOUT = 4_000; // for a database that does not answer, as WebKit's may never do: then localStorage alone

/** Return a commit as it was written, or null for what cannot be read. */
const parse = (name, body) => {
  const [attempt, launch, number] = name.slice(PREFIX.length).split(".");
  try {
    const { sequence, sco, written_at: written } = JSON.parse(body);
    return { name, body, attempt, launch, sequence, sco, written, isDraft: number.startsWith("draft"), isKept: true };
  } catch {
    return null;
  }
};

/** Return what can be read of a commit that another account has encrypted. */
const unreadable = (name, stored) => {
  const [attempt] = name.slice(PREFIX.length).split(".");
  return { name, attempt, written: writtenAt(stored), isUnreadable: true };
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

/** Resolve as `promise` does, or to `otherwise` after TIMEOUT: the learner is waiting. */
const withTimeout = (promise, otherwise) =>
  Promise.race([promise, new Promise((resolve) => setTimeout(resolve, TIMEOUT, otherwise))]);

const resultOf = (request) =>
  new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(undefined);
  });

export class Store {
  /** `keys` are those of the learner's account, as the server sends them to a launch. */
  constructor(keys) {
    this.sealer = new Sealer(keys);
    const opening = openDatabase();
    this.database = withTimeout(opening, null);
    // One that answers late is used from then on; the next launch reads what it has.
    this.database.then(() => opening).then((database) => (this.database = database));
  }

  name(attempt, launch, number) {
    return `${PREFIX}${attempt}.${launch}.${number}`;
  }

  /** Store a commit; `isKept` is true when localStorage has it, `copied` resolves to whether IndexedDB has. */
  keep({ name, body, written }) {
    const sealed = this.sealer.seal(name, body, written);
    const copied = this.copy("put", sealed, name);
    try {
      localStorage.setItem(name, sealed);
      return { isKept: true, copied };
    } catch {
      // No storage in this frame, or it is full, perhaps of the content's own data.
      return { isKept: false, copied };
    }
  }

  /** Delete a commit that the server has answered for. */
  forget(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // No storage at all: there is nothing to delete.
    }
    this.copy("delete", name);
  }

  /** Resolve to whether the copy has reached the disk. */
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
   * Return the unsent commits of those attempts, oldest first; delete old ones of others.
   *
   * `now` is the server's time: by a clock that runs ahead, a colleague's commits would seem old.
   */
  async unsent(attempts, now) {
    const commits = [...(await this.all()).values()];
    for (const commit of commits) {
      const isOld = !(commit.written > now - KEPT_DAYS * DAY);
      if (isOld && !attempts.includes(commit.attempt)) this.forget(commit.name);
    }
    const isReadable = ({ attempt, isUnreadable }) => attempts.includes(attempt) && !isUnreadable;
    const readable = commits.filter(isReadable).sort(inOrder);
    const isOfSamePart = (one, other) => one.launch === other.launch && one.sco === other.sco;
    const isCommitted = (draft) =>
      readable.some((other) => !other.isDraft && isOfSamePart(other, draft) && other.sequence > draft.sequence);
    const unsent = readable.filter((commit) => !commit.isDraft || !isCommitted(commit) || this.forget(commit.name));
    // Commits that an earlier version of the player stored unencrypted.
    unsent.filter(({ isPlain }) => isPlain).forEach((commit) => this.keep(commit));
    return unsent;
  }

  /** Return what IndexedDB has: names and, in the same order, bodies; nothing where it does not answer. */
  async copies() {
    try {
      const commits = (await this.database)?.transaction("commits").objectStore("commits");
      return commits ? await Promise.all([commits.getAllKeys(), commits.getAll()].map(resultOf)) : [];
    } catch {
      return [];
    }
  }

  /** Return a stored commit, or null for what cannot be read. */
  read(name, stored) {
    if (!isSealed(stored)) {
      const commit = parse(name, stored);
      return commit && { ...commit, isPlain: true };
    }
    const body = this.sealer.open(name, stored);
    return body === null ? unreadable(name, stored) : parse(name, body);
  }

  async all() {
    const commits = new Map();
    const add = (name, stored) => {
      const commit = this.read(name, stored);
      if (!commit) this.forget(name);
      // A draft is replaced again and again, and either copy may be the newer one on the disk.
      else if (!(commits.get(name)?.written > commit.written)) commits.set(name, commit);
    };
    const [names, bodies] = await withTimeout(this.copies(), []);
    names?.forEach((name, i) => add(name, bodies[i]));
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
      names.forEach((name) => add(name, localStorage.getItem(name)));
    } catch {
      // IndexedDB alone is used.
    }
    return commits;
  }
}
