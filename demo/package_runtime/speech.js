/* Reads the screen aloud with a voice of the device; nothing is sent over the network. */
(function () {
  "use strict";

  const narlara = (window.narlara = window.narlara || {});

  narlara.addReadAloud = function addReadAloud(button, say, textToRead) {
    const speech = window.speechSynthesis;
    if (!speech) return { stop() {} };
    const language = document.documentElement.lang;
    let isReading = false;

    function voice() {
      return speech.getVoices().find((candidate) => candidate.localService && candidate.lang.startsWith(language));
    }

    function showIfThereIsAVoice() {
      button.hidden = !voice();
    }

    function showState(reading) {
      isReading = reading;
      button.textContent = say(isReading ? "stop_reading" : "read_aloud");
    }

    function stop() {
      speech.cancel();
      showState(false);
    }

    function start() {
      const utterance = new SpeechSynthesisUtterance(textToRead());
      Object.assign(utterance, { voice: voice(), lang: language, rate: 0.95, onend: () => showState(false) });
      speech.cancel();
      speech.speak(utterance);
      showState(true);
    }

    button.addEventListener("click", () => (isReading ? stop() : start()));
    speech.onvoiceschanged = showIfThereIsAVoice; // Older Safari has no addEventListener here.
    showIfThereIsAVoice();
    return { stop };
  };
})();
