// How answers are read from a form and graded, as courses/questions does on the site. A response is in the
// notation of SCORM 2004; a key is what `offline_key` of the question returned.

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const LONGEST_NUMBER = 20;
const LONGEST_TEXT = 250;
const LONGEST_12 = 255; // characters of CMIFeedback in SCORM 1.2

const split = (response) => (response ? response.split("[,]") : []);
const gradeOf = (score, feedback = [], parts = null) => ({
  isRight: score === 1,
  score,
  feedback: feedback.filter(Boolean),
  parts,
});
const UNGRADED = { isRight: null, score: 1, feedback: [], parts: null };

/** Return a text as answers have it: no invisible characters or delimiters, one space between words. */
export function plain(text) {
  return text
    .replace(/\s+/gu, " ")
    .replace(/\p{C}/gu, "")
    .normalize("NFC")
    .replace(/[[{]/g, "(")
    .replace(/[\]}]/g, ")")
    .replace(/\s+/gu, " ")
    .trim();
}

/** Return a number as sign, digits and how many of them are decimals; null for what is none. */
function decimal(text) {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!parts || text.length > LONGEST_NUMBER || !(parts[2] || parts[3])) return null;
  const decimals = parts[3] ?? "";
  return { digits: BigInt(`${parts[1] === "-" ? "-" : ""}${parts[2]}${decimals}`), places: decimals.length };
}

/** Return numbers as integers of the same unit, since fractions such as 0.1 are not exact in JavaScript. */
function aligned(...texts) {
  const numbers = texts.map(decimal);
  const places = Math.max(...numbers.map((number) => number.places));
  return numbers.map((number) => number.digits * 10n ** BigInt(places - number.places));
}

function written(text) {
  const [, sign, whole, decimals] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  return `${sign === "-" ? "-" : ""}${whole.replace(/^0+(?=\d)/, "") || "0"}${decimals ? `.${decimals}` : ""}`;
}

/** Return what stands at each place, or null where a place is missing or taken twice. */
function arranged(key, name, fields) {
  const places = new Map(key.ids.map((id) => [fields.get(`${name}-${id}`), id]));
  const ordered = key.ids.map((_id, index) => places.get(String(index + 1)));
  return ordered.every(Boolean) ? ordered.join("[,]") : null;
}

const pairsOf = (ids) => ids.slice(1).map((id, index) => `${ids[index]} ${id}`);

