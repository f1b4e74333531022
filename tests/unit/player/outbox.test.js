// static/js/player/sending/outbox.js: number order, drafts and retries, with the real store and sender.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, answerOf, makeOutbox, noNetwork, ok, payload, refusal, sequences } from "./browser.js";
import { settle, startBrowser, storedNames } from "./browser.js";

// Number order

test("commits are numbered from the page's first number and sent in order", async (t) => {
  const { network } = startBrowser(t);
  const outbox = makeOutbox({ nextSequence: 7 });
  for (let i = 0; i < 3; i += 1) outbox.add(payload(), "content");

  await outbox.flush();

  assert.deepEqual(sequences(network.requests), [7, 8, 9]);
  assert.deepEqual([outbox.isEmpty, storedNames()], [true, []]);
});

test("commit is sent only when the one before has its answer", async (t) => {
  const { network } = startBrowser(t);
  let answerFirst = null;
  network.answer = ({ sequence }) => (sequence === 1 ? new Promise((resolve) => (answerFirst = resolve)) : ok());
  const outbox = makeOutbox();
  outbox.add(payload(), "content");
  outbox.add(payload("completed"), "content");
  const flushing = outbox.flush();
  await settle();
  outbox.flush();
  await settle();
  assert.deepEqual(sequences(network.requests), [1]);

  answerFirst(ok());
  await flushing;

  assert.deepEqual(sequences(network.requests), [1, 2]);
});

test("commit is on the device before it is sent and until its answer", async (t) => {
  const { network } = startBrowser(t);
  const seen = [];
  network.answer = () => {
    seen.push(storedNames());
    return ok();
  };
  const outbox = makeOutbox();

  assert.equal(outbox.add(payload(), "content").isKept, true);
  await outbox.flush();

  assert.deepEqual([seen, storedNames()], [[["launch-1.1"]], []]);
});

test("commit has the server's time where the device's clock is wrong", async (t) => {
  const { network } = startBrowser(t);
  const outbox = makeOutbox({ now: NOW + 3_600_000 });
  outbox.add(payload(), "content");

  await outbox.flush();

  assert.equal(network.requests[0].written_at, NOW + 3_600_000);
});

test("numbers of an earlier page of the launch are not used again", async (t) => {
  const { network } = startBrowser(t);
  makeOutbox().add(payload(), "content");
  const next = makeOutbox({ session: "session-2" });

  await next.takeOver();
  next.add(payload("completed"), "content");
  await next.flush();

  assert.deepEqual(sequences(network.requests), [1, 2]);
});

test("commit whose number is used gets the next free one", async (t) => {
  const { network } = startBrowser(t);
  network.answer = ({ sequence }) => (sequence === 1 ? refusal("number_used") : ok());
  const outbox = makeOutbox();
  const commits = ["content", "content"].map((trigger, i) => outbox.add(payload(`${i}`), trigger));

  await outbox.flush();

  assert.deepEqual(sequences(network.requests), [1, 3, 2]);
  assert.deepEqual([sequences(commits), storedNames()], [[3, 2], []]);
});

// What a later commit covers

test("automatic save is dropped for the commit after it", async (t) => {
  const { network } = startBrowser(t);
  const outbox = makeOutbox();
  outbox.add(payload(), "auto");
  outbox.add(payload("completed"), "content");

  assert.deepEqual(storedNames(), ["launch-1.2"]);
  await outbox.flush();

  assert.deepEqual(sequences(network.requests), [2]);
});

const finishes = [
  ["with the same outcome at once covers the commit", "incomplete", 999, [2]],
  ["with another outcome covers no commit", "completed", 0, [1, 2]],
  ["a second later covers no commit", "incomplete", 1_000, [1, 2]],
];
for (const [name, status, later, sent] of finishes) {
  test(`finish ${name}`, async (t) => {
    const { network } = startBrowser(t);
    const outbox = makeOutbox();
    outbox.add(payload(), "content");
    t.mock.timers.tick(later);
    outbox.add(payload(status), "finish");

    await outbox.flush();

    assert.deepEqual(sequences(network.requests), sent);
  });
}

test("automatic save that is under way is not dropped", async (t) => {
  const { network, wait } = startBrowser(t);
  const outbox = makeOutbox();
  network.answer = () => {
    network.answer = () => ok();
    outbox.add(payload("completed"), "content");
    return noNetwork();
  };
  outbox.add(payload(), "auto");
  await outbox.flush();

  await wait(1_000);

  assert.deepEqual(sequences(network.requests), [1, 1, 2]);
});

