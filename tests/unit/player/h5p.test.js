// static/js/h5p: what untrusted xAPI statements say, and what is recorded of them in SCORM's data model.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Record } from "../../../static/js/h5p/record.js";
import { readStatement } from "../../../static/js/h5p/statements.js";

const SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId";
const verb = (name) => ({ id: `http://adlnet.gov/expapi/verbs/${name}` });
const result = {
  score: { min: 0, max: 2, raw: 1, scaled: 0.5 },
  success: false,
  response: "0[,]1",
  duration: "PT3.25S",
};
const definition = {
  interactionType: "choice",
  description: { "en-US": "<p>Vad  gör\ndu?</p>" },
  correctResponsesPattern: ["0", "1[,]2"],
};
const answered = (changes = {}) => ({ verb: verb("answered"), object: { definition }, result, ...changes });
const plainText = (html) => html.replace(/<[^>]*>/g, "");

/** A SCORM API that takes every element, or those that `accepts` allows. */
function makeApi(initial = {}, accepts = () => true) {
  const values = { "cmi.completion_status": "unknown", "cmi.suspend_data": "", ...initial };
  const calls = [];
  return {
    values,
    calls,
    Initialize: () => "true",
    Commit: () => calls.push("Commit"),
    Terminate: () => calls.push("Terminate"),
    GetValue: (element) => {
      if (element !== "cmi.interactions._count") return values[element] ?? "";
      return String(new Set(Object.keys(values).map((name) => /^cmi\.interactions\.(\d+)\./.exec(name)?.[1])).size - 1);
    },
    SetValue: (element, value) => {
      if (!accepts(element, value)) return "false";
      values[element] = value;
      return "true";
    },
  };
}

function makeRecord(options = {}) {
  const notices = [];
  const api = options.api ?? makeApi();
  const record = new Record(api, { hasPassMark: false, onTooLarge: () => notices.push("large"), ...options });
  record.begin();
  return { api, record, notices, values: api.values };
}

test("answer to a question is read", () => {
  const read = readStatement(answered(), plainText);

  assert.deepEqual(read, {
    verb: "answered",
    isWhole: true,
    score: { raw: 1, min: 0, max: 2, scaled: 0.5 },
    success: false,
    place: "",
    interaction: {
      id: "h5p",
      type: "choice",
      description: "Vad gör du?",
      learner_response: "0[,]1",
      result: "incorrect",
      weighting: "2",
      latency: "PT3.25S",
      patterns: ["0", "1[,]2"],
    },
  });
});

const unlisted = {
  nothing: undefined,
  text: "answered",
  "no verb": {},
  "verb a text": { verb: "answered" },
  "another verb": { verb: verb("mastered") },
  "another authority": { verb: { id: "https://evil.example/verbs/answered" } },
  "a longer address": { verb: { id: `x${verb("answered").id}` } },
};
for (const [name, statement] of Object.entries(unlisted)) {
  test(`statement is left out: ${name}`, () => assert.equal(readStatement(statement), null));
}

const oddResults = {
  "score a text": { score: { raw: "1", max: 1 } },
  "no highest score": { score: { raw: 1 } },
  "highest score 0": { score: { raw: 0, max: 0 } },
  "score not finite": { score: { raw: Number.NaN, max: 1 } },
  "no object": [],
};
for (const [name, given] of Object.entries(oddResults)) {
  test(`score is left out: ${name}`, () => assert.equal(readStatement(answered({ result: given })).score, null));
}

test("score beyond the highest is the highest share", () => {
  assert.equal(readStatement(answered({ result: { score: { raw: 9, max: 3 } } })).score.scaled, 1);
});

