// Keys, and what is encrypted with them. Which key for what, and what that is good for: see
// src/guides/offline.md.

import { fromBytes, toBytes, utf8 } from "./base64.js";
import { transact } from "./store.js";

const ALGORITHM = { name: "AES-GCM", length: 256 };
const USES = ["encrypt", "decrypt"];
const TAB = "blankett-key";

let queueKey;
let tabKey;

/** A JSON value, encrypted; `about` says where it belongs, and cannot be changed either. */
export async function encrypt(key, value, about) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const algorithm = { ...ALGORITHM, iv, additionalData: utf8(about) };
  return { iv, data: await crypto.subtle.encrypt(algorithm, key, utf8(JSON.stringify(value))) };
}

/** The value again. Throws with another key, and where anything was changed. */
export async function decrypt(key, { iv, data }, about) {
  const algorithm = { ...ALGORITHM, iv, additionalData: utf8(about) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, data)));
}

/**
 * The key of what waits to be sent, `{id, key}`: it must outlive the tab. It cannot be taken out,
 * but any page of the origin can use it. `anew` reads it again: another tab may have deleted it.
 */
export async function ofQueue(anew = false) {
  if (anew) queueKey = undefined;
  queueKey ??= readQueueKey();
  queueKey.catch(() => (queueKey = undefined));
  return queueKey;
}

async function readQueueKey() {
  const found = await transact(["keys"], "readonly", (tx) => tx.objectStore("keys").get("queue"));
  // It is written with the first row that it encrypts; see `keepQueueKey`.
  return found ?? { id: crypto.randomUUID(), key: await crypto.subtle.generateKey(ALGORITHM, false, USES) };
}

/**
 * Puts the key beside what it has encrypted, in the same transaction: they come and go together.
 * False if there is another by now; then it must be encrypted anew.
 */
export async function keepQueueKey(tx, { id, key }) {
  const store = tx.objectStore("keys");
  const there = await store.get("queue");
  if (!there) store.put({ name: "queue", id, key });
  return !there || there.id === id;
}

/** This tab's key: `{owner, key}`. A reload keeps it, and so does a restored or reopened tab. */
export async function ofTab() {
  tabKey ??= makeTabKey();
  return tabKey;
}

async function makeTabKey() {
  let [owner, secret] = readTab();
  if (!secret) {
    [owner, secret] = [crypto.randomUUID(), fromBytes(crypto.getRandomValues(new Uint8Array(32)))];
    try {
      sessionStorage.setItem(TAB, `${owner}.${secret}`);
    } catch {
      // Then it lives as long as the page.
    }
  }
  return { owner, key: await crypto.subtle.importKey("raw", toBytes(secret), ALGORITHM, false, USES) };
}

function readTab() {
  try {
    return (sessionStorage.getItem(TAB) ?? "").split(".");
  } catch {
    return [];
  }
}

/** The host's own key: 32 bytes or a CryptoKey. Throws if it is neither. */
export async function ofHost(given) {
  const key = given instanceof CryptoKey ? given : await crypto.subtle.importKey("raw", given, ALGORITHM, false, USES);
  if (key.algorithm.name !== "AES-GCM") throw new TypeError("draftKey must be 32 bytes or an AES-GCM key");
  return { owner: "host", key };
}

/** Forgets the keys, after what they opened is deleted. */
export function forgetKeys() {
  queueKey = tabKey = undefined;
  try {
    sessionStorage.removeItem(TAB);
  } catch {
    // There was none.
  }
}

/** Which of the host's users, told by nothing but a hash. */
export async function userHash(user) {
  if (user === undefined || user === null || user === "") return "";
  const hash = await crypto.subtle.digest("SHA-256", utf8(`blankett user ${user}`));
  return fromBytes(new Uint8Array(hash));
}
