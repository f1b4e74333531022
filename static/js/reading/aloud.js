// Reads a step aloud with the voice of the device, and marks the word that is being said.
import { passagesIn, rangeOf, voiceFor, wordLength, wordStart } from "./passages.js";

const WAIT_FOR_VOICES = 1500; // milliseconds; browsers list voices some time after they are first wanted

const voices = async (speech) => {
  if (speech.getVoices().length) return speech.getVoices();
  await new Promise((done) => {
    speech.addEventListener("voiceschanged", done, { once: true });
    setTimeout(done, WAIT_FOR_VOICES);
  });
  return speech.getVoices();
};

/** Marks ranges where the browser can, without changing the page. */
const marker = () => {
  if (!globalThis.CSS?.highlights) return { set: () => {}, clear: () => {} };
  return {
    set: (range) => CSS.highlights.set("spoken", new Highlight(range)),
    clear: () => CSS.highlights.delete("spoken"),
  };
};

export class Reader {
  constructor(controls, root, speech = globalThis.speechSynthesis) {
    Object.assign(this, { controls, root, speech, mark: marker(), passages: null, at: { passage: 0, character: 0 } });
    this.button = controls.querySelector("[data-read]");
    this.stopButton = controls.querySelector("[data-read-stop]");
    this.status = controls.querySelector("[data-read-status]");
    this.button.addEventListener("click", () => (this.isReading ? this.pause() : this.read()));
    this.stopButton.addEventListener("click", () => this.stop());
    addEventListener("pagehide", () => this.speech.cancel());
    controls.hidden = false;
  }

  get isReading() {
    return "reading" in this.button.dataset;
  }

  show(isReading) {
    if (isReading) this.button.dataset.reading = "";
    else delete this.button.dataset.reading;
    this.button.querySelector("[data-read-label]").textContent = this.controls.dataset[isReading ? "pause" : "listen"];
    this.stopButton.hidden = !isReading && !this.passages;
  }

  async read() {
    this.status.textContent = "";
    this.show(true);
    this.voices = await voices(this.speech);
    if (!this.isReading) return;
    this.passages ??= passagesIn(this.root);
    this.say();
  }

  /** Say the present passage from the present character, and then those after it. */
  say() {
    const passage = this.passages[this.at.passage];
    if (!passage) {
      this.stop();
      return;
    }
    const voice = voiceFor(this.voices, passage.language);
    if (!voice) {
      this.stop();
      this.status.textContent = this.controls.dataset.noVoice;
      return;
    }
    const from = this.at.character;
    const utterance = Object.assign(new SpeechSynthesisUtterance(passage.text.slice(from)), {
      voice,
      lang: voice.lang,
    });
    utterance.onboundary = (event) => {
      if (this.utterance === utterance && event.name !== "sentence")
        this.markWord(passage, from + event.charIndex, event.charLength);
    };
    utterance.onend = () => {
      if (this.utterance !== utterance) return;
      this.at = { passage: this.at.passage + 1, character: 0 };
      this.say();
    };
    utterance.onerror = utterance.onend;
    this.utterance = utterance; // held, since browsers drop one that nothing refers to
    passage.element.scrollIntoView({ block: "nearest" });
    this.speech.speak(utterance);
  }

  markWord(passage, start, length) {
    this.at.character = start;
    this.mark.set(rangeOf(passage, start, length || wordLength(passage.text, start)));
  }

  /** Stop talking, and go on from the beginning of the word when Listen is pressed again. */
  pause() {
    const passage = this.passages?.[this.at.passage];
    if (passage) this.at.character = wordStart(passage.text, this.at.character);
    this.cancel();
    this.show(false);
  }

  /** Stop talking, and begin from the first passage the next time. */
  stop() {
    this.cancel();
    this.passages = null;
    this.at = { passage: 0, character: 0 };
    this.show(false);
  }

  cancel() {
    this.utterance = null;
    this.speech.cancel();
    this.mark.clear();
  }
}

const controls = document.querySelector("[data-read-aloud]");
if (controls && "speechSynthesis" in globalThis) new Reader(controls, document.querySelector("main article"));
