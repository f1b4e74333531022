// The player's messages to the learner: the sign that shows whether the work is saved, and the notice.

const sign = document.getElementById("save");
const notice = document.getElementById("notice");

/** Show one of the states of the sign: saved, saving, phone, unkept, lost or unstarted. */
export const showSaveState = (state) => {
  if (sign.dataset.is === state) return;
  sign.dataset.is = state;
  sign.textContent = sign.dataset[state];
};

export const shownSaveState = () => sign.dataset.is;

export const showNotice = (sentence) => {
  notice.querySelector("p").textContent = sentence;
  notice.hidden = false;
};

/** Hide the notice if it still shows the sentence. */
export const hideNotice = (sentence) => {
  if (notice.querySelector("p").textContent === sentence) notice.hidden = true;
};

export const finishedOffline = notice.dataset.finished;
export const { notStarted } = notice.dataset;
