// A content type with one question, which reports its answer as xAPI and keeps its state.
Narlara.Quiz = function Quiz(params, contentId, extras = {}) {
  H5P.EventDispatcher.call(this);
  this.params = params;
  this.contentId = contentId;
  this.state = extras.previousState || { chosen: null, answered: false };
};
Narlara.Quiz.prototype = Object.assign(Object.create(H5P.EventDispatcher.prototype), {
  constructor: Narlara.Quiz,

  attach($container) {
    const root = $container.addClass("narlara-type").get(0);
    const question = document.createElement("p");
    question.textContent = this.params.question;
    root.append(question, ...this.params.answers.map((text, index) => this.choice(text, index)));
    this.button = document.createElement("button");
    this.button.textContent = "Svara";
    this.button.disabled = this.state.answered;
    this.button.addEventListener("click", () => this.answer());
    root.append(this.button);
    this.triggerXAPI("attempted");
  },

  choice(text, index) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "answer", checked: this.state.chosen === index });
    input.addEventListener("change", () => {
      this.state.chosen = index;
      this.triggerXAPI("interacted");
    });
    label.append(input, ` ${text}`);
    return label;
  },

  answer() {
    if (this.state.chosen === null) return;
    this.state.answered = true;
    this.button.disabled = true;
    const event = this.createXAPIEventTemplate("answered");
    const score = this.getScore();
    event.setScoredResult(score, this.getMaxScore(), this, true, score === 1);
    const { statement } = event.data;
    statement.result.response = String(this.state.chosen);
    Object.assign(statement.object.definition, {
      interactionType: "choice",
      description: { "en-US": this.params.question },
      choices: this.params.answers.map((text, index) => ({ id: String(index), description: { "en-US": text } })),
      correctResponsesPattern: [String(this.params.right)],
    });
    this.trigger(event);
  },

  getScore() {
    return Number(this.state.chosen === this.params.right);
  },

  getMaxScore() {
    return 1;
  },

  getCurrentState() {
    return this.state;
  },
});
