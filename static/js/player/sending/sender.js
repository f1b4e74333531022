// Sends commits and returns the result of each: taken, refused for good, or to be sent again.

const BEACON_BYTES = 60_000;
const TIMEOUT = 20_000; // a network that neither answers nor fails counts as none

/** POST to the server; reject without an answer. Older phones lack AbortSignal.timeout. */
export async function post(url, body, headers = {}) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT);
  try {
    const options = { method: "POST", body, headers, credentials: "omit", signal: controller.signal };
    const response = await fetch(url, options);
    return { status: response.status, text: await response.text() };
  } finally {
    clearTimeout(timer);
  }
}

export const OF_THE_LAUNCH = ["lease_lost", "ended", "moved", "token", "limit"];
const OF_THE_COMMIT = ["stale", "signed_out", "malformed", "too_large"];
const FINAL_REFUSALS = new Set([...OF_THE_LAUNCH, ...OF_THE_COMMIT]);
const NUMBER_USED = "number_used"; // the number is refused, not the commit

/** Return what the server's answer means; what is not our own JSON counts as no answer. */
const resultOf = (status, text) => {
  try {
    const answer = JSON.parse(text);
    if (status === 200 && answer.ok) return { taken: true, answer };
    if (FINAL_REFUSALS.has(answer.code)) return { refused: true, answer };
    if (answer.code === NUMBER_USED) return { isNumberUsed: true, answer };
  } catch {
    // A network's log-in page, or half an answer.
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
      return resultOf(status, text);
    } catch {
      return { failed: true };
    }
  }

  /** Send and block until the answer: only where the browser stores nothing, so that the server alone can. */
  sendSynchronously(body) {
    if (navigator.onLine === false) return { failed: true };
    const request = new XMLHttpRequest();
    try {
      request.open("POST", this.url, false);
      request.setRequestHeader("Content-Type", "text/plain;charset=UTF-8");
      request.send(body);
    } catch {
      // No network, or the page is being unloaded, where browsers allow no synchronous requests.
      return { failed: true };
    }
    return resultOf(request.status, request.responseText);
  }

  /** Send without an answer, while the page is unloaded; false where that is not possible (too large). */
  sendBeacon(body) {
    const blob = new Blob([body], { type: "text/plain;charset=UTF-8" });
    return blob.size <= BEACON_BYTES && navigator.sendBeacon(this.url, blob);
  }
}
