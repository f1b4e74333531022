// Answers that the server has not acknowledged, kept on the device for one account until it has.

const PREFIX = "narlara.answer";

export class KeptAnswers {
  /** `account` is the key of the signed-in account; `storage` is that of the browser. */
  constructor(account, storage = window.localStorage) {
    this.prefix = `${PREFIX}.${account}.`;
    this.storage = storage;
  }

  /** Keep a posted form and return its name; "" where the browser has no room or allows none. */
  keep(url, body) {
    const name = `${this.prefix}${body.get("launch")}.${body.get("sequence")}.${body.getAll("question").join(",")}`;
    try {
      this.storage.setItem(name, JSON.stringify({ url, body: body.toString() }));
      return name;
    } catch {
      return "";
    }
  }

  forget(name) {
    if (name) this.storage.removeItem(name);
  }

  /** Return the kept answers as `{name, url, body}`, in the order in which they were kept as far as it matters. */
  all() {
    return Object.keys(this.storage)
      .filter((name) => name.startsWith(this.prefix))
      .sort((one, other) => one.localeCompare(other, "en", { numeric: true }))
      .map((name) => this.read(name))
      .filter(Boolean);
  }

  read(name) {
    try {
      const { url, body } = JSON.parse(this.storage.getItem(name));
      return { name, url, body: new URLSearchParams(body) };
    } catch {
      this.forget(name); // not ours
      return null;
    }
  }
}
