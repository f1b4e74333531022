// Tickets of the site: HMAC-SHA256 over what is permitted to whom, valid for minutes and for one use.

import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const LONGEST = 10 * 60;
const KEPT = 60 * 60 * 1000;

export class TicketRefused extends Error {}

export class Tickets {
  /** `folder` holds the numbers of used tickets, so that they stay used after a restart. */
  constructor(secret, folder) {
    if (!secret || secret.length < 32) throw new Error("H5P_EDITOR_SECRET needs at least 32 characters.");
    this.secret = secret;
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Return what a ticket permits, and use it up. Throws TicketRefused. */
  use(text, action, now = Date.now() / 1000) {
    const ticket = this.#read(String(text || ""));
    if (ticket.action !== action) throw new TicketRefused("The ticket is for something else.");
    if (!(ticket.expires > now && ticket.expires < now + LONGEST)) throw new TicketRefused("The ticket has expired.");
    if (!/^[0-9a-f]{32}$/.test(ticket.nonce)) throw new TicketRefused("The ticket is not valid.");
    try {
      writeFileSync(path.join(this.folder, ticket.nonce), "", { flag: "wx" });
    } catch (error) {
      if (error.code === "EEXIST") throw new TicketRefused("The ticket has been used.");
      throw error;
    }
    return ticket;
  }

  #read(text) {
    const [payload, signature, rest] = text.split(".");
    if (!payload || !signature || rest !== undefined) throw new TicketRefused("The ticket is not valid.");
    const expected = createHmac("sha256", this.secret).update(payload).digest();
    const given = Buffer.from(signature, "base64url");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new TicketRefused("The ticket is not valid.");
    }
    return JSON.parse(Buffer.from(payload, "base64url").toString());
  }

  /** Forget used tickets that have expired long ago. */
  sweep(now = Date.now()) {
    for (const name of readdirSync(this.folder)) {
      const file = path.join(this.folder, name);
      if (now - statSync(file).mtimeMs > KEPT) rmSync(file, { force: true });
    }
  }
}
