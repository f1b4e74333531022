/* A question on the page: reads the chosen options, shows the answer and feedback. */
(function () {
  "use strict";

  const narlara = (window.narlara = window.narlara || {});

  function element(name, className, html = "") {
    const made = document.createElement(name);
    made.className = className;
    made.innerHTML = html;
    return made;
  }

  narlara.Question = class Question {
    constructor(form, say) {
      this.form = form;
      this.say = say;
      this.id = form.dataset.question;
      this.aim = form.dataset.aim;
      this.right = form.dataset.right;
      this.options = [...form.querySelectorAll("[data-option]")];
      this.feedback = form.querySelector("[data-feedback]");
    }

    get chosen() {
      return this.options.filter((option) => this.input(option).checked).map((option) => option.dataset.option);
    }

    /** Returns a message if the number of chosen options is wrong, "" otherwise. */
    get complaint() {
      const number = this.right.split(",").length;
      if (this.chosen.length === number) return "";
      if (number === 1) return this.say("choose_first");
      return this.say("choose_exactly", { number, chosen: this.chosen.length });
    }

    input(option) {
      return option.querySelector("input");
    }

    open() {
      this.feedback.replaceChildren();
      this.options.forEach((option) => {
        option.classList.remove("is-right", "is-chosen");
        option.querySelector("[data-mark]").textContent = "";
        Object.assign(this.input(option), { disabled: false, checked: false });
      });
    }

    /** Shows the answer with feedback, and disables the options. */
    close(answer) {
      const chosen = answer.split(",");
      const right = this.right.split(",");
      const isRight = answer === this.right;
      this.options.forEach((option) => {
        const letter = option.dataset.option;
        Object.assign(this.input(option), { disabled: true, checked: chosen.includes(letter) });
        option.classList.toggle("is-chosen", chosen.includes(letter));
        option.classList.toggle("is-right", right.includes(letter));
        option.querySelector("[data-mark]").textContent = this.mark(chosen.includes(letter), right.includes(letter));
      });
      const card = element("div", isRight ? "card is-right" : "card");
      card.append(element("p", "verdict", this.say(isRight ? "right" : "wrong")), ...this.reasons(chosen, right));
      this.feedback.replaceChildren(card);
    }

    mark(isChosen, isRight) {
      if (isChosen) return this.say(isRight ? "your_right_answer" : "your_answer");
      return isRight ? this.say("right_answer") : "";
    }

    /** Returns the feedback of each chosen option, then that of missed right ones. */
    reasons(chosen, right) {
      const missed = right.filter((letter) => !chosen.includes(letter));
      const paragraphs = chosen.map((letter) => this.reason(letter, chosen.length > 1));
      if (missed.length) paragraphs.push(element("p", "better", this.say("better")));
      return [...paragraphs, ...missed.map((letter) => this.reason(letter, true))];
    }

    reason(letter, isNamed) {
      const option = this.options.find((candidate) => candidate.dataset.option === letter);
      const reason = element("p", "reason", option.querySelector("template").innerHTML);
      if (isNamed) reason.prepend(element("span", "named", option.querySelector("label").innerHTML));
      return reason;
    }
  };
})();
