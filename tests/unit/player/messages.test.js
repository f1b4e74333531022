// static/js/player/messages.js: what the page and the player in its frame post to each other.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { onMessages, PageMessage, PlayerMessage } from "../../../static/js/player/messages.js";

const FOLDER = new URL("../../../static/js/player/", import.meta.url);
const SCRIPTS = readdirSync(FOLDER).filter((name) => name.endsWith(".js") && name !== "messages.js");
const sourceOf = (name) => readFileSync(new URL(name, FOLDER), "utf8");
const PLAYER = SCRIPTS.filter((name) => name !== "page.js");

const ORIGIN = "https://package.example";
const source = {};

function startListening(messages) {
  globalThis.window = new EventTarget();
  const received = [];
  const ignore = onMessages(messages, { source, origin: ORIGIN }, (message) => received.push(message));
  const post = (message) =>
    window.dispatchEvent(Object.assign(new Event("message"), { source, origin: ORIGIN, ...message }));
  return { received, ignore, post };
}

test("messages of the window and origin are received", () => {
  const { received, post } = startListening(PlayerMessage);

  for (const data of Object.values(PlayerMessage)) post({ data });

  assert.deepEqual(received, Object.values(PlayerMessage));
});

const strangers = {
  "another window": { source: {}, data: "closed" },
  "another origin": { origin: "https://package.example.org", data: "closed" },
  "content of its own kind": { data: { closed: true } },
  "an unknown kind": { data: "leave" },
  "the other direction": { data: "finished" },
};
for (const [name, message] of Object.entries(strangers)) {
  test(`message of ${name} is ignored`, () => {
    const { received, post } = startListening(PageMessage);

    post(message);

    assert.deepEqual(received, []);
    post({ data: PageMessage.CLOSE });
    assert.deepEqual(received, [PageMessage.CLOSE]);
  });
}

test("message after listening has ended is ignored", () => {
  const { received, ignore, post } = startListening(PlayerMessage);

  ignore();
  post({ data: PlayerMessage.CLOSED });

  assert.deepEqual(received, []);
});

const namesIn = (script, kind) =>
  [...sourceOf(script).matchAll(new RegExp(`\\b${kind}\\.(\\w+)`, "g"))].map(([, name]) => name);
const namesInAll = (scripts, kind) => [...new Set(scripts.flatMap((script) => namesIn(script, kind)))].sort();

test("both sides use the messages that are defined", () => {
  assert.deepEqual(namesInAll(PLAYER, "PlayerMessage"), Object.keys(PlayerMessage).sort());
  assert.deepEqual(namesInAll(["page.js"], "PageMessage"), Object.keys(PageMessage).sort());
  // The page fetches the state after every message of the player: PROGRESS needs no more.
  const others = Object.keys(PlayerMessage).filter((name) => name !== "PROGRESS");
  assert.deepEqual(namesInAll(["page.js"], "PlayerMessage"), others.sort());
});

test("no side posts a message of its own", () => {
  for (const script of SCRIPTS) assert.doesNotMatch(sourceOf(script), /(notifySite|postMessage)\(["'`]/, script);
});
