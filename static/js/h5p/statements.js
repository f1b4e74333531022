// Reads xAPI statements of H5P content, which is untrusted: what is not listed here is left out, and texts are cut.

/** The verbs that matter here, by the last segment of their address. */
const VERBS = new Set(["attempted", "interacted", "answered", "completed", "progressed"]);
/** SCORM 2004 RTE 4.2.9, cmi.interactions.n.type; xAPI has the same names. */
const TYPES = new Set([
  "true-false",
  "choice",
  "fill-in",
  "long-fill-in",
  "matching",
  "performance",
  "sequencing",
  "likert",
  "numeric",
  "other",
]);
const VERB = /^http:\/\/(?:adlnet\.gov|activitystrea\.ms)\/(?:expapi\/verbs|schema\/1\.0)\/([a-z]+)$/;
const SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId";
const ENDING_POINT = "http://id.tincanapi.com/extension/ending-point";
const DURATION = /^PT\d{1,6}(?:\.\d{1,2})?S$/;
const MAX_TEXT = 4_000;
const MAX_DESCRIPTION = 250;
const MAX_ID = 200;
const MAX_PATTERNS = 10;

const text = (value, length = MAX_TEXT) => (typeof value === "string" ? value.slice(0, length) : "");
const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);
const objectOf = (value) => (value !== null && typeof value === "object" ? value : {});

/** Return a text in the first language that a language map has. */
const inFirstLanguage = (map) => text(Object.values(objectOf(map)).find((value) => typeof value === "string"));

/** Return a short number for a text, the same each time (FNV-1a). */
function digestOf(value) {
  let digest = 0x811c9dc5;
  for (const char of value) digest = Math.imul(digest ^ char.codePointAt(0), 0x01000193) >>> 0;
  return digest.toString(36);
}

/** Return the score as SCORM has it, or null: { raw, min, max, scaled }. */
function scoreOf(result) {
  const { raw, min, max } = objectOf(result.score);
  if (number(raw) === null || number(max) === null || max <= 0) return null;
  return { raw, min: number(min) ?? 0, max, scaled: Math.min(1, Math.max(-1, Math.round((raw / max) * 1e4) / 1e4)) };
}

function gradeOf(result, score) {
  if (typeof result.success === "boolean") return result.success ? "correct" : "incorrect";
  if (score === null) return "neutral";
  return score.raw === score.max ? "correct" : "incorrect";
}

/**
 * Return what a statement says, or null for one that does not matter here:
 * { verb, isWhole, score, success, place, interaction }.
 *
 * `isWhole` says that it is of the content and not of a part; `interaction` is null without a question of SCORM's
 * types. `plainText(html)` returns the text of HTML, which H5P's texts are.
 */
export function readStatement(statement, plainText = (html) => html) {
  const { verb, object, context, result: given } = objectOf(statement);
  const [, name] = VERB.exec(text(objectOf(verb).id)) ?? [];
  if (!VERBS.has(name)) return null;
  const definition = objectOf(objectOf(object).definition);
  const extensions = objectOf(definition.extensions);
  const parent = objectOf(objectOf(context).contextActivities).parent;
  const isWhole = !parent || (Array.isArray(parent) && parent.length === 0);
  const result = objectOf(given);
  const score = scoreOf(result);
  const success = typeof result.success === "boolean" ? result.success : null;
  const endingPoint = extensions[ENDING_POINT] ?? objectOf(objectOf(context).extensions)[ENDING_POINT];
  const place = name === "progressed" ? text(String(endingPoint ?? ""), MAX_DESCRIPTION) : "";
  const isQuestion = name === "answered" && TYPES.has(definition.interactionType);
  const interaction = isQuestion ? interactionOf(definition, extensions, { isWhole, result, score, plainText }) : null;
  return { verb: name, isWhole, score, success, place, interaction };
}

function interactionOf(definition, extensions, { isWhole, result, score, plainText }) {
  const description = text(plainText(inFirstLanguage(definition.description)).replace(/\s+/g, " ").trim());
  const part = text(extensions[SUB_CONTENT], MAX_ID).replace(/[^\w-]/g, "");
  const patterns = Array.isArray(definition.correctResponsesPattern) ? definition.correctResponsesPattern : [];
  return {
    // Types without ids of their parts have one statement for each question, told apart by its text.
    id: part || (isWhole ? "h5p" : `h5p-${digestOf(description)}`),
    type: definition.interactionType,
    description: description.slice(0, MAX_DESCRIPTION),
    learner_response: text(result.response),
    result: gradeOf(result, score),
    weighting: score ? String(score.max) : "",
    latency: DURATION.test(result.duration) ? result.duration : "",
    patterns: patterns
      .slice(0, MAX_PATTERNS)
      .map((pattern) => text(pattern))
      .filter(Boolean),
  };
}
