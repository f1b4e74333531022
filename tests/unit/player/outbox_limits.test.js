// static/js/player/sending/outbox.js: full storage, another account, the end of a page, and two tabs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { OTHER_KEY, fillDatabase, makeOutbox, noNetwork, ok, payload, refusal } from "./browser.js";
import { sequences, settle, startBrowser, storedNames } from "./browser.js";

// Full storage

test("commit with a full localStorage is fragile until IndexedDB has it", async (t) => {
  startBrowser(t);
  localStorage.quota = 0;
  const outbox = makeOutbox();

  const commit = outbox.add(payload(), "content");
  assert.deepEqual([commit.isKept, outbox.isFragile], [false, true]);
  await settle();

  assert.deepEqual([commit.isKept, outbox.isFragile], [true, false]);
});

test("commit with both storages full stays fragile and covers nothing", async (t) => {
  startBrowser(t);
  localStorage.quota = 0;
  fillDatabase();
  const outbox = makeOutbox();

  outbox.add(payload(), "auto");
  outbox.add(payload(), "content");
  await settle();

  assert.deepEqual([outbox.isFragile, sequences(outbox.queue)], [true, [1, 2]]);
});

test("commit kept in IndexedDB alone drops the automatic save before it", async (t) => {
  startBrowser(t);
  localStorage.quota = 0;
  const outbox = makeOutbox();

  outbox.add(payload(), "auto");
  outbox.add(payload(), "content");
  await settle();

  assert.deepEqual(sequences(outbox.queue), [2]);
});

test("commit that is kept nowhere is sent synchronously", (t) => {
  const { network } = startBrowser(t);
  localStorage.quota = 0;
  fillDatabase();
  const outbox = makeOutbox();
  const commit = outbox.add(payload(), "content");

  assert.equal(outbox.sendNow(commit), true);

  assert.deepEqual([sequences(network.requests), outbox.isEmpty], [[1], true]);
});

test("finish that is kept and sent nowhere becomes an ordinary commit", async (t) => {
  const { network } = startBrowser(t);
  network.answer = noNetwork;
  const outbox = makeOutbox();
  const commit = outbox.add(payload(), "finish");
  assert.equal(outbox.sendNow(commit), false);

  outbox.reopen(commit);
  await outbox.flush();

  assert.deepEqual(
    network.requests.map(({ trigger }) => trigger),
    ["finish", "content"],
  );
});

// Account change

test("commits of another account are not sent and stay for it", async (t) => {
  const { network } = startBrowser(t);
  makeOutbox().add(payload(), "content");
  const colleague = makeOutbox({ keys: [OTHER_KEY], launch: "launch-2" });

  await colleague.takeOver();
  await colleague.flush();
  assert.deepEqual([network.requests, storedNames()], [[], ["launch-1.1"]]);
  const again = makeOutbox({ launch: "launch-3" });
  await again.takeOver();
  await again.flush();

  assert.deepEqual([sequences(network.requests), storedNames()], [[1], []]);
});

test("commit refused as signed out is removed without ending the launch", async (t) => {
  startBrowser(t).network.answer = () => refusal("signed_out");
  const outbox = makeOutbox();
  outbox.add(payload(), "content");

  await outbox.flush();

  assert.deepEqual([outbox.isEnded, outbox.answers, storedNames()], [false, [["signed_out", false]], []]);
});

// Flush on unload

test("unload sends the launch's own unsent commits as beacons", async (t) => {
  const { network } = startBrowser(t);
  makeOutbox({ launch: "launch-0" }).add(payload(), "content");
  const outbox = makeOutbox();
  await outbox.takeOver();
  outbox.add(payload(), "content");
  outbox.add(payload("completed"), "leave");

  assert.equal(outbox.flushOnUnload(), true);

  const bodies = await Promise.all(network.beacons.map((blob) => blob.text()));
  assert.deepEqual(sequences(bodies.map((body) => JSON.parse(body))), [1, 2]);
  assert.deepEqual(storedNames(), ["launch-0.1", "launch-1.1", "launch-1.2"]);
});

test("unload with a commit too large for a beacon sends the others", (t) => {
  const { network } = startBrowser(t);
  const outbox = makeOutbox();
  outbox.add({ cmi: { suspend_data: "x".repeat(64_000) } }, "content");
  outbox.add(payload(), "content");

  assert.equal(outbox.flushOnUnload(), false);

  assert.equal(network.beacons.length, 1);
  assert.deepEqual(storedNames(), ["launch-1.1", "launch-1.2"]);
});

test("unload of a page whose launch is ended sends nothing", async (t) => {
  const { network } = startBrowser(t);
  network.answer = () => refusal("lease_lost");
  const outbox = makeOutbox();
  outbox.add(payload(), "content");
  await outbox.flush();

  assert.deepEqual([outbox.flushOnUnload(), network.beacons], [false, []]);
});

// Two tabs

for (const code of ["lease_lost", "ended", "moved", "token", "limit"]) {
  test(`tab whose launch is refused with ${code} stops and keeps its commits`, async (t) => {
    const { network, wait } = startBrowser(t);
    network.answer = () => refusal(code);
    const outbox = makeOutbox();
    outbox.add(payload(), "content");
    outbox.add(payload("completed"), "content");

    await outbox.flush();
    await wait(60_000);
    outbox.addDraft(payload());

    assert.deepEqual([sequences(network.requests), outbox.isEnded], [[1], true]);
    assert.deepEqual([outbox.answers, storedNames()], [[[code, false]], ["launch-1.1", "launch-1.2"]]);
  });
}

test("second tab sends the first one's commits under their own launch", async (t) => {
  const { network } = startBrowser(t);
  makeOutbox().add(payload(), "content");
  const second = makeOutbox({ launch: "launch-2", session: "session-2", nextSequence: 1 });

  await second.takeOver();
  second.add(payload("completed"), "content");
  await second.flush();

  const sent = network.requests.map(({ sequence, session, launch }) => [sequence, session, launch]);
  assert.deepEqual(sent, [
    [1, "session-1", "launch-1"],
    [1, "session-2", undefined],
  ]);
  assert.deepEqual(storedNames(), []);
});

test("drafts of two tabs of one launch do not replace each other", (t) => {
  startBrowser(t);
  makeOutbox().addDraft(payload());
  makeOutbox({ session: "session-2" }).addDraft(payload());

  assert.deepEqual(storedNames(), ["launch-1.draft-session-1", "launch-1.draft-session-2"]);
});

const revisions = [
  ["was news", {}, true],
  ["was sent by another tab before", { is_repeated: true }, false],
];
for (const [name, answer, isRevised] of revisions) {
  test(`earlier page's commit without a session that ${name} revises the state: ${isRevised}`, async (t) => {
    startBrowser(t).network.answer = () => ok(answer);
    makeOutbox({ launch: "launch-0", session: "" }).add(payload(), "content");
    const outbox = makeOutbox();

    await outbox.takeOver();
    await outbox.flush();

    assert.equal(Boolean(outbox.revised), isRevised);
  });
}
