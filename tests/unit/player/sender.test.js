// static/js/player/sending/sender.js: what each answer of the network means.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Sender, answerOf, noNetwork, ok, refusal, startBrowser, settle } from "./browser.js";

const sender = new Sender("https://content.example/commit");
const BODY = JSON.stringify({ sequence: 1 });

test("commit that the server takes is taken", async (t) => {
  const { network } = startBrowser(t);
  network.answer = () => ok({ sequence: 1 });

  const result = await sender.send(BODY);

  assert.deepEqual(result, { taken: true, answer: { ok: true, sequence: 1 } });
  assert.deepEqual(network.requests, [{ sequence: 1 }]);
});

for (const code of [
  "lease_lost",
  "ended",
  "moved",
  "token",
  "limit",
  "stale",
  "signed_out",
  "malformed",
  "too_large",
]) {
  test(`commit refused with ${code} is refused for good`, async (t) => {
    startBrowser(t).network.answer = () => refusal(code);

    assert.equal((await sender.send(BODY)).refused, true);
  });
}

test("commit whose number is used is to be renumbered", async (t) => {
  startBrowser(t).network.answer = () => refusal("number_used");

  assert.equal((await sender.send(BODY)).isNumberUsed, true);
});

const failures = {
  "an error of the server": answerOf(500, {}),
  "a code that this version lacks": answerOf(409, { code: "unknown_code" }),
  "success that is not ours": answerOf(200, {}),
  "a network's log-in page": ["<!doctype html><p>Logga in</p>", { status: 200 }],
  "half an answer": ['{"ok": tr', { status: 200 }],
};
for (const [name, answer] of Object.entries(failures)) {
  test(`commit answered with ${name} is to be sent again`, async (t) => {
    startBrowser(t).network.answer = () => answer;

    assert.deepEqual(await sender.send(BODY), { failed: true, wasAnswered: true });
    assert.deepEqual(sender.sendSynchronously(BODY), { failed: true, wasAnswered: true });
  });
}

test("commit without a network is to be sent again", async (t) => {
  startBrowser(t).network.answer = noNetwork;

  assert.deepEqual(await sender.send(BODY), { failed: true });
  assert.deepEqual(sender.sendSynchronously(BODY), { failed: true });
});

test("commit while the browser is offline is not sent", async (t) => {
  const { network } = startBrowser(t);
  network.isOnline = false;

  assert.deepEqual([await sender.send(BODY), sender.sendSynchronously(BODY)], [{ failed: true }, { failed: true }]);
  assert.deepEqual(network.requests, []);
});

test("commit without an answer is given up after 20 seconds", async (t) => {
  const { wait } = startBrowser(t);
  globalThis.fetch = (_url, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  let result = null;
  sender.send(BODY).then((given) => (result = given));

  await wait(19_999);
  assert.equal(result, null);
  await wait(1);

  assert.deepEqual(result, { failed: true });
});

test("synchronous commit that the server takes is taken", (t) => {
  startBrowser(t).network.answer = () => ok();

  assert.deepEqual(sender.sendSynchronously(BODY), { taken: true, answer: { ok: true } });
});

test("beacon is sent up to the limit of browsers", async (t) => {
  const { network } = startBrowser(t);

  const results = ["å".repeat(30_000), "å".repeat(30_001)].map((body) => sender.sendBeacon(body));
  await settle();

  assert.deepEqual(results, [true, false]);
  assert.deepEqual(
    network.beacons.map(({ size, type }) => [size, type]),
    [[60_000, "text/plain;charset=utf-8"]],
  );
});
