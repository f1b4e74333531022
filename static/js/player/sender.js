// Sends commits and tells what became of them: taken, refused for good, or to be tried again.

const BEACON_BYTES = 60_000;
const FINAL_REFUSALS = new Set(["lease_lost", "ended", "stale", "malformed", "too_large", "token"]);

/** What the server's answer means; anything that is not our own JSON is as good as no answer. */
const understood = (status, text) => {
  try {
    const answer = JSON.parse(text);
    if (status === 200 && answer.ok) return { taken: true, answer };
    if (FINAL_REFUSALS.has(answer.code)) return { refused: true, answer };
  } catch {
    // A log-in page of some network, or half an answer.
  }
  return { failed: true };
};

export class Sender {
  constructor(url) {
    this.url = url;
  }

  /** Send and wait: the content asked for it and acts on the answer. */
  now(body) {
    if (navigator.onLine === false) return { failed: true };
    const request = new XMLHttpRequest();
    try {
      request.open("POST", this.url, false);
      request.setRequestHeader("Content-Type", "application/json");
      request.send(body);
    } catch {
      // No network, or the page is being left, where browsers allow no waiting.
      return { failed: true };
    }
    return understood(request.status, request.responseText);
  }

  async soon(body) {
    try {
      const response = await fetch(this.url, { method: "POST", body, credentials: "omit" });
      return understood(response.status, await response.text());
    } catch {
      return { failed: true };
    }
  }

  /** Send without an answer, while leaving; what is too large waits for the next launch. */
  parting(body) {
    if (new Blob([body]).size > BEACON_BYTES) return;
    navigator.sendBeacon(this.url, new Blob([body], { type: "text/plain;charset=UTF-8" }));
  }
}
