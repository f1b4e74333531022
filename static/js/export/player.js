// Plays the steps of a module without the site, in the frame of another learning platform.

import { Lms } from "./lms.js";
import { wholeOutcome, written } from "./outcome.js";
import { PLAYS } from "./plays.js";

const data = JSON.parse(document.getElementById("module").textContent);
const articles = [...document.querySelectorAll("[data-step]")];
const result = document.querySelector("[data-result]");
const [back, next] = document.querySelectorAll(".taking__next button");
const progress = document.querySelector(".taking__progress");

const lms = new Lms(data.standard);
const isReview = lms.isReview;
const read = lms.read();
const saved = data.steps.map((_step, index) => read?.s?.[index] ?? {});
let place = Math.min(Math.max(lms.place, 0), articles.length);

const outcome = () => wholeOutcome(data.steps, saved);

function save() {
  progress.value = Math.round(outcome().progress * 100);
  if (!isReview) lms.save(written(saved, lms.room), place, outcome());
}

const plays = articles.map((article, index) => {
  const { rules } = data.steps[index];
  const changed = () => {
    save();
    showWays();
  };
  const record = (answer) => {
    if (!isReview) lms.record(answer);
  };
  return new PLAYS[rules.play]({ article, rules, saved: saved[index], data, changed, record });
});

/** Set the words of the buttons to what they do now. */
function showWays() {
  const isResult = place === articles.length;
  back.hidden = place === 0;
  next.hidden = isResult;
  const isDone = !isResult && (plays[place].isDoneByNext || plays[place].outcome.isCompleted);
  next.textContent = isDone ? data.words.next : data.words.goOn;
  if (isDone) delete next.dataset.variant;
  else next.dataset.variant = "secondary";
}

function showResult() {
  const { isCompleted, isPassed, score } = outcome();
  const [heading] = result.querySelectorAll("h1");
  heading.textContent = !isCompleted ? data.words.remains : isPassed === false ? data.words.failed : data.words.done;
  const sentence = result.querySelector(".result__score");
  sentence.hidden = score === null;
  sentence.textContent = data.words.score.replace("{score}", Math.round((score ?? 0) * 100));
  const list = result.querySelector("ul");
  list.replaceChildren(
    ...data.steps.flatMap((step, index) => {
      if (plays[index].outcome.isCompleted) return [];
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: step.title });
      button.className = "ds-button";
      button.dataset.variant = "tertiary";
      button.addEventListener("click", () => show(index));
      const item = document.createElement("li");
      item.append(button);
      return [item];
    }),
  );
  result.querySelector("[data-leave]").hidden = !isCompleted;
}

function show(index, { isFirst = false } = {}) {
  place = index;
  articles.forEach((article, number) => {
    article.hidden = number !== index;
    if (number !== index) for (const media of article.querySelectorAll("video, audio")) media.pause();
  });
  result.hidden = index !== articles.length;
  if (index === articles.length) showResult();
  else plays[index].show();
  showWays();
  save();
  if (isFirst) return;
  window.scrollTo(0, 0);
  (articles[index] ?? result).querySelector("h1").focus({ preventScroll: true });
}

next.addEventListener("click", () => {
  plays[place].leave();
  show(place + 1);
});
back.addEventListener("click", () => show(place - 1));
result.querySelector("[data-next-part]")?.addEventListener("click", () => lms.goOn());
window.addEventListener("pagehide", () => {
  save();
  lms.end();
});

document.querySelector("[data-unconnected]").hidden = lms.isConnected;
show(place, { isFirst: true });
