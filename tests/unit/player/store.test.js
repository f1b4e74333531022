// static/js/player/sending/store.js: commits on the device, in localStorage and IndexedDB.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ATTEMPT, KEY, NOW, OTHER_KEY, Store, fillDatabase, settle, startBrowser, storedNames } from "./browser.js";

const DAY = 86_400_000;

const commitOf = (store, number, { attempt = ATTEMPT, sequence = number, sco = "part-1", written = NOW } = {}) => ({
  name: store.name(attempt, "launch-1", number),
  body: JSON.stringify({ sequence, sco, written_at: written, payload: { text: "åäö" } }),
  written,
});
const keep = (store, ...values) => store.keep(commitOf(store, ...values));
const numbers = async (store, attempts = [ATTEMPT]) =>
  (await store.unsent(attempts, NOW)).map(({ name }) => name.split(".").at(-1));

test("commit that is kept is read by the next page of the account", async (t) => {
  startBrowser(t);
  const store = new Store([KEY]);
  const commit = commitOf(store, 1);

  assert.equal(store.keep(commit).isKept, true);
  const [found] = await new Store([KEY]).unsent([ATTEMPT], NOW);

  assert.equal(found.body, commit.body);
  assert.deepEqual([found.attempt, found.launch, found.sequence], [ATTEMPT, "launch-1", 1]);
});

test("commit that is kept is unreadable on the disk", (t) => {
  startBrowser(t);
  keep(new Store([KEY]), 1);

  assert.equal(
    Object.values(localStorage).some((stored) => stored.includes("payload")),
    false,
  );
});

test("commits are returned in the order of their writing", async (t) => {
  startBrowser(t);
  const store = new Store([KEY]);
  keep(store, 3, { written: NOW - 1 });
  keep(store, 10, { written: NOW });
  keep(store, 9, { written: NOW });

  assert.deepEqual(await numbers(new Store([KEY])), ["3", "9", "10"]);
});

test("commit that is forgotten is gone from both storages", async (t) => {
  startBrowser(t);
  const store = new Store([KEY]);
  const commit = commitOf(store, 1);
  await store.keep(commit).copied;

  store.forget(commit.name);
  await settle();

  assert.deepEqual(await numbers(new Store([KEY])), []);
});

test("commit with a full localStorage is in IndexedDB alone", async (t) => {
  startBrowser(t);
  localStorage.quota = 0;
  const store = new Store([KEY]);

  const { isKept, copied } = keep(store, 1);

  assert.deepEqual([isKept, await copied, storedNames()], [false, true, []]);
  assert.deepEqual(await numbers(new Store([KEY])), ["1"]);
});

test("commit with both storages full is kept nowhere", async (t) => {
  startBrowser(t);
  localStorage.quota = 0;
  fillDatabase();

  const { isKept, copied } = keep(new Store([KEY]), 1);

  assert.deepEqual([isKept, await copied], [false, false]);
});

test("commit without IndexedDB is in localStorage alone", async (t) => {
  startBrowser(t);
  globalThis.indexedDB = undefined;
  const store = new Store([KEY]);

  const { isKept, copied } = keep(store, 1);

  assert.deepEqual([isKept, await copied, await numbers(store)], [true, false, ["1"]]);
});

test("commit without any storage is kept nowhere and the page goes on", async (t) => {
  startBrowser(t);
  const denied = {
    get: () => {
      throw new DOMException("denied", "SecurityError");
    },
    configurable: true,
  };
  Object.defineProperty(globalThis, "localStorage", denied);
  Object.defineProperty(globalThis, "indexedDB", denied);
  const store = new Store([KEY]);

  const { isKept, copied } = keep(store, 1);
  store.forget("narlara.commit.x");

  assert.deepEqual([isKept, await copied, await numbers(store)], [false, false, []]);
});

test("commits with an IndexedDB that never answers are read after four seconds", async (t) => {
  const { wait } = startBrowser(t);
  globalThis.indexedDB = { open: () => ({}) };
  const store = new Store([KEY]);
  keep(store, 1);
  let found = null;
  numbers(store).then((given) => (found = given));

  await wait(3_999);
  assert.equal(found, null);
  await wait(1);

  assert.deepEqual(found, ["1"]);
});

const fillings = { localStorage: () => (localStorage.quota = 0), IndexedDB: fillDatabase };
for (const [older, fill] of Object.entries(fillings)) {
  test(`newer of a draft's two copies is read where ${older} has the older one`, async (t) => {
    startBrowser(t);
    const store = new Store([KEY]);
    await keep(store, "draft-a", { sequence: 1, written: NOW }).copied;
    fill();
    await keep(store, "draft-a", { sequence: 2, written: NOW + 1 }).copied;

    const [found] = await new Store([KEY]).unsent([ATTEMPT], NOW);

    assert.equal(found.sequence, 2);
  });
}

test("commit of another account is neither read nor deleted", async (t) => {
  startBrowser(t);
  keep(new Store([KEY]), 1);

  assert.deepEqual(await numbers(new Store([OTHER_KEY])), []);

  assert.deepEqual(storedNames(), ["launch-1.1"]);
  assert.deepEqual(await numbers(new Store([KEY])), ["1"]);
});

test("commit of another account is deleted after 90 days", async (t) => {
  startBrowser(t);
  const store = new Store([KEY]);
  keep(store, 1, { attempt: "attempt-2", written: NOW - 90 * DAY });
  keep(store, 2, { attempt: "attempt-2", written: NOW - 89 * DAY });

  await numbers(new Store([OTHER_KEY]));

  assert.deepEqual(storedNames(), ["narlara.commit.attempt-2.launch-1.2"]);
});

test("commit of an account with a new key is read with the earlier one", async (t) => {
  startBrowser(t);
  keep(new Store([KEY]), 1);

  assert.deepEqual(await numbers(new Store([OTHER_KEY, KEY])), ["1"]);
});

test("commit moved to another name is not read", async (t) => {
  startBrowser(t);
  globalThis.indexedDB = undefined;
  const store = new Store([KEY]);
  const { name } = commitOf(store, 1);
  keep(store, 1);
  localStorage.setItem(store.name(ATTEMPT, "launch-1", 2), localStorage.getItem(name));

  assert.deepEqual(await numbers(store), ["1"]);
});

test("commit stored unencrypted is read and encrypted", async (t) => {
  startBrowser(t);
  const store = new Store([KEY]);
  const { name, body } = commitOf(store, 1);
  localStorage.setItem(name, body);

  assert.deepEqual(await numbers(store), ["1"]);

  assert.match(localStorage.getItem(name), /^sealed1\./);
});

test("text that is no commit is deleted", async (t) => {
  startBrowser(t);
  localStorage.setItem(`narlara.commit.${ATTEMPT}.launch-1.1`, "half a comm");

  assert.deepEqual([await numbers(new Store([KEY])), storedNames()], [[], []]);
});

test("two tabs of one attempt read each other's commits", async (t) => {
  startBrowser(t);
  const [one, two] = [new Store([KEY]), new Store([KEY])];
  keep(one, 1);
  keep(two, 2, { written: NOW + 1 });

  assert.deepEqual(
    [await numbers(one), await numbers(two)],
    [
      ["1", "2"],
      ["1", "2"],
    ],
  );
});