test("parts have ids of their own", () => {
  const context = { contextActivities: { parent: [{ id: "a" }] } };
  const part = (extensions, description) => {
    const object = { definition: { ...definition, description: { sv: description }, extensions } };
    return readStatement(answered({ context, object }), plainText);
  };
  const ids = [part({ [SUB_CONTENT]: "0f-Å[,]1" }, "Ett"), part({}, "Ett"), part({}, "Två"), part({}, "Ett")].map(
    (read) => read.interaction.id,
  );

  assert.equal(part({}, "Ett").isWhole, false);
  assert.equal(ids[0], "0f-1");
  assert.equal(ids[1], ids[3]);
  assert.equal(new Set(ids).size, 3);
});

test("long texts and lists are cut", () => {
  const long = "å".repeat(100_000);
  const object = {
    definition: { ...definition, description: { sv: long }, correctResponsesPattern: Array(999).fill(long) },
  };

  const { interaction } = readStatement(answered({ object, result: { response: long } }));

  assert.deepEqual(
    [interaction.description.length, interaction.learner_response.length, interaction.patterns.length],
    [250, 4_000, 10],
  );
});

test("result of the whole is recorded and committed", () => {
  const { api, record, values } = makeRecord();

  record.add(readStatement(answered(), plainText));

  assert.equal(values["cmi.completion_status"], "completed");
  assert.equal(values["cmi.success_status"], undefined);
  assert.equal(values["cmi.score.scaled"], "0.5");
  assert.equal(values["cmi.interactions.0.result"], "incorrect");
  assert.equal(values["cmi.interactions.0.correct_responses.1.pattern"], "1[,]2");
  assert.deepEqual(api.calls, ["Commit"]);
});

test("result of a part does not complete the whole", () => {
  const { record, values } = makeRecord();

  record.add(readStatement(answered({ context: { contextActivities: { parent: [{ id: "a" }] } } })));

  assert.equal(values["cmi.completion_status"], "incomplete");
  assert.equal(values["cmi.score.raw"], undefined);
});

test("type with a pass mark is passed or failed", () => {
  const { record, values } = makeRecord({ hasPassMark: true });

  record.add(readStatement({ verb: verb("completed"), result: { ...result, success: true } }));

  assert.equal(values["cmi.success_status"], "passed");
});

test("answers beyond the standard's number are left out", () => {
  const { record, values } = makeRecord();

  for (let number = 0; number < 300; number += 1) record.add(readStatement(answered()));

  assert.equal(values["cmi.interactions.249.id"], "h5p");
  assert.equal(values["cmi.interactions.250.id"], undefined);
});

test("state is kept and restored", () => {
  const { record, values } = makeRecord();
  record.setData(0, "state", { chosen: 1 });

  const next = makeRecord({ api: makeApi(values) }).record;

  assert.deepEqual(next.getData(0, "state"), { chosen: 1 });
  assert.equal(values["cmi.exit"], "suspend");
});

test("state that cannot be read begins anew", () => {
  const { record } = makeRecord({ api: makeApi({ "cmi.suspend_data": "{" }) });

  assert.equal(record.getData(0, "state"), undefined);
});

test("state that is too large leaves the one before", () => {
  const { record, notices, values } = makeRecord();
  record.setData(0, "state", "a");

  record.setData(0, "state", "a".repeat(64_000));

  assert.equal(values["cmi.suspend_data"], '{"0":{"state":"a"}}');
  assert.deepEqual(notices, ["large"]);
});

for (const [rule, status] of Object.entries({ opened: "completed", result: "incomplete" })) {
  test(`content with the rule “${rule}” is ${status} when it is closed`, () => {
    const { api, record, values } = makeRecord();
    record.rule = rule;

    record.end();
    record.end();
    record.add(readStatement(answered()));

    assert.equal(values["cmi.completion_status"], status);
    assert.deepEqual(api.calls, ["Terminate"]);
  });
}

test("completed content stays completed when it is opened again", () => {
  assert.equal(
    makeRecord({ api: makeApi({ "cmi.completion_status": "completed" }) }).values["cmi.completion_status"],
    "completed",
  );
});
