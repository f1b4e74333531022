// The outcome of steps and of the whole package, as the site computes them from the answers.

import { grade, lengthen } from "./grading.js";

/** Return the mean score of graded answers, 1 where none is graded. */
export function meanScore(grades) {
  const scores = grades.filter(({ isRight }) => isRight !== null).map(({ score }) => score);
  return scores.length ? scores.reduce((sum, score) => sum + score, 0) / scores.length : 1;
}

const passes = (rules, best) => (rules.pass_percent ? best >= rules.pass_percent / 100 : null);

/** By the name of the class of a step: its outcome from its rules and what is saved of it. */
const OUTCOMES = {
  read: (_rules, saved) => ({ isCompleted: Boolean(saved.d), isPassed: null, score: null, progress: saved.d ? 1 : 0 }),

  questions(rules, saved) {
    const answered = Object.keys(saved.a ?? {}).length;
    const progress = answered / rules.questions.length;
    return { isCompleted: progress === 1, isPassed: null, score: null, progress };
  },

  check(rules, saved) {
    if (!saved.n) return { isCompleted: false, isPassed: rules.pass_percent ? false : null, score: null, progress: 0 };
    const isPassed = passes(rules, saved.b);
    const isCompleted = isPassed !== false || saved.n === rules.tries;
    return { isCompleted, isPassed, score: saved.b, progress: isCompleted ? 1 : 0 };
  },

  conversation(rules, saved) {
    if (!saved.e) return { isCompleted: false, isPassed: rules.pass_percent ? false : null, score: null, progress: 0 };
    const isPassed = passes(rules, saved.b);
    return { isCompleted: isPassed !== false, isPassed, score: saved.b, progress: isPassed === false ? 0 : 1 };
  },
};

export const outcomeOf = (rules, saved) => OUTCOMES[rules.play](rules, saved);

/** Return the outcome of all steps; the score is the mean of the steps that have one. */
export function wholeOutcome(steps, saved) {
  const outcomes = steps.map((step, index) => outcomeOf(step.rules, saved[index]));
  const scores = outcomes.map(({ score }) => score).filter((score) => score !== null);
  const marks = outcomes.map(({ isPassed }) => isPassed).filter((isPassed) => isPassed !== null);
  return {
    isCompleted: outcomes.every(({ isCompleted }) => isCompleted),
    isPassed: marks.length ? marks.every(Boolean) : null,
    score: scores.length ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null,
    progress: outcomes.reduce((sum, { progress }) => sum + progress, 0) / outcomes.length,
  };
}

/** Return the normalised answers of a step: [question id, response, grade], from what is saved of it. */
export function answersOf(rules, saved, keys) {
  return Object.entries(saved.a ?? {})
    .filter(([, short]) => short !== null)
    .map(([index, short]) => {
      const id = rules.questions[index];
      const response = lengthen(keys[id], short);
      return [id, response, grade(keys[id], response)];
    });
}

/** Return the state as text; typed answers of the first steps are left out where there is no room for all. */
export function written(saved, room) {
  const state = structuredClone(saved);
  let text = JSON.stringify({ v: 1, s: state });
  for (const step of state) {
    if (text.length <= room) break;
    for (const index of Object.keys(step.a ?? {})) if ((step.a[index]?.length ?? 0) > 8) step.a[index] = null;
    text = JSON.stringify({ v: 1, s: state });
  }
  return text;
}
