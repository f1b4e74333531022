// Encrypts commits stored on the device: on a shared tablet the next user must not be able to read them.
//
// XChaCha20-Poly1305 with a key of the account, which the server gives to the learner's own launches alone. Content
// commits synchronously, and the browser's own ciphers are asynchronous: hence a library.

import { xchacha20poly1305 } from "../../../vendor/@noble/ciphers/chacha.js";

const MARK = "sealed1";
const NONCE_BYTES = 24;
const CHUNK = 0x8000; // arguments of one call

const encode = (text) => new TextEncoder().encode(text);

const toBase64 = (bytes) => {
  let text = "";
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(text);
};

const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** Return whether a stored text is encrypted, with whichever key. */
export const isSealed = (stored) => stored.startsWith(`${MARK}.`);

/** Return when it was written, in milliseconds since 1970: readable without the key, so that old ones can go. */
export const writtenAt = (stored) => Number(stored.split(".")[1]);

export class Sealer {
  /** `keys` in base64: the first encrypts, each of them decrypts. */
  constructor(keys) {
    this.keys = keys.map(fromBase64);
  }

  /** Encrypt `body` so that it can be read under its own `name` only. */
  seal(name, body, written) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const head = `${MARK}.${written}`;
    const box = xchacha20poly1305(this.keys[0], nonce, encode(`${name} ${head}`)).encrypt(encode(body));
    return `${head}.${toBase64(nonce)}.${toBase64(box)}`;
  }

  /** Return the body, or null where it was encrypted with another account's key or altered. */
  open(name, stored) {
    const [mark, written, nonce, box] = stored.split(".");
    for (const key of this.keys) {
      try {
        const aad = encode(`${name} ${mark}.${written}`);
        return new TextDecoder().decode(xchacha20poly1305(key, fromBase64(nonce), aad).decrypt(fromBase64(box)));
      } catch {
        // Another key's, or altered.
      }
    }
    return null;
  }
}
