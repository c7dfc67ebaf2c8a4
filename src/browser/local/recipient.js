// Whom answers are sealed to. Fetched while there is a network, for when there is none.
//
// Without a pin the key is trusted as it is found. When another is found later it is used only
// if the key from before is still listed: that is how keys are changed (`keygen --add-to`), and
// it stops a wrong file at the address, a test key, another vendor's. It does not stop somebody
// who rules the address, who can list both: only a pin on the page does.

import { seal, usable } from "./seal.js";
import { transact } from "./store.js";
import { thumbprint } from "./thumbprint.js";

export { seal };

// Milliseconds.
const PATIENCE = 10_000;
const HOUR = 3_600_000;
/** How long a page goes on with what it has fetched. */
const FRESH = HOUR;
/** How long it is remembered: used where the network fails, and compared with what is found. */
const REMEMBERED = 30 * 24 * HOUR;

/** What was fetched on this page, by address: `{name, keys, at}` and the thumbprint `used`. */
const fetched = new Map();

/**
 * The key to seal to. `keys` is a JWK or JWKS or the URL of one; `pins`, if there are any, are
 * the thumbprints of the only keys that may be used. Throws, with a sentence for the developer,
 * if there is no such key: then nothing may be sent.
 *
 *     await keyOf({ keys: "/api/jwks.json", pins: ["0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"] })
 */
export async function keyOf({ keys, pins }) {
  if (pins && !(pins.length && pins.every((it) => /^[\w-]{43}$/.test(it)))) {
    throw new Error(`recipient-key-thumbprint="${pins.join(" ")}" names no key (RFC 7638, SHA-256): nothing is sent until it does`);
  }
  if (!keys) throw new Error("recipient-key names no key: nothing is sent until it does");
  if (typeof keys === "object") return chosen(await listed(keys), pins, "recipientKey");
  const url = addressOf(keys);
  const now = Date.now();
  const last = fetched.get(url);
  const known = (await remembered(url, now)) ?? (isRecent(last, now) ? last : undefined);
  const source = last?.at > now - FRESH ? last : await download(url, now, known);
  const list = await listed(source.keys);
  const key = await chosen(list, pins, url);
  const used = await thumbprint(key);
  if (!pins && known && !list.some((it) => it.print === known.used)) {
    throw new Error(
      `${url}: another key than before (thumbprint ${used}, before ${known.used}). ` +
        "List the old one behind it for 30 days, or name the new one in recipient-key-thumbprint",
    );
  }
  if (source !== last || used !== source.used) await remember(url, { ...source, used });
  return key;
}

function addressOf(keys) {
  try {
    const url = new URL(keys, document.baseURI);
    if (/^https?:$/.test(url.protocol)) return url.href;
  } catch {
    // No URL at all.
  }
  throw new Error(`recipient-key="${keys}" is no address of a JWKS`);
}

/** A failure that a key from before does not help: an address where there is none any more. */
const final = (message) => Object.assign(new Error(message), { isFinal: true });

/** What stands at the address now; what was `known` where the network fails. */
async function download(url, at, known) {
  try {
    return { name: nameOf(url), keys: await fetchKeys(url), at };
  } catch (error) {
    // Where it is gone, its vendor has taken it away.
    if (error.isFinal || !known) throw error;
    return known;
  }
}

async function fetchKeys(url) {
  let response;
  try {
    // Whether it is still there is asked of its site, not of a cache.
    response = await fetch(url, { credentials: "omit", cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    throw new Error(`${url}: ${error.message}`);
  }
  const { status } = response;
  const isGone = status >= 400 && status < 500 && ![408, 425, 429].includes(status);
  if (isGone) throw final(`${url} answers ${status}: there is no key to seal to`);
  if (!response.ok) throw new Error(`${url} answers ${status}`);
  try {
    return await response.json();
  } catch (error) {
    // A guest network's log-in page.
    throw new Error(`${url}: ${error.message}`);
  }
}

/** All keys that can be sealed to, with their thumbprints. */
async function listed(keys) {
  const list = Array.isArray(keys?.keys) ? keys.keys : [keys];
  const able = list.map((it) => usable(it)).filter(Boolean);
  return Promise.all(able.map(async (key) => ({ key, print: await thumbprint(key) })));
}

/** The first that may be used. */
async function chosen(list, pins, place) {
  const found = pins ? list.find((it) => pins.includes(it.print)) : list[0];
  if (!list.length) throw new Error(`${place}: no key for ECDH-ES with P-256`);
  if (!found) throw new Error(`${place}: no key that recipient-key-thumbprint names, only ${list.map((it) => it.print).join(", ")}`);
  const { kty, crv, x, y } = found.key;
  // A point that is not on the curve.
  const imported = crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDH", namedCurve: "P-256" }, false, []);
  await imported.catch((error) => Promise.reject(new Error(`${place}: ${error.message || "no point on P-256"}`)));
  return found.key;
}

const nameOf = (url) => `jwks ${url}`;

/** Not too old, nor dated far ahead by a clock that was wrong. */
const isRecent = (row, now) => Boolean(row) && row.at > now - REMEMBERED && row.at < now + HOUR;

// Without storage there is none to be had offline, but this page goes on.

async function remembered(url, now) {
  const read = (tx) => tx.objectStore("keys").get(nameOf(url));
  const row = await transact(["keys"], "readonly", read).catch(() => undefined);
  return isRecent(row, now) ? row : undefined;
}

async function remember(url, row) {
  fetched.set(url, row);
  await transact(["keys"], "readwrite", (tx) => tx.objectStore("keys").put(row)).catch(() => {});
}
