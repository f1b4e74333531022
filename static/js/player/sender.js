// Sends commits and tells what became of them: taken, refused for good, or to be tried again.

const BEACON_BYTES = 60_000;
const PATIENCE = 20_000; // a network that neither carries nor fails is no network

/** POST to the server; rejects when nothing comes of it. Older phones do not know AbortSignal.timeout. */
export async function post(url, body, headers = {}) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const options = { method: "POST", body, headers, credentials: "omit", signal: giveUp.signal };
    const response = await fetch(url, options);
    return { status: response.status, text: await response.text() };
  } finally {
    clearTimeout(timer);
  }
}

export const OF_THE_LAUNCH = ["lease_lost", "ended", "moved", "token", "limit"];
const OF_THE_COMMIT = ["stale", "signed_out", "malformed", "too_large"];
const FINAL_REFUSALS = new Set([...OF_THE_LAUNCH, ...OF_THE_COMMIT]);
const NUMBER_USED = "number_used"; // refused as it was numbered, not as it is

/** What the server's answer means; anything that is not our own JSON is as good as no answer. */
const understood = (status, text) => {
  try {
    const answer = JSON.parse(text);
    if (status === 200 && answer.ok) return { taken: true, answer };
    if (FINAL_REFUSALS.has(answer.code)) return { refused: true, answer };
    if (answer.code === NUMBER_USED) return { isNumberUsed: true, answer };
  } catch {
    // A log-in page of some network, or half an answer.
  }
  return { failed: true, wasAnswered: status > 0 };
};

export class Sender {
  constructor(url) {
    this.url = url;
  }

  async send(body) {
    if (navigator.onLine === false) return { failed: true };
    try {
      const { status, text } = await post(this.url, body);
      return understood(status, text);
    } catch {
      return { failed: true };
    }
  }

  /** Send and wait: only where the browser keeps nothing, so that the server alone can make the work safe. */
  now(body) {
    if (navigator.onLine === false) return { failed: true };
    const request = new XMLHttpRequest();
    try {
      request.open("POST", this.url, false);
      request.setRequestHeader("Content-Type", "text/plain;charset=UTF-8");
      request.send(body);
    } catch {
      // No network, or the page is being left, where browsers allow no waiting.
      return { failed: true };
    }
    return understood(request.status, request.responseText);
  }

  /** Send without an answer, while leaving; false when it is too large and waits for the next launch. */
  parting(body) {
    const blob = new Blob([body], { type: "text/plain;charset=UTF-8" });
    return blob.size <= BEACON_BYTES && navigator.sendBeacon(this.url, blob);
  }
}
