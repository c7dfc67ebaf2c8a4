// What stays on the machine: one IndexedDB for all of an origin's pages and its worker.

import { openDB } from "idb";

const NAME = "blankett";
/** Later editions only add: pages of an older one may still be open. */
const VERSION = 1;
// Milliseconds. Browsers have been seen that never answer.
const PATIENCE = 10_000;

let opening;

/** Storage that cannot be used: blocked, full, failing. The caller has nothing stored then. */
export class StoreError extends Error {}

function make(db, before) {
  if (before < 1) {
    const items = db.createObjectStore("items", { keyPath: "id" });
    items.createIndex("action", "action");
    items.createIndex("turn", ["action", "due"]);
    items.createIndex("at", "at");
    db.createObjectStore("bodies", { keyPath: "id" });
    db.createObjectStore("drafts", { keyPath: "id" }).createIndex("form", "form");
    db.createObjectStore("receipts", { keyPath: "id" });
    db.createObjectStore("keys", { keyPath: "name" });
  }
}

function open() {
  opening ??= openDB(NAME, VERSION, {
    upgrade: make,
    // A newer edition, or whoever deletes it, shall not wait for us.
    blocking: (current, wanted, event) => forget(event.target),
    terminated: () => forget(),
  }).catch((error) => {
    opening = undefined;
    // A newer edition has been here. It has only added.
    if (error.name === "VersionError") return (opening = openDB(NAME));
    throw error;
  });
  return opening;
}

function forget(db) {
  opening = undefined;
  db?.close();
}

/**
 * Does `work` in one transaction and gives what it gives, once that is complete. Browsers close
 * connections behind a page's back: then it is done again on a new one.
 *
 *     await transact(["items"], "readonly", (tx) => tx.objectStore("items").count())
 */
export async function transact(stores, mode, work, durability = "relaxed") {
  try {
    return await late(attempt(stores, mode, work, durability));
  } catch (error) {
    if (!["InvalidStateError", "UnknownError", "AbortError"].includes(error.name)) throw failed(error);
    forget(await opening?.catch(() => undefined));
    return late(attempt(stores, mode, work, durability)).catch((error) => Promise.reject(failed(error)));
  }
}

async function attempt(stores, mode, work, durability) {
  const db = await open();
  const tx = db.transaction(stores, mode, { durability });
  // Heard of below, or by what `work` waits for.
  tx.done.catch(() => {});
  let given;
  try {
    given = await work(tx);
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // It is aborted already.
    }
    throw tx.error ?? error;
  }
  await tx.done;
  return given;
}

const failed = (error) => Object.assign(new StoreError(`storage: ${error.name ?? ""} ${error.message ?? error}`), { cause: error });

function late(promise) {
  let timer;
  const waited = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), PATIENCE);
  });
  return Promise.race([promise, waited]).finally(() => clearTimeout(timer));
}
