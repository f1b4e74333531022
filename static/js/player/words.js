// What the learner reads of the player: the sign that says how safe the work is, and the notice.

const sign = document.getElementById("save");
const notice = document.getElementById("notice");

/** Show one of the sign's words: saved, saving, phone, unkept, lost or unstarted. */
export const show = (what) => {
  if (sign.dataset.is === what) return;
  sign.dataset.is = what;
  sign.textContent = sign.dataset[what];
};

export const shown = () => sign.dataset.is;

export const say = (sentence) => {
  notice.querySelector("p").textContent = sentence;
  notice.hidden = false;
};

/** Take the notice away where it still says the sentence. */
export const unsay = (sentence) => {
  if (notice.querySelector("p").textContent === sentence) notice.hidden = true;
};

export const finishedOffline = notice.dataset.finished;
export const { notStarted } = notice.dataset;
