// What static/js/player/sending uses of a browser, for tests in Node: storage, network and clock.
import { register } from "node:module";
import { setImmediate } from "node:timers/promises";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";

// static/vendor is served from node_modules (infrastructure/static_files/vendor.py).
const RESOLVE = `export const resolve = (specifier, context, next) =>
  next(specifier.replace(/^.*\\/vendor\\//, ""), context);`;
register(`data:text/javascript,${encodeURIComponent(RESOLVE)}`);

export const { Outbox } = await import("../../../static/js/player/sending/outbox.js");
export const { Sender } = await import("../../../static/js/player/sending/sender.js");
export const { Store } = await import("../../../static/js/player/sending/store.js");

export const NOW = 1_800_000_000_000;
export const [KEY, OTHER_KEY] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString("base64"));
export const ATTEMPT = "attempt-1";

const putInDatabase = IDBObjectStore.prototype.put;

/** localStorage with room for `quota` characters; names are enumerable, as in browsers. */
class LocalStorage {
  constructor(quota) {
    Object.defineProperty(this, "quota", { value: quota, writable: true });
  }

  getItem(name) {
    return this[name] ?? null;
  }

  setItem(name, value) {
    const rest = Object.keys(this).filter((other) => other !== name);
    const size = rest.reduce((sum, other) => sum + other.length + this[other].length, name.length + value.length);
    if (size > this.quota) throw new DOMException("full", "QuotaExceededError");
    this[name] = value;
  }

  removeItem(name) {
    delete this[name];
  }
}

/** Start a test with empty storage, a network and a stopped clock; return what the test changes and reads. */
export function startBrowser(test) {
  test.mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
  const network = { requests: [], beacons: [], answer: () => ok(), isOnline: true };
  const set = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  set("localStorage", new LocalStorage(5_000_000));
  set("indexedDB", new IDBFactory());
  IDBObjectStore.prototype.put = putInDatabase;
  set("fetch", async (_url, { body }) => {
    network.requests.push(JSON.parse(body));
    return new Response(...(await network.answer(JSON.parse(body))));
  });
  set("navigator", {
    get onLine() {
      return network.isOnline;
    },
    sendBeacon(_url, blob) {
      network.beacons.push(blob);
      return true;
    },
  });
  set("XMLHttpRequest", synchronousRequest(network));
  const wait = async (milliseconds) => {
    test.mock.timers.tick(milliseconds);
    await settle();
  };
  return { network, wait };
}

const synchronousRequest = (network) =>
  class {
    open() {
      // Nothing is sent yet.
    }

    setRequestHeader() {
      // The tests read bodies only.
    }

    send(body) {
      network.requests.push(JSON.parse(body));
      const [text, { status }] = network.answer(JSON.parse(body));
      Object.assign(this, { status, responseText: text });
    }
  };

/** Let everything run that waits neither for the network nor for the clock. */
export async function settle() {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
}

/** IndexedDB without room: every write is aborted. */
export function fillDatabase() {
  IDBObjectStore.prototype.put = function (...values) {
    const request = putInDatabase.apply(this, values);
    this.transaction.abort();
    return request;
  };
}

export const answerOf = (status, data) => [JSON.stringify(data), { status }];
export const ok = (data = {}) => answerOf(200, { ok: true, ...data });
export const refusal = (code) => answerOf(409, { ok: false, code, sentence: "Nej." });
export const noNetwork = () => {
  throw new TypeError("no network");
};

/** Return an outbox as shell.js makes it for one page, with `answers`: those that it has passed on. */
export function makeOutbox({ keys = [KEY], ...changes } = {}) {
  const state = {
    ...{ attempt: ATTEMPT, launch: "launch-1", session: "session-1", sco: "part-1", earlier: [], nextSequence: 1 },
    ...{ now: NOW, ...changes },
  };
  const answers = [];
  const onAnswer = (answer, isTaken) => answers.push([answer.code ?? "taken", isTaken]);
  const outbox = new Outbox({
    ...{ store: new Store(keys), sender: new Sender("https://content.example/commit"), state, onAnswer },
    changed() {},
  });
  return Object.assign(outbox, { answers });
}

/** What the content commits: a completion status. */
export const payload = (status = "incomplete") => ({ cmi: { completion_status: status } });
export const sequences = (commits) => commits.map(({ sequence }) => sequence);
/** Return what the device has: the last parts of the names of commits, sorted. */
export const storedNames = () =>
  Object.keys(localStorage)
    .map((name) => name.replace(`narlara.commit.${ATTEMPT}.`, ""))
    .sort();
