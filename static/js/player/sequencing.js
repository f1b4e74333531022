// Moving through a sequenced package: asks the server, which decides, and shows what it has answered.
import { post } from "./sender.js";
import { say } from "./words.js";

const AGAIN = 2_000; // milliseconds until a request is made again that got no answer
const REFUSED = "#not-open"; // the page shown again after a wish that sequencing forbade

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Navigation {
  /** `leave()` ends the content and sends what it saved; `tellSite` speaks to the page around. */
  constructor({ state, outbox, leave, tellSite }) {
    Object.assign(this, { state, outbox, leave, tellSite });
    this.after = state.sequencing.after;
    this.outlook = state.sequencing.outlook;
    this.isMoving = false;
    this.wish = null; // what the learner pressed while the server was being asked for the content's end
    this.words = document.getElementById("notice").dataset;
  }

  listen() {
    document.querySelector("[data-continue]")?.addEventListener("click", () => this.forward());
    document.querySelector("[data-previous]")?.addEventListener("click", () => this.back());
    this.show();
    if (location.hash === REFUSED) say(this.words.notOpen);
    if (!this.state.content) document.getElementById("contents")?.showModal();
  }

  /** Show what may be requested now, as the server has answered; `changes` is what the content had set by then. */
  see(outlook, changes) {
    if (!outlook?.parts) return;
    this.outlook = this.state.sequencing.outlook = outlook;
    this.state.sequencing.answered = changes;
    this.show();
  }

  /** The part beside this one in the order of the contents, when it may be chosen. */
  beside(step) {
    const parts = this.outlook.parts.filter(({ folder }) => !folder);
    const part = parts[parts.findIndex(({ id }) => id === this.state.sco) + step];
    return part?.open ? part.id : "";
  }

  show() {
    const next = document.querySelector("[data-continue]");
    const back = document.querySelector("[data-previous]");
    if (next) {
      next.disabled = !this.outlook.continue && !this.beside(1);
      next.textContent = this.outlook.ends ? next.dataset.ends : next.dataset.goesOn;
    }
    if (back) back.disabled = !this.outlook.previous && !this.beside(-1);
    this.outlook.parts.forEach((part) => this.showPart(part));
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
    if (this.outlook.continue) this.go("continue");
    else this.choose(this.beside(1));
  }

  back() {
    if (this.outlook.previous) this.go("previous");
    else this.choose(this.beside(-1));
  }

  choose(part) {
    if (part) this.go("choice", part);
  }

  /** The content has ended by itself, with a request or none: the server reads adl.nav.request as it is written. */
  async finished(written) {
    if (this.isMoving) return;
    const hasNoWish = !written || written === "_none_";
    const answer = await this.ask({ written: written || "" });
    if (!answer) return;
    // What was shown last may still be read; the learner goes on when they like.
    if (hasNoWish && answer.ok && !answer.delivered && !answer.ended && this.state.parts > 1) {
      this.after = answer.after;
      this.isMoving = false;
      this.see(answer.outlook, this.state.sequencing.changes);
      document.body.dataset.part = "finished";
      if (answer.package_is_done) this.tellSite("finished");
      if (this.wish) this.go(...this.wish);
      return;
    }
    this.follow(answer);
  }

  async go(request, target = "") {
    this.wish = [request, target];
    if (this.isMoving) return;
    this.isMoving = true;
    await this.leave();
    this.isMoving = false;
    const answer = await this.ask({ request, target });
    if (answer) this.follow(answer);
  }

  /** What the page shows must be what the server has: nothing waits to be sent when it is asked. */
  async ask(question) {
    if (this.isMoving) return null;
    this.isMoving = true;
    for (;;) {
      if (this.outbox.isEnded) return null;
      if (!this.outbox.isEmpty) await this.outbox.flush();
      // What an earlier launch left, and no server will answer for, must not keep the learner here.
      const answer = !this.outbox.hasOwn ? await this.send({ ...question, after: this.after }) : null;
      if (answer) return answer;
      say(this.words.offline);
      await later(AGAIN);
    }
  }

  async send(question) {
    try {
      const { status, text } = await post("navigate", JSON.stringify(question), { "Content-Type": "application/json" });
      const answer = JSON.parse(text);
      return status === 503 || typeof answer.ok !== "boolean" ? null : answer;
    } catch {
      return null; // no coverage: asked again
    }
  }

  /** The page is made anew for what is delivered now. */
  showAgain(hash) {
    // A page may be asked for the address that it has, which with a new fragment alone would load nothing.
    history.replaceState(null, "", location.pathname + hash);
    location.reload();
  }

  follow(answer) {
    if (!answer.ok) {
      say(answer.sentence);
      // Beyond the day's limit the launch goes on, and the learner reads here what to do.
      if (answer.code !== "limit") this.tellSite("closed");
      return;
    }
    if (answer.package_is_done) this.tellSite("finished");
    const isOver = answer.ended || (!answer.delivered && this.state.parts === 1);
    if (isOver) this.tellSite("closed");
    else this.showAgain(answer.allowed ? "" : REFUSED);
  }
}