test("draft is replaced by the next draft and dropped for a commit", async (t) => {
  startBrowser(t);
  const outbox = makeOutbox();
  outbox.addDraft(payload("1"));
  outbox.addDraft(payload("2"));
  assert.deepEqual(storedNames(), ["launch-1.draft-session-1"]);

  const commit = outbox.add(payload("3"), "content");

  assert.deepEqual([commit.sequence, storedNames()], [2, ["launch-1.2"]]);
});

test("draft of a killed page is sent by the next page", async (t) => {
  const { network } = startBrowser(t);
  makeOutbox().addDraft(payload("completed"));
  const next = makeOutbox({ session: "session-2" });

  await next.takeOver();
  await next.flush();

  assert.deepEqual(
    network.requests.map((sent) => [sent.sequence, sent.trigger, sent.session]),
    [[1, "auto", "session-1"]],
  );
});

test("earlier page's commit is not dropped for a later one", async (t) => {
  const { network } = startBrowser(t);
  makeOutbox({ session: "session-1" }).add(payload(), "auto");
  const next = makeOutbox({ session: "session-2" });

  await next.takeOver();
  next.add(payload("completed"), "content");
  await next.flush();

  assert.deepEqual(sequences(network.requests), [1, 2]);
});

// Retry

test("commit without an answer is sent again after 1, 2, 4, 8 and 15 seconds", async (t) => {
  const { network, wait } = startBrowser(t);
  network.answer = noNetwork;
  const outbox = makeOutbox();
  outbox.add(payload(), "content");
  await outbox.flush();
  assert.equal(outbox.hasFailed, true);

  for (const [n, seconds] of [1, 2, 4, 8, 15, 15].entries()) {
    await wait(seconds * 1_000 - 1);
    assert.equal(network.requests.length, n + 1);
    await wait(1);
    assert.equal(network.requests.length, n + 2);
  }
});

test("commit that is taken at last ends the failure and its long delay", async (t) => {
  const { network, wait } = startBrowser(t);
  network.answer = noNetwork;
  const outbox = makeOutbox();
  outbox.add(payload(), "content");
  await outbox.flush();
  await wait(1_000);
  network.answer = () => ok();

  await wait(2_000);

  assert.deepEqual([outbox.hasFailed, outbox.isEmpty, outbox.retryDelay], [false, true, 1_000]);
  assert.deepEqual([outbox.answers, storedNames()], [[["taken", true]], []]);
});

test("commit that the server cannot answer three times lets the others pass", async (t) => {
  const { network, wait } = startBrowser(t);
  network.answer = ({ sequence }) => (sequence === 1 ? answerOf(500, {}) : ok());
  const outbox = makeOutbox();
  outbox.add(payload(), "content");
  outbox.add(payload("completed"), "content");
  await outbox.flush();

  for (const seconds of [1, 2, 4]) await wait(seconds * 1_000);

  assert.deepEqual(sequences(network.requests), [1, 1, 1, 2, 1]);
  assert.deepEqual(storedNames(), ["launch-1.1"]);
});

test("commit that the network loses three times keeps its place", async (t) => {
  const { network, wait } = startBrowser(t);
  network.answer = noNetwork;
  const outbox = makeOutbox();
  outbox.add(payload(), "content");
  outbox.add(payload("completed"), "content");
  await outbox.flush();

  for (const seconds of [1, 2, 4]) await wait(seconds * 1_000);

  assert.deepEqual(sequences(network.requests), [1, 1, 1, 1]);
});

test("commit that the server refuses is removed and the next one is sent", async (t) => {
  const { network } = startBrowser(t);
  network.answer = ({ sequence }) => (sequence === 1 ? refusal("malformed") : ok());
  const outbox = makeOutbox();
  outbox.add(payload(), "content");
  outbox.add(payload("completed"), "content");

  await outbox.flush();

  assert.deepEqual(outbox.answers, [
    ["malformed", false],
    ["taken", true],
  ]);
  assert.deepEqual([outbox.isEnded, storedNames()], [false, []]);
});

test("delivered resolves when the last commit that matters is sent", async (t) => {
  const { network, wait } = startBrowser(t);
  network.answer = noNetwork;
  const outbox = makeOutbox();
  outbox.add(payload(), "content");
  let isDelivered = false;
  outbox.delivered().then(() => (isDelivered = true));
  await settle();
  assert.equal(isDelivered, false);
  network.answer = () => ok();

  await wait(1_000);
  await wait(200);

  assert.equal(isDelivered, true);
});
