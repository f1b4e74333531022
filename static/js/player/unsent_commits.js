// Runs on the origin of a package version that the learner was moved from: sends the commits stored there.
import { PlayerMessage } from "./messages.js";
import { Outbox } from "./sending/outbox.js";
import { Sender } from "./sending/sender.js";
import { Store } from "./sending/store.js";

const TIMEOUT = 5_000; // then the learner goes on, and the rest is sent the next time

const state = JSON.parse(document.getElementById("state").textContent);
const sender = new Sender(new URL("commit", location.href).href);
const outbox = new Outbox({ store: new Store(state.keys), sender, state, onAnswer() {}, changed() {} });

await outbox.takeOver();
await Promise.race([outbox.delivered(), new Promise((resolve) => setTimeout(resolve, TIMEOUT))]);
window.parent.postMessage(PlayerMessage.CLOSED, state.site);
