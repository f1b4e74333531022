// Saves what the content has set and not committed.

const DRAFT_INTERVAL = 500; // milliseconds between two drafts on the disk: the most that a killed page loses
const IDLE_DELAY = 2_000; // milliseconds without a new value: then send
const LONGEST_DELAY = 10_000;

export class Autosave {
  /** `draft` writes to the disk, `save` sends. */
  constructor({ draft, save }) {
    Object.assign(this, { draft, save });
    this.isDirty = false;
    this.draftedAt = -DRAFT_INTERVAL;
  }

  /** Note that the content has set a value. */
  touch() {
    const now = performance.now();
    if (!this.isDirty) this.since = now;
    this.isDirty = true;
    // The first one as soon as the content's script has run: it often sets thirty values in a row.
    this.drafting ??= setTimeout(() => this.write(), Math.max(0, this.draftedAt + DRAFT_INTERVAL - now));
    clearTimeout(this.saving);
    this.saving = setTimeout(this.save, Math.min(IDLE_DELAY, Math.max(0, this.since + LONGEST_DELAY - now)));
  }

  write() {
    this.drafting = null;
    this.draftedAt = performance.now();
    this.draft();
  }

  /** Note that all values have been committed. */
  markSaved() {
    this.isDirty = false;
    clearTimeout(this.drafting);
    clearTimeout(this.saving);
    this.drafting = null;
  }
}
