// Whom answers are sealed to. Fetched while there is a network, for when there is none.

import { usable } from "./seal.js";
import { transact } from "./store.js";

// Milliseconds.
const PATIENCE = 10_000;

/** Keys that were fetched on this page, by address. */
const fetched = new Map();

/**
 * The key of a JWKS given as an object or by its URL; the last one that was fetched where the
 * network fails. Throws if there is none that can be used: then nothing may be sent.
 */
export async function keyOf(keys) {
  if (typeof keys === "object") return checked(keys, "recipientKey");
  if (fetched.has(keys)) return fetched.get(keys);
  const name = `jwks ${keys}`;
  let response;
  try {
    response = await fetch(keys, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Error(`answers ${response.status}`);
    response = await response.json();
  } catch (error) {
    const last = await transact(["keys"], "readonly", (tx) => tx.objectStore("keys").get(name)).catch(() => undefined);
    if (last) return last.key;
    throw new Error(`${keys}: ${error.message}`);
  }
  const key = await checked(response, keys);
  fetched.set(keys, key);
  // Without storage there is none to be had offline, but this page goes on.
  await transact(["keys"], "readwrite", (tx) => tx.objectStore("keys").put({ name, key })).catch(() => {});
  return key;
}

async function checked(keys, place) {
  const key = usable(keys);
  if (!key) throw new Error(`${place}: no key for ECDH-ES with P-256`);
  const { kty, crv, x, y } = key;
  // A point that is not on the curve.
  await crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDH", namedCurve: "P-256" }, false, []);
  return key;
}
