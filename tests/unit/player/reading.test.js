// static/js/reading/passages.js: words within a passage, and the voice that reads it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { voiceFor, wordLength, wordStart } from "../../../static/js/reading/passages.js";

const TEXT = "Tvätta händerna – två gånger.";

test("a word ends before the next space, with å, ä and ö in it", () => {
  assert.equal(wordLength(TEXT, 0), "Tvätta".length);
  assert.equal(wordLength(TEXT, TEXT.indexOf("gånger")), "gånger.".length);
  assert.equal(wordLength(TEXT, TEXT.length), 0);
});

test("a word begins after the space before it", () => {
  assert.equal(wordStart(TEXT, TEXT.indexOf("derna")), TEXT.indexOf("händerna"));
  assert.equal(wordStart(TEXT, 0), 0);
});

test("the voice speaks the language, and is the device's own where there is one", () => {
  const voices = [
    { lang: "en-GB", localService: true },
    { lang: "sv-SE", localService: false, name: "by network" },
    { lang: "sv_SE", localService: true, name: "of the device" },
  ];

  assert.equal(voiceFor(voices, "sv").name, "of the device");
  assert.equal(voiceFor(voices.slice(0, 2), "sv").name, "by network");
  assert.equal(voiceFor(voices, "fi"), undefined);
});