/** The rules: `read` returns a response or null for what is no answer, `grade` its grade. */
const RULES = {
  options: {
    read(key, name, fields) {
      const chosen = key.ids.filter((id) => fields.getAll(name).includes(id));
      return chosen.length && (key.several || chosen.length === 1) ? chosen.join("[,]") : null;
    },
    grade(key, response) {
      const chosen = split(response);
      const right = chosen.filter((id) => key.right.includes(id)).length;
      const score = key.right.length ? Math.max(0, right - (chosen.length - right)) / key.right.length : 0;
      return gradeOf(
        score,
        chosen.map((id) => key.feedback[id]),
      );
    },
  },
  truth: {
    read: (_key, name, fields) => (["true", "false"].includes(fields.get(name)) ? fields.get(name) : null),
    grade: (key, response) => (response === key.right ? gradeOf(1) : gradeOf(0, [key.wrong])),
  },
  number: {
    read(key, name, fields) {
      let text = (fields.get(name) ?? "").trim().replace("\u2212", "-").replace(",", ".");
      if (key.unit && text.endsWith(key.unit)) text = text.slice(0, -key.unit.length).trim();
      text = text.replace(/\s+/gu, "");
      return decimal(text) ? written(text) : null;
    },
    grade(key, response) {
      const [given, answer, tolerance] = aligned(response, key.answer, key.tolerance);
      const difference = given > answer ? given - answer : answer - given;
      return difference <= tolerance ? gradeOf(1) : gradeOf(0, [key.wrong]);
    },
  },
  order: {
    read: arranged,
    grade(key, response) {
      const right = pairsOf(key.ids);
      const given = pairsOf(split(response));
      const score = right.length ? right.filter((pair) => given.includes(pair)).length / right.length : 0;
      return gradeOf(score, score === 1 ? [] : [key.wrong]);
    },
  },
  ranking: { read: arranged, grade: () => UNGRADED },
  match: {
    read(key, name, fields) {
      const chosen = key.ids.map((id) => [id, fields.get(`${name}-${id}`)]);
      if (!chosen.every(([, partner]) => key.partners.includes(partner))) return null;
      return chosen.map((pair) => pair.join("[.]")).join("[,]");
    },
    grade(key, response) {
      const right = split(response).filter((pair) => key.right.includes(pair)).length;
      const isWhole = right === key.right.length;
      return gradeOf(right / key.right.length, isWhole ? [] : [key.wrong], [right, key.right.length]);
    },
  },
  gaps: {
    read(key, name, fields) {
      const texts = key.gaps.map((gap) => plain(fields.get(`${name}-${gap}`) ?? ""));
      const isOne = (text) => text.length > 0 && text.length <= LONGEST_TEXT;
      const isWord = (text) => !key.words.length || key.words.includes(text);
      return texts.every((text) => isOne(text) && isWord(text)) ? texts.join("[,]") : null;
    },
    grade(key, response) {
      const texts = split(response).map((text) => text.toLowerCase());
      const isRight = (answers, index) => answers.some((answer) => answer.toLowerCase() === texts[index]);
      const right = key.answers.filter(isRight).length;
      const isWhole = right === key.answers.length;
      return gradeOf(right / key.answers.length, isWhole ? [] : [key.wrong], [right, key.answers.length]);
    },
  },
  scene: {
    read: (key, name, fields) => (key.ids.includes(fields.get(name)) ? fields.get(name) : null),
    grade(key, response) {
      const points = key.choices.map((choice) => choice.points);
      const best = Math.max(...points);
      if (points.every((number) => number === best)) return UNGRADED;
      return gradeOf(points[key.ids.indexOf(response)] / best);
    },
  },
};

/** Return the response in the fields `name` of a form, null for what is no answer. */
export const readResponse = (key, name, fields) => RULES[key.rule].read(key, name, fields);

/** Return the grade of a response: isRight (null: not graded), score, feedback, parts. */
export const grade = (key, response) => RULES[key.rule].grade(key, response);

/** Replace each id of a response as `replace(ids, token)` does; texts and numbers stay. */
function replaced(key, response, replace, separators) {
  if (!key.ids) return response;
  const [outer, inner] = separators;
  return response
    .split(outer)
    .map((element) => {
      const [id, partner] = element.split(inner);
      const first = replace(key.ids, id);
      return partner === undefined ? first : `${first}\u0000${replace(key.partners, partner)}`;
    })
    .join("\u0001");
}

const STANDARD = ["[,]", "[.]"];
const joined = (text, outer, inner) => text.replaceAll("\u0001", outer).replaceAll("\u0000", inner);

/** Return the response with a letter for each id: short enough for the state, and what SCORM 1.2 allows. */
export function shorten(key, response) {
  return joined(
    replaced(key, response, (ids, id) => LETTERS[ids.indexOf(id)] ?? "", STANDARD),
    ",",
    ".",
  );
}

/** Return the response that `shorten` was given. */
export function lengthen(key, short) {
  return joined(
    replaced(key, short, (ids, letter) => ids[LETTERS.indexOf(letter)] ?? "", [",", "."]),
    ...STANDARD,
  );
}

/** Return a response or a right answer as SCORM 1.2 has it (RTE 3.4.7). */
export function toScorm12(key, response) {
  if (key.rule === "truth") return response[0];
  if (key.rule === "number") return response.replace(/^.*\[:\].*$/, "") || key.answer;
  if (key.rule === "gaps") return split(response).join(", ").slice(0, LONGEST_12);
  return shorten(key, response).slice(0, LONGEST_12);
}
