// What the player adds to the pages of a package: buttons, feedback, results, and the turns of a conversation.

const SVG = "http://www.w3.org/2000/svg";

function element(tag, className, ...children) {
  const created = document.createElement(tag);
  if (className) created.className = className;
  created.append(...children);
  return created;
}

function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `icons.svg#${name}`);
  drawing.append(use);
  return drawing;
}

export function button(text, type) {
  const created = element("button", "ds-button action", text);
  created.type = type;
  return created;
}

/** Return HTML of the package as nodes. */
function nodesOf(html) {
  return document.createRange().createContextualFragment(html);
}

export function removeResult(section) {
  section.classList.remove("question--right", "question--wrong");
  for (const old of section.querySelectorAll(".question__feedback, .question__error")) old.remove();
}

export function showError(section, sentence) {
  section.append(element("p", "question__error", icon("triangle-alert"), " ", sentence));
}

/** Show the grade of an answer, its feedback and the explanation in the section of its question. */
export function showGrade(section, key, { isRight, feedback, parts }, words) {
  removeResult(section);
  if (isRight !== null) section.classList.add(isRight ? "question--right" : "question--wrong");
  const sentence = isRight === null ? words.saved : isRight ? words.right : words.wrong;
  const sign = isRight === false ? "circle-alert" : "circle-check";
  const box = element("div", "question__feedback", element("p", "question__result", icon(sign), " ", sentence));
  box.setAttribute("role", "status");
  if (parts && !isRight) {
    const [right, total] = parts;
    box.append(element("p", "", words.parts.replace("{right}", right).replace("{total}", total)));
  }
  box.append(...feedback.map((text) => element("p", "", text)));
  if (key.recommended.length) {
    const list = element("ol", "question__recommended", ...key.recommended.map((text) => element("li", "", text)));
    box.append(element("p", "", words.recommended), list);
  }
  if (key.explanation) box.append(element("div", "prose", nodesOf(key.explanation)));
  const submit = section.querySelector("form [type=submit]");
  if (submit) submit.before(box);
  else section.append(box);
}

const set = (section, name, value) => {
  const field = section.querySelector(`[name="${CSS.escape(name)}"]`);
  if (field) field.value = value;
};

/** By the rule of a question: fill in its fields with a response. */
const ENTER = {
  number: (section, _key, name, response) => set(section, name, response),
  truth: (section, key, name, response) => ENTER.options(section, key, name, response),
  options(section, _key, _name, response) {
    const chosen = response.split("[,]");
    for (const input of section.querySelectorAll("input")) input.checked = chosen.includes(input.value);
    section.querySelector("input")?.dispatchEvent(new Event("change", { bubbles: true }));
  },
  order(section, _key, name, response) {
    const list = section.querySelector("ol");
    for (const [index, id] of response.split("[,]").entries()) {
      set(section, `${name}-${id}`, index + 1);
      list.append(section.querySelector(`[name="${CSS.escape(`${name}-${id}`)}"]`).closest("li"));
    }
    section.querySelector("order-list").number?.();
  },
  ranking: (section, key, name, response) => ENTER.order(section, key, name, response),
  match(section, _key, name, response) {
    for (const pair of response.split("[,]")) {
      const [id, partner] = pair.split("[.]");
      set(section, `${name}-${id}`, partner);
    }
  },
  gaps(section, key, name, response) {
    for (const [index, text] of response.split("[,]").entries()) set(section, `${name}-${key.gaps[index]}`, text);
  },
};

export const enter = (section, key, id, response) => ENTER[key.rule](section, key, `q-${id}`, response);

/** Return the box with the result of a try; `again` is the button for another one, or null. */
export function verdict({ share, isPassed, isLast, needed, again, words }) {
  const box = element("div", `check-result${isPassed === false ? "" : " check-result--passed"}`);
  box.setAttribute("role", "status");
  box.tabIndex = -1;
  if (share !== null) box.append(element("p", "check-result__score", `${Math.round(share * 100)} %`));
  const sentence =
    isPassed === false ? words.needed.replace("{needed}", needed) : words[isPassed ? "passed" : "finished"];
  box.append(element("p", "", sentence));
  if (isPassed === false && isLast) box.append(element("p", "", words.noTries));
  if (again) box.append(element("p", "", again));
  return box;
}

/** Return the list of what has happened in a conversation. */
export function talk(turns, keys, words) {
  const list = element("ol", "talk");
  for (const [scene, , choice] of turns) {
    const you = element("span", "ds-sr-only", words.you);
    const item = element("li", "talk__turn", element("p", "talk__scene", keys[scene].prompt));
    item.append(element("p", "talk__choice", you, " ", choice.text));
    if (choice.consequence) item.append(element("p", "talk__consequence", choice.consequence));
    item.tabIndex = -1;
    list.append(item);
  }
  return list;
}
