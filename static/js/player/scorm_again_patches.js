// Patches where scorm-again (3.4.3) departs from the standards.
//
// Each patch has its steps in tests/conformance/scripts and its line in docs/conformance.md; when the library fixes
// one itself, its lines here can go. Departures left on purpose are listed there too. docs/scorm-again.md has each as
// a report, with what its authors wrote of it: none of them had an issue there (checked 2026-11).

/** Return an expression for the elements of a standard, from patterns of their names with `n` for an index. */
function elements(names) {
  const pattern = names.trim().split(/\s+/).join("|").replaceAll(".", "\\.");
  const indexed = pattern.replaceAll("\\.n\\.", "\\.(?:0|[1-9]\\d*)\\.");
  return new RegExp(`^(?:${indexed}|.+\\._(?:children|count|version))$`);
}

const ELEMENTS_12 = elements(`
  cmi.core.(student_id|student_name|lesson_location|credit|lesson_status|entry|total_time|lesson_mode|exit)
  cmi.core.(session_time|score.(raw|min|max))
  cmi.(suspend_data|launch_data|comments|comments_from_lms)
  cmi.objectives.n.(id|status|score.(raw|min|max))
  cmi.student_data.(mastery_score|max_time_allowed|time_limit_action)
  cmi.student_preference.(audio|language|speed|text)
  cmi.interactions.n.(id|objectives.n.id|time|type|correct_responses.n.pattern)
  cmi.interactions.n.(weighting|student_response|result|latency)
`);
const ELEMENTS_2004 = elements(`
  cmi.(completion_status|completion_threshold|credit|entry|exit|launch_data|learner_id|learner_name|location)
  cmi.(max_time_allowed|mode|progress_measure|scaled_passing_score|session_time|success_status|suspend_data)
  cmi.(time_limit_action|total_time|score.(scaled|raw|min|max))
  cmi.(comments_from_learner|comments_from_lms).n.(comment|location|timestamp)
  cmi.learner_preference.(audio_level|language|delivery_speed|audio_captioning)
  cmi.objectives.n.(id|success_status|completion_status|progress_measure|description|score.(scaled|raw|min|max))
  cmi.interactions.n.(id|type|objectives.n.id|timestamp|correct_responses.n.pattern)
  cmi.interactions.n.(weighting|learner_response|result|latency|description)
  adl.data.n.(id|store)
  adl.nav.(request|request_valid.(continue|previous|exit|exitAll|abandon|abandonAll|suspendAll))
  adl.nav.request_valid.(choice|jump).{target=[^}]+}
`);
const ERRORS_12 = new Set(["0", "101", "201", "202", "203", "301", "401", "402", "403", "404", "405"]);
/** SCORM 1.2 RTE 3.4.4, CMITimespan; one digit for the hours is taken too, since much content writes so. */
const TIMESPAN_12 = /^\d{1,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
const TIMESPANS_12 = /^cmi\.(core\.session_time|interactions\.\d+\.latency)$/;
const EXITS_12 = new Set(["time-out", "suspend", "logout", ""]);
/** SCORM 2004 RTE 4.1.1.7, timeinterval(second,10,2): something must follow P, and T. */
const INTERVAL_2004 = /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/;
const INTERVALS_2004 = /^cmi\.(session_time|interactions\.\d+\.latency)$/;
const REQUEST_VALID = /^adl\.nav\.request_valid\.(?:(continue|previous)|(choice|jump)\.\{target=(.+)\})$/;
const RECORDS_2004 = /^cmi\.(objectives|interactions)\.(\d+)\.(\w+)/;
/** Elements without a default that the library takes for empty ones (RTE 3.1.7.6, error 403). */
const UNSET_2004 = /^cmi\.(launch_data|comments_from_(learner|lms)\.\d+\.(comment|location|timestamp))$/;

/**
 * NUL, or half a character of UTF-16: no database stores them. Content that packs its state into raw UTF-16 writes
 * both, and gets the error here, where nothing is lost yet, and not from a commit.
 */
const UNSTORABLE = /[\0\ud800-\udfff]/u; // by code points: whole pairs are none of these

/** Elements that hold what somebody has written, which may have several lines. */
const WRITTEN = elements(`
  cmi.comments_from_learner.n.comment
  cmi.(objectives|interactions).n.description
  cmi.interactions.n.(student_response|learner_response|correct_responses.n.pattern)
`);
const LINE_ENDS = /[\n\r\u2028\u2029]/g;
/**
 * A brace at the beginning of a text, after its language, which the library refuses unless it opens a delimiter of
 * the standard (SCORM 2004 RTE 4.1.1.2, 4.2.9.2).
 */
const OPENING_BRACE = /^(\{lang=[a-zA-Z]{1,8}(?:-[a-zA-Z0-9-]{2,8})?\})?\{(?!(?:lang|case_matters|order_matters)=)/;
/** Commas that are part of a pattern's text, which the library takes for a separator without its brackets. */
const COMMAS = /(?<!\[),(?!\])/g;
/** SCORM 1.2 RTE 3.4.4, CMIIdentifier: ASCII to the library, while Swedish authoring tools write å, ä and ö. */
const IDENTIFIERS_12 = elements(`
  cmi.objectives.n.id
  cmi.interactions.n.(id|objectives.n.id)
`);
/** Interactions that are answered with identifiers, in which the library takes ASCII alone. */
const ANSWERED_BY_IDENTIFIERS = new Set(["likert", "matching", "performance", "sequencing"]);
/** What can be seen and is not ASCII. */
const BEYOND_ASCII = /[^\p{ASCII}\p{C}\p{Z}]/gu;
/** A pattern's delimiter that a long-fill-in may have too (SCORM 2004 RTE 4.2.9.1), before or after its language. */
const CASE_MATTERS = /^(\{lang=[^}]*\})?\{case_matters=(?:true|false)\}/;

/**
 * Accept text of several lines, and identifiers with å, ä and ö, from content and from the stored state: the
 * library's expressions refuse them. It validates an acceptable text, and stores the original.
 *
 * What it refuses before the content has started is left out: a manifest may have an invalid duration, and content
 * must start all the same.
 */
export function acceptValues(api, standard) {
  wrap(api, "setCMIValue", (set, element, value) => {
    const accepted = typeof value === "string" ? acceptable(api, standard, element, value) : value;
    try {
      const answer = set(element, accepted);
      if (answer !== "false" && accepted !== value) recordOf(api, element)[`_${element.split(".").at(-1)}`] = value;
      return answer;
    } catch (error) {
      if (api.isInitialized()) throw error;
      return "false";
    }
  });
}

/** Different identifiers stay different: the library refuses a pattern that has one twice. */
const toAscii = (text) => text.replace(BEYOND_ASCII, (letter) => `x${letter.codePointAt(0).toString(36)}`);

/** Return a text that the library accepts in place of the value: one line, of the characters that it allows. */
function acceptable(api, standard, element, value) {
  if (standard === "scorm_12" && IDENTIFIERS_12.test(element)) return value.replace(BEYOND_ASCII, "a");
  if (!WRITTEN.test(element)) return value;
  const line = value.replace(LINE_ENDS, " ");
  const [, index, part] = /^cmi\.interactions\.(\d+)\.(\w+)/.exec(element) ?? [];
  const type = api.cmi.interactions.childArray[index]?._type;
  if (ANSWERED_BY_IDENTIFIERS.has(type) && part !== "description") return toAscii(line);
  if (standard === "scorm_12") return line;
  const isPattern = part === "correct_responses" && ["fill-in", "long-fill-in"].includes(type);
  const text = type === "long-fill-in" && isPattern ? line.replace(CASE_MATTERS, "$1") : line;
  return (isPattern ? text.replace(COMMAS, ";") : text).replace(OPENING_BRACE, "$1(");
}

/** Return the library's object that holds an element of a collection. */
function recordOf(api, element) {
  let place = api;
  for (const segment of element.split(".").slice(0, -1)) place = place.childArray?.[Number(segment)] ?? place[segment];
  return place;
}

/** Return the first collection of which an index of the element lies beyond the records there are, or null. */
function collectionBeyond(api, element) {
  const [root, ...segments] = String(element).split(".");
  let place = { cmi: api.cmi, adl: api.adl }[root];
  const last = segments.findLastIndex((segment) => /^\d+$/.test(segment));
  for (const segment of segments.slice(0, last + 1)) {
    if (place === null || typeof place !== "object") return null;
    if (place.childArray && Number(segment) >= place.childArray.length) return place;
    place = place.childArray ? place.childArray[Number(segment)] : place[segment];
  }
  return null;
}

/** Set a value; where it is refused, remove the record that the library has created for it. */
function setOrRestore(api, call, element, value) {
  const collection = collectionBeyond(api, element);
  const count = collection?.childArray.length;
  const answer = call(element, value);
  if (answer === "false" && collection) collection.childArray.length = count;
  return answer;
}

const refuse = (api, code, answer) => {
  api.throwSCORMError("api", code);
  return answer;
};

/** Replace a function of the API by `around(call, ...values)`; `call` is the library's own. */
const wrap = (api, name, around) => {
  const call = api[name].bind(api);
  api[name] = (...values) => around(call, ...values);
};

function patch12(api) {
  // After LMSFinish the library still answers, and would let the record be changed (RTE 3.3.4.1: error 301).
  for (const name of ["LMSGetValue", "LMSSetValue", "LMSCommit", "LMSFinish"]) {
    const answer = name === "LMSGetValue" ? "" : "false";
    wrap(api, name, (call, ...values) => (api.isTerminated() ? refuse(api, 301, answer) : call(...values)));
  }
  wrap(api, "LMSGetValue", (call, element) => {
    if (api.isInitialized() && !ELEMENTS_12.test(element)) return refuse(api, 201, "");
    const value = call(element);
    // A part of the data model is no value of it (the library hands out its own object).
    return typeof value === "string" ? value : refuse(api, 201, "");
  });
  wrap(api, "LMSSetValue", (call, element, value) => {
    if (!api.isInitialized()) return call(element, value);
    // The library accepts a value in place of a whole part ("cmi.core.score"), and elements of its own.
    if (!ELEMENTS_12.test(element)) return refuse(api, 201, "false");
    const isNoSpan = TIMESPANS_12.test(element) && !TIMESPAN_12.test(String(value));
    const isNoExit = element === "cmi.core.exit" && !EXITS_12.has(String(value));
    const isNoText = UNSTORABLE.test(String(value));
    if (isNoSpan || isNoExit || isNoText) return refuse(api, 405, "false");
    const { childArray: objectives } = api.cmi.objectives;
    const count = objectives.length;
    const answer = setOrRestore(api, call, element, value);
    // The library gives a new objective a maximum score of 100 before any is set, as it does the SCO.
    if (objectives.length > count && !element.endsWith(".max")) objectives[count].score.max = "";
    return answer;
  });
  // An unknown code has no text (RTE 3.3.4.6).
  wrap(api, "LMSGetErrorString", (call, code) => (ERRORS_12.has(String(code)) ? call(code) : ""));
}

/**
 * Return whether a request would be carried out if the content ended now (SN 5.6.5), by the server's last answer;
 * "unknown" until it has answered for what the content has set last.
 */
function requestValid({ outlook: valid, answered, changes }, [, move, named, target]) {
  if (!valid.content || answered !== changes) return "unknown";
  return String(move ? valid.content[move] : valid.content[named].includes(target));
}

function get2004(api, sequencing, call, element) {
  if (!api.isInitialized()) return call(element);
  // The error of an earlier call stays set when a default is read (RTE 3.1.7.1: each call sets the error).
  api.lastErrorCode = "0";
  if (element && !ELEMENTS_2004.test(element)) return refuse(api, 401, "");
  // The request can be read as well as written (SN 5.6.4); in the library it is write-only.
  if (element === "adl.nav.request") return api.adl.nav.request || "_none_";
  if (collectionBeyond(api, element)) return refuse(api, 301, "");
  const request = sequencing && REQUEST_VALID.exec(element);
  if (request) return requestValid(sequencing, request);
  const value = call(element);
  if (typeof value !== "string") return refuse(api, 401, "");
  const isUnset = value === "" && api.lastErrorCode === "0" && UNSET_2004.test(element);
  return isUnset ? refuse(api, 403, "") : value;
}

function set2004(api, call, element, value) {
  if (!api.isInitialized()) return call(element, value);
  api.lastErrorCode = "0";
  if (element && !ELEMENTS_2004.test(element)) return refuse(api, 401, "false");
  const text = String(value);
  const record = RECORDS_2004.exec(element);
  if (record && Number(record[2]) === api.cmi[record[1]].childArray.length && record[3] !== "id") {
    // The id of a record is set first (RTE 4.2.9, 4.2.17); the library accepts any element first.
    return refuse(api, 408, "false");
  }
  // Stores come from the manifest alone (RTE 4.3.1); the library creates them here too.
  const isNoStore = /^adl\.data\.\d+\.store$/.test(element) && collectionBeyond(api, element);
  if (isNoStore) return refuse(api, 351, "false");
  if (INTERVALS_2004.test(element) && !INTERVAL_2004.test(text)) return refuse(api, 406, "false");
  if (UNSTORABLE.test(text)) return refuse(api, 406, "false");
  // A choice or a jump has a target (SN 5.6.4).
  if (element === "adl.nav.request" && ["choice", "jump"].includes(text)) return refuse(api, 406, "false");
  if (element === "cmi.location" && text === "") {
    // An empty text is a location too (RTE 4.2.13); the library does not accept one.
    const answer = call(element, " ");
    api.cmi.content._location = "";
    return answer;
  }
  return setOrRestore(api, call, element, value);
}

/** Patch the API for content; `sequencing` is the server's state of it, null where there is none. */
export function patchApi(api, standard, sequencing = null) {
  if (standard === "scorm_12") {
    patch12(api);
    return;
  }
  wrap(api, "GetValue", (call, element) => get2004(api, sequencing, call, element));
  wrap(api, "SetValue", (call, element, value) => set2004(api, call, element, value));
}
