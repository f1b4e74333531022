/* Shows one screen at a time and saves the learner's position on the platform at each step and answer. */
(function () {
  "use strict";

  const { connect, State, Question, addReadAloud } = window.narlara;
  const words = JSON.parse(document.getElementById("words").textContent);
  const page = document.documentElement;
  const find = (name, within = document) => within.querySelector(`[data-${name}]`);
  const say = (key, values = {}) => words[key].replace(/{(\w+)}/g, (_whole, name) => values[name]);

  const sections = [...document.querySelectorAll("[data-screen]")];
  const forms = sections.map((section) => section.querySelector("[data-question]"));
  const questions = forms.map((form) => form && new Question(form, say));
  const buttons = Object.fromEntries(
    ["back", "submit", "next", "retry", "finish"].map((name) => [name, find(name)]),
  );
  const notice = find("notice");

  const record = connect();
  const kept = record.read();
  const passMark = record.passMark(page.dataset.passMark);
  const state = new State(
    sections.map((section, index) => ({
      id: section.dataset.screen,
      right: questions[index] && questions[index].right,
    })),
    kept,
  );
  const voice = addReadAloud(find("read-aloud"), say, () => sections[state.index].innerText);
  let shownAt = Date.now();

  const hasFailed = () => state.isFinished && state.isPassed(passMark) === false;

  function save() {
    if (kept.isReview || !record.isOpen) return;
    record.keep({
      location: state.current.id,
      suspendData: String(state),
      progress: state.progress,
      isDone: state.isFinished && !hasFailed(),
      counts: {
        "narlara.screens": [state.seen.size, sections.length],
        "narlara.questions": [state.answers.size, state.questions.length],
      },
    });
    if (state.isFinished) record.finish({ isPassed: state.isPassed(passMark), share: state.share });
    notice.textContent = record.commit() ? "" : say("not_saved");
  }

  /** Returns the permanent notice while nothing is saved, "" otherwise. */
  function standingNotice() {
    if (!record.isThere) return say("alone");
    return record.isOpen ? "" : say("not_connected");
  }

  function scoreInWords() {
    const total = state.questions.length;
    if (total === 0) return "";
    if (total === 1) return say(state.rightCount ? "score_one_right" : "score_one_wrong");
    return say("score", { right: state.rightCount, total });
  }

  function showResult() {
    const isPassed = state.isPassed(passMark);
    const needed = Math.ceil((passMark * state.questions.length) / 100 - 1e-9);
    const verdict = { true: "passed", false: "failed" }[isPassed] || "completed";
    const result = find("result", sections[state.index]);
    const score = [scoreInWords(), hasFailed() && say("needed", { needed })].filter(Boolean).join(" ");
    const paragraphs = [say(verdict), score].filter(Boolean).map((text) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      return paragraph;
    });
    result.replaceChildren(...paragraphs);
    result.classList.toggle("is-right", isPassed !== false);
    result.hidden = false;
  }

  function showButtons() {
    const question = questions[state.index];
    const isOpen = Boolean(question) && !state.answers.has(question.id);
    const mayTryAgain = state.isAtTheEnd && state.isFinished && state.wrong.length > 0;
    buttons.back.hidden = state.index === 0;
    buttons.submit.hidden = !isOpen;
    if (isOpen) buttons.submit.setAttribute("form", question.form.id);
    buttons.next.hidden = isOpen || state.isAtTheEnd;
    buttons.retry.hidden = !mayTryAgain;
    buttons.retry.textContent = say(state.wrong.length === 1 ? "retry_one" : "retry", { number: state.wrong.length });
    buttons.retry.classList.toggle("second", !hasFailed());
    buttons.finish.hidden = !state.isAtTheEnd;
    buttons.finish.classList.toggle("second", hasFailed());
    buttons.finish.textContent = say(hasFailed() ? "later" : "finish");
  }

  function show({ withFocus = true } = {}) {
    const section = sections[state.index];
    const question = questions[state.index];
    const where = say("where", { number: state.index + 1, total: sections.length });
    voice.stop();
    sections.forEach((candidate) => (candidate.hidden = candidate !== section));
    find("where").textContent = question ? `${where} · ${say("question")}` : where;
    find("progress").style.width = `${(100 * (state.index + 1)) / sections.length}%`;
    notice.textContent = standingNotice();
    if (question && state.answers.has(question.id)) question.close(state.answers.get(question.id));
    else if (question) question.open();
    state.enter();
    if (state.isAtTheEnd) showResult();
    showButtons();
    window.scrollTo(0, 0);
    if (withFocus) section.querySelector("h1").focus();
    shownAt = Date.now();
    save();
  }

  function submit() {
    const question = questions[state.index];
    const complaint = question.complaint;
    if (complaint) {
      notice.textContent = complaint;
      return;
    }
    const chosen = question.chosen;
    state.answer(question.id, chosen);
    question.close(chosen.join(","));
    showButtons();
    if (!kept.isReview) {
      record.addAnswer({
        id: question.id,
        aim: question.aim,
        question: sections[state.index].querySelector("h1").textContent,
        chosen,
        right: question.right.split(","),
        isRight: state.isRight(question.id),
        seconds: (Date.now() - shownAt) / 1000,
      });
    }
    save();
    buttons.next.focus({ preventScroll: true });
    question.feedback.scrollIntoView({ block: "nearest" });
  }

  /** Ends the session when the learner finishes, and shows that. */
  function finish() {
    save();
    const isLast = page.dataset.chapters === "last";
    const key = !record.isThere ? "closed_alone" : hasFailed() ? "closed_failed" : isLast ? "closed_text" : "closed_more";
    record.end({ wantsNext: !isLast });
    const closed = find("closed");
    find("closed-title").textContent = say(hasFailed() ? "closed_failed_title" : "closed_title");
    find("closed-text").textContent = say(key);
    sections[state.index].hidden = true;
    find("buttons").hidden = true;
    find("where").textContent = "";
    closed.hidden = false;
    find("closed-title").focus();
  }

  function go(move) {
    find("welcome").hidden = true;
    move();
    show();
  }

  buttons.next.addEventListener("click", () => go(() => state.next()));
  buttons.back.addEventListener("click", () => go(() => state.back()));
  buttons.retry.addEventListener("click", () => go(() => state.tryAgain()));
  buttons.finish.addEventListener("click", finish);
  forms.filter(Boolean).forEach((form) =>
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    }),
  );

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("pagehide", () => {
    if (!record.isOpen) return;
    save();
    record.end();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload(); // The session ended when the page was hidden.
  });

  if (!kept.isReview) record.begin();
  page.classList.add("one-at-a-time");
  find("buttons").hidden = false;
  if (state.wasKept && state.index > 0) {
    find("welcome").textContent = say("welcome_back", { number: state.index + 1 });
    find("welcome").hidden = false;
  }
  show({ withFocus: false });
})();
