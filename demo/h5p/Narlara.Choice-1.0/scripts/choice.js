// A question with one or several right answers, a picture and feedback for each answer.
// Part of Närlära, MIT. Uses H5P's core alone: the event dispatcher, and H5P.getPath.

window.Narlara = window.Narlara || {};

{
  const element = (name, className) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    return made;
  };

  /** Return the text of HTML: H5P stores texts escaped. */
  const plain = (html) => new DOMParser().parseFromString(html || "", "text/html").body.textContent.trim();

  Narlara.Choice = class Choice extends H5P.EventDispatcher {
    constructor(params, contentId, extras = {}) {
      super();
      this.params = params;
      this.contentId = contentId;
      this.answers = (params.answers || []).map((answer, index) => ({ ...answer, index }));
      this.isSingle = this.answers.filter((answer) => answer.correct).length < 2;
      const state = extras.previousState || {};
      const order = state.order || this.newOrder();
      this.state = {
        order,
        chosen: state.chosen || [],
        tries: state.tries || 0,
        isAnswered: Boolean(state.isAnswered),
      };
    }

    newOrder() {
      const order = this.answers.map((answer) => answer.index);
      if (this.params.behaviour?.order !== "random") return order;
      for (let last = order.length - 1; last > 0; last -= 1) {
        const other = Math.floor(Math.random() * (last + 1));
        [order[last], order[other]] = [order[other], order[last]];
      }
      return order;
    }

    attach($container) {
      const root = $container.addClass("narlara-choice").get(0);
      this.form = element("form", "narlara-choice__form");
      this.form.append(this.pictureOf(), this.fieldset(), this.buttons());
      this.status = element("p", "narlara-choice__status");
      this.status.setAttribute("role", "status");
      this.form.append(this.status);
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.answer();
      });
      root.append(this.form);
      this.show();
      this.report("attempted");
    }

    pictureOf() {
      const { file, alternative } = this.params.picture || {};
      if (!file?.path) return "";
      const picture = element("img", "narlara-choice__picture");
      picture.src = H5P.getPath(file.path, this.contentId);
      picture.alt = plain(alternative || "");
      if (file.width && file.height) Object.assign(picture, { width: file.width, height: file.height });
      return picture;
    }

    fieldset() {
      const fieldset = element("fieldset", "narlara-choice__answers");
      const legend = element("legend", "narlara-choice__question");
      legend.innerHTML = this.params.question;
      fieldset.append(legend, ...this.state.order.map((index) => this.choice(this.answers[index])));
      return fieldset;
    }

    choice(answer) {
      const row = element("div", "narlara-choice__answer");
      const label = element("label", "");
      const input = element("input", "");
      Object.assign(input, {
        type: this.isSingle ? "radio" : "checkbox",
        name: `narlara-choice-${this.contentId}`,
        value: String(answer.index),
        checked: this.state.chosen.includes(answer.index),
      });
      input.addEventListener("change", () => this.choose());
      const text = element("span", "");
      text.innerHTML = answer.text;
      label.append(input, text);
      const feedback = element("div", "narlara-choice__feedback");
      feedback.hidden = true;
      row.append(label, feedback);
      return row;
    }

    buttons() {
      const { check, again } = this.params.words;
      this.checkButton = element("button", "narlara-choice__button");
      this.checkButton.textContent = plain(check);
      this.againButton = element("button", "narlara-choice__button");
      this.againButton.type = "button";
      this.againButton.textContent = plain(again);
      this.againButton.addEventListener("click", () => this.tryAgain());
      const row = element("div", "narlara-choice__buttons");
      row.append(this.checkButton, this.againButton);
      return row;
    }

    get inputs() {
      return [...this.form.querySelectorAll("input")];
    }

    choose() {
      this.state.chosen = this.inputs.filter((input) => input.checked).map((input) => Number(input.value));
      this.report("interacted");
    }

    answer() {
      if (!this.state.chosen.length) {
        this.status.textContent = plain(this.params.words.choose);
        return;
      }
      this.state.isAnswered = true;
      this.state.tries += 1;
      this.show();
      this.reportResult();
    }

    tryAgain() {
      this.state.isAnswered = false;
      this.state.chosen = [];
      for (const input of this.inputs) input.checked = false;
      this.show();
      this.inputs[0]?.focus();
    }

    show() {
      const { isAnswered } = this.state;
      for (const input of this.inputs) {
        const answer = this.answers[Number(input.value)];
        const feedback = input.closest(".narlara-choice__answer").querySelector(".narlara-choice__feedback");
        feedback.hidden = !(isAnswered && input.checked && answer.feedback);
        feedback.innerHTML = feedback.hidden ? "" : answer.feedback;
        input.disabled = isAnswered;
      }
      const { right, wrong } = this.params.words;
      this.status.textContent = isAnswered ? plain(this.getScore() === this.getMaxScore() ? right : wrong) : "";
      this.checkButton.hidden = isAnswered;
      this.againButton.hidden = !isAnswered || !this.mayTryAgain();
      this.trigger("resize");
    }

    mayTryAgain() {
      const { retry, tries } = this.params.behaviour || {};
      return Boolean(retry) && this.getScore() < this.getMaxScore() && this.state.tries < (tries || 1);
    }

    report(verb) {
      this.trigger(this.createXAPIEventTemplate(verb));
    }

    reportResult() {
      const event = this.createXAPIEventTemplate("answered");
      event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.getScore() === this.getMaxScore());
      const { statement } = event.data;
      statement.result.response = this.state.chosen.join("[,]");
      const right = this.answers.filter((answer) => answer.correct).map((answer) => answer.index);
      Object.assign(statement.object.definition, {
        type: "http://adlnet.gov/expapi/activities/cmi.interaction",
        interactionType: "choice",
        description: { "en-US": plain(this.params.question) },
        correctResponsesPattern: [right.join("[,]")],
        choices: this.answers.map(({ index, text }) => ({ id: String(index), description: { "en-US": plain(text) } })),
      });
      this.trigger(event);
    }

    getAnswerGiven() {
      return this.state.isAnswered;
    }

    // one point for all right answers and no other
    getScore() {
      const { chosen } = this.state;
      const isRight = this.answers.every((answer) => Boolean(answer.correct) === chosen.includes(answer.index));
      return isRight ? 1 : 0;
    }

    getMaxScore() {
      return 1;
    }

    getTitle() {
      return plain(this.params.question);
    }

    getCurrentState() {
      return this.state;
    }
  };
}
