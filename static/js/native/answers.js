// Sends answers without loading the page again, and sends what could not be sent later. Without this script the
// forms are posted as any other.

import { KeptAnswers } from "./kept_answers.js";

const RETRY_INTERVAL = 15_000;

const page = document.querySelector("[data-account]");
const kept = new KeptAnswers(page.dataset.account);
const shownAt = performance.now();

/** Post a form; return the answer's document, or null where the server was not reached. */
async function post(url, body) {
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  let response;
  try {
    response = await fetch(url, { method: "POST", body, headers: { Accept: "text/html" } });
  } catch {
    return null;
  }
  if (response.status >= 500 || response.status === 429) return null;
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  const isIncomplete = response.status === 422;
  return { url: response.url, isIncomplete, isRefused: !response.ok && !isIncomplete, document: answer };
}

/** Replace what an answer has changed: its question, the way on, and the numbers in the other forms. */
function update(answer, id) {
  for (const selector of [`#${CSS.escape(id)}`, ".taking__next", ".taking__progress"]) {
    const fresh = answer.querySelector(selector);
    if (fresh) document.querySelector(selector)?.replaceWith(document.importNode(fresh, true));
  }
  for (const name of ["launch", "sequence"]) {
    const value = answer.querySelector(`[data-answers] [name=${name}]`)?.value;
    if (value) {
      document.querySelectorAll(`[data-answers] [name=${name}]`).forEach((field) => {
        field.value = value;
      });
    }
  }
  document.getElementById(id)?.focus({ preventScroll: true });
  document.getElementById(id)?.scrollIntoView({ block: "nearest" });
}

/** Show the result of a sheet, or the sheet again where something is missing; the browser's Back leads past it. */
function showSheet(answer) {
  if (answer.isIncomplete) {
    update(answer.document, "sheet");
    document.querySelector("#sheet .question__error")?.closest("section")?.querySelector("input, select")?.focus();
  } else {
    window.location.replace(answer.url);
  }
}

function say(form, sentence) {
  const notice = form.querySelector(".question__unsent") ?? document.createElement("p");
  notice.className = "question__unsent";
  notice.setAttribute("role", "status");
  notice.textContent = sentence;
  form.append(notice);
}

async function submit(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const { id } = form.closest("[id]");
  body.set("seconds", ((performance.now() - shownAt) / 1000).toFixed(1));
  const name = kept.keep(form.action, body);
  const button = form.querySelector("[type=submit]");
  button?.setAttribute("aria-disabled", "true");
  const answer = await post(form.action, body);
  button?.removeAttribute("aria-disabled");
  if (answer === null) {
    say(form, name ? page.dataset.unsent : page.dataset.unkept);
    return;
  }
  const isAnswered = answer.document.getElementById(id) !== null;
  if (isAnswered || answer.isRefused) kept.forget(name);
  if (isAnswered && "sheet" in form.dataset) showSheet(answer);
  else if (isAnswered) update(answer.document, id);
  else window.location.assign(answer.isRefused ? window.location.href : answer.url);
}

/** Send what was kept; load the page again if any of it belongs here. */
async function sendKept() {
  let isChanged = false;
  for (const { name, url, body } of kept.all()) {
    const answer = await post(url, body);
    if (answer === null) return;
    const isSignIn = !answer.isRefused && answer.document.querySelector("[data-account]") === null;
    if (isSignIn && !answer.url.includes("/resultat/")) return;
    kept.forget(name);
    isChanged ||= new URL(url, window.location.href).pathname.startsWith(window.location.pathname);
  }
  if (isChanged) window.location.reload();
}

let isSending = false;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-answers]");
  if (!form) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  submit(form, event.submitter).finally(() => {
    isSending = false;
  });
});

const sendLater = () => {
  if (!isSending && kept.all().length) sendKept();
};
window.addEventListener("online", sendLater);
setInterval(sendLater, RETRY_INTERVAL);
sendLater();
