// Saves along the way what the content has set and not committed.

const DRAFT_EVERY = 500; // milliseconds between two drafts on the disk: what a kill may cost at most
const PAUSE = 2_000; // the content has set nothing more for so long: send
const AT_LEAST_EVERY = 10_000;

export class Autosave {
  /** `draft` writes to the disk, `save` sends. */
  constructor({ draft, save }) {
    Object.assign(this, { draft, save });
    this.isDirty = false;
    this.draftedAt = -DRAFT_EVERY;
  }

  /** The content has set a value. */
  touch() {
    const now = performance.now();
    if (!this.isDirty) this.since = now;
    this.isDirty = true;
    // The first one as soon as the content's own script has run: it often sets thirty in a row.
    this.drafting ??= setTimeout(() => this.write(), Math.max(0, this.draftedAt + DRAFT_EVERY - now));
    clearTimeout(this.saving);
    this.saving = setTimeout(this.save, Math.min(PAUSE, Math.max(0, this.since + AT_LEAST_EVERY - now)));
  }

  write() {
    this.drafting = null;
    this.draftedAt = performance.now();
    this.draft();
  }

  /** All of it has been committed. */
  settle() {
    this.isDirty = false;
    clearTimeout(this.drafting);
    clearTimeout(this.saving);
    this.drafting = null;
  }
}
