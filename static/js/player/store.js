// What the learner has done and the server has not acknowledged: on the phone's disk before it is sent.
//
// localStorage first, since content commits synchronously; copied to IndexedDB, which holds more and survives
// some clean-ups. Keys name the attempt, the launch and the number of the commit, never a token.

const PREFIX = "narlara.commit";
const key = (attempt, launch, sequence) => `${PREFIX}.${attempt}.${launch}.${sequence}`;

const parse = (name, body) => {
  const [, , attempt, launch, sequence] = name.split(".");
  return { name, attempt, launch, sequence: Number(sequence), body };
};

const inOrder = (a, b) =>
  (a.written ?? 0) - (b.written ?? 0) || a.launch.localeCompare(b.launch) || a.sequence - b.sequence;

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

const settled = (request) =>
  new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(undefined);
  });

export class Store {
  constructor(attempt, launch) {
    this.attempt = attempt;
    this.launch = launch;
    this.database = openDatabase();
    // Where the browser gives content no storage, work waits here for as long as the page is open.
    this.memory = new Map();
  }

  /** Keep a commit; true when it is on disk before the call returns. */
  keep(sequence, body) {
    const name = key(this.attempt, this.launch, sequence);
    this.copy("put", body, name);
    try {
      localStorage.setItem(name, body);
      return true;
    } catch {
      this.memory.set(name, body);
      return false;
    }
  }

  /** Forget a commit that the server has answered for. */
  forget(name) {
    this.memory.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {
      // No storage at all: then there is nothing to forget.
    }
    this.copy("delete", name);
  }

  async copy(what, ...values) {
    const database = await this.database;
    try {
      database?.transaction("commits", "readwrite").objectStore("commits")[what](...values);
    } catch {
      // The copy is a second chance, not a promise.
    }
  }

  /** Commits of this attempt that wait, oldest first; with those that only IndexedDB has. */
  async waiting() {
    const found = new Map(this.atHand().map((commit) => [commit.name, commit]));
    const database = await this.database;
    try {
      const commits = database?.transaction("commits").objectStore("commits");
      const range = IDBKeyRange.bound(`${PREFIX}.${this.attempt}.`, `${PREFIX}.${this.attempt}.\uffff`);
      const names = commits ? ((await settled(commits.getAllKeys(range))) ?? []) : [];
      const bodies = names.length
        ? await settled(database.transaction("commits").objectStore("commits").getAll(range))
        : [];
      names.forEach((name, i) => found.has(name) || found.set(name, parse(name, bodies[i])));
    } catch {
      // What localStorage has must do.
    }
    return [...found.values()].map(withTime).sort(inOrder);
  }

  /** Those of them that can be had without waiting. */
  atHand() {
    const inMemory = [...this.memory].map(([name, body]) => parse(name, body));
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}.${this.attempt}.`));
      return [...inMemory, ...names.map((name) => parse(name, localStorage.getItem(name)))];
    } catch {
      return inMemory;
    }
  }

  /** True while what waits would be lost with the page. */
  get isFragile() {
    return this.memory.size > 0;
  }
}

const withTime = (commit) => {
  try {
    return { ...commit, written: JSON.parse(commit.body).written_at };
  } catch {
    return commit;
  }
};
