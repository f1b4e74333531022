// Navigation in a sequenced package: sends requests to the server, which sequences, and shows its answers.
import { PlayerMessage } from "./messages.js";
import { post } from "./sending/sender.js";
import { showNotice } from "./notices.js";

const RETRY_DELAY = 2_000; // milliseconds until a request without an answer is sent again
const REFUSED = "#not-open"; // fragment of the page reloaded after a request that sequencing refused

const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Navigation {
  /** `leave()` ends the content and sends its commits; `notifySite` posts a message to the site's page. */
  constructor({ state, outbox, leave, notifySite }) {
    Object.assign(this, { state, outbox, leave, notifySite });
    this.after = state.sequencing.after;
    this.valid = state.sequencing.outlook;
    this.isMoving = false;
    this.pendingRequest = null; // the learner's request while that of the content's end is under way
    this.texts = document.getElementById("notice").dataset;
  }

  start() {
    document.querySelector("[data-continue]")?.addEventListener("click", () => this.forward());
    document.querySelector("[data-previous]")?.addEventListener("click", () => this.back());
    this.show();
    if (location.hash === REFUSED) showNotice(this.texts.notOpen);
    if (!this.state.content) document.getElementById("contents")?.showModal();
  }

  /** Show the valid requests of a server's answer; `changes` counts what the content had set by then. */
  update(valid, changes) {
    if (!valid?.parts) return;
    this.valid = this.state.sequencing.outlook = valid;
    this.state.sequencing.answered = changes;
    this.show();
  }

  /** Return the part `step` places from this one in the contents, "" where it may not be chosen. */
  neighbour(step) {
    const parts = this.valid.parts.filter(({ folder }) => !folder);
    const part = parts[parts.findIndex(({ id }) => id === this.state.sco) + step];
    return part?.open ? part.id : "";
  }

  show() {
    const next = document.querySelector("[data-continue]");
    const back = document.querySelector("[data-previous]");
    if (next) {
      next.disabled = !this.valid.continue && !this.neighbour(1);
      next.textContent = this.valid.ends ? next.dataset.ends : next.dataset.goesOn;
    }
    if (back) back.disabled = !this.valid.previous && !this.neighbour(-1);
    this.valid.parts.forEach((part) => this.showPart(part));
  }

  showPart({ id, open, hidden }) {
    const button = document.querySelector(`[data-open-part="${CSS.escape(id)}"]`);
    if (!button || button.hasAttribute("aria-current")) return;
    button.closest("li").hidden = Boolean(hidden);
    if (button.disabled === !open) return;
    button.disabled = !open;
    const word = button.querySelector("small");
    word.textContent = open ? word.dataset.open : word.dataset.closed;
    // A folder that cannot be chosen is a heading.
    const heading = button.parentElement.querySelector("[data-heading]");
    if (heading) [heading.hidden, button.hidden] = [open, !open];
  }

  forward() {
    if (this.valid.continue) this.go("continue");
    else this.choose(this.neighbour(1));
  }

  back() {
    if (this.valid.previous) this.go("previous");
    else this.choose(this.neighbour(-1));
  }

  choose(part) {
    if (part) this.go("choice", part);
  }

  /** Request what content that ended has set in adl.nav.request, which the server reads as it is written. */
  async finished(written) {
    if (this.isMoving) return;
    const hasNoRequest = !written || written === "_none_";
    const answer = await this.request({ written: written || "" });
    if (!answer) return;
    // The learner may still read the last page, and continues by a button.
    if (hasNoRequest && answer.ok && !answer.delivered && !answer.ended && this.state.parts > 1) {
      this.after = answer.after;
      this.isMoving = false;
      this.update(answer.outlook, this.state.sequencing.changes);
      document.body.dataset.part = "finished";
      if (answer.package_is_done) this.notifySite(PlayerMessage.FINISHED);
      if (this.pendingRequest) this.go(...this.pendingRequest);
      return;
    }
    this.follow(answer);
  }

  async go(request, target = "") {
    this.pendingRequest = [request, target];
    if (this.isMoving) return;
    this.isMoving = true;
    await this.leave();
    this.isMoving = false;
    const answer = await this.request({ request, target });
    if (answer) this.follow(answer);
  }

  /** Send a navigation request once all commits of this launch are sent, so that the server decides by them. */
  async request(body) {
    if (this.isMoving) return null;
    this.isMoving = true;
    for (;;) {
      if (this.outbox.isEnded) return null;
      if (!this.outbox.isEmpty) await this.outbox.flush();
      // Commits of an earlier launch that get no answer must not hold the learner up.
      const answer = !this.outbox.hasOwn ? await this.send({ ...body, after: this.after }) : null;
      if (answer) return answer;
      showNotice(this.texts.offline);
      await delay(RETRY_DELAY);
    }
  }

  async send(body) {
    try {
      const { status, text } = await post("navigate", JSON.stringify(body), { "Content-Type": "application/json" });
      const answer = JSON.parse(text);
      return status === 503 || typeof answer.ok !== "boolean" ? null : answer;
    } catch {
      return null; // no coverage: sent again
    }
  }

  /** Reload the page for the part that is delivered now. */
  reload(hash) {
    // Navigating to the same address with a new fragment would load nothing.
    history.replaceState(null, "", location.pathname + hash);
    location.reload();
  }

  follow(answer) {
    if (!answer.ok) {
      showNotice(answer.sentence);
      // Beyond the day's limit the launch stays open, and the learner reads the notice here.
      if (answer.code !== "limit") this.notifySite(PlayerMessage.CLOSED);
      return;
    }
    if (answer.package_is_done) this.notifySite(PlayerMessage.FINISHED);
    const isOver = answer.ended || (!answer.delivered && this.state.parts === 1);
    if (isOver) this.notifySite(PlayerMessage.CLOSED);
    else this.reload(answer.allowed ? "" : REFUSED);
  }
}
