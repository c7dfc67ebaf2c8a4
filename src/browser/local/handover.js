// What a person can do with the queue besides sending: look, take out, carry to another
// machine, clear. For the queue's screen, queue.js.

import { changed } from "./news.js";
import { drain, isOurs } from "./outbox.js";
import { forgetUnstored, isUnstored, reveal, store, unstoredItems, unstoredText } from "./rows.js";
import { lock, unlock } from "./seal.js";
import { transact } from "./store.js";
import { decrypt, forgetKeys } from "./vault.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BOTH = ["items", "bodies"];

/** A file that cannot be used; `reason` is foreign, damaged or password. */
export class FileError extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** How many are not sent yet. */
export async function count() {
  const stored = await transact(["items"], "readonly", (tx) => tx.objectStore("items").count()).catch(() => 0);
  return stored + unstoredItems().length;
}

/**
 * What is not sent yet, the latest first: rows of `items`, with `stored` (on the disk), `ours`
 * (can be sent from this page), and state `parked` with `why` damaged where a row makes no sense.
 * No more than `most`: all of ten thousand take long to read.
 */
export async function items(most = Infinity) {
  const rows = await transact(["items"], "readonly", (tx) => latest(tx.objectStore("items"), most));
  const all = [...rows, ...unstoredItems()].map((it) => (makesSense(it) ? it : { ...it, form: it.form ?? {}, state: "parked", why: "damaged" }));
  const known = all.map((it) => ({ ...it, stored: !isUnstored(it.id), ours: isOurs(it) }));
  return known.sort((one, other) => (String(one.at) < String(other.at) ? 1 : -1)).slice(0, most);
}

/** The latest, or all where some have no time that the index could go by. */
async function latest(store, most) {
  const index = store.index("at");
  const [all, dated] = await Promise.all([store.count(), index.count()]);
  if (all <= most || dated < all) return store.getAll();
  const rows = [];
  for (let cursor = await index.openCursor(null, "prev"); cursor && rows.length < most; cursor = await cursor.continue()) rows.push(cursor.value);
  return rows;
}

const makesSense = (it) =>
  typeof it.form?.id === "string" && typeof it.action === "string" && ["waiting", "paused", "parked"].includes(it.state) && [it.tries, it.due].every((number) => typeof number === "number" && number >= 0);

/** Deletes one for good, sent or not. */
export async function discardItem(id) {
  forgetUnstored(id);
  await transact(BOTH, "readwrite", (tx) => BOTH.forEach((store) => tx.objectStore(store).delete(id)), "strict");
  changed(id);
}

/** The receipts of what was sent from here, the latest first: no answers in them. */
export async function receipts() {
  const rows = await transact(["receipts"], "readonly", (tx) => tx.objectStore("receipts").getAll());
  return rows.sort((one, other) => String(other.sent).localeCompare(String(one.sent)));
}

/** Deletes them. */
export async function clearReceipts() {
  await transact(["receipts"], "readwrite", (tx) => tx.objectStore("receipts").clear());
  changed();
}

/** Deletes everything that lies here: drafts, receipts, what is not sent, and the keys. */
export async function wipe() {
  forgetUnstored();
  const all = [...BOTH, "drafts", "receipts", "keys"];
  await transact(all, "readwrite", (tx) => all.forEach((store) => tx.objectStore(store).clear()), "strict");
  forgetKeys();
  changed();
}

/**
 * What a refused one said, for a new try: `{form, content}` as a draft has it, if one of the
 * keys opens the copy that was kept with it; nothing else.
 */
export async function reopen(id, keys) {
  const read = async (tx) => [await tx.objectStore("items").get(id), await tx.objectStore("bodies").get(id)];
  const [item, body] = await transact(BOTH, "readonly", read);
  for (const { owner, key } of keys) {
    if (!item || owner !== body?.copy?.owner) continue;
    try {
      const answers = await decrypt(key, body.copy, `copy ${id}`);
      const problem = body.problem && (await reveal(body.problem, `problem ${id}`).catch(() => undefined));
      return { form: item.form.id, content: { answers, replaces: id, problem } };
    } catch {
      // Another tab's, or damaged.
    }
  }
  return undefined;
}

/**
 * Some of what waits as a file, so that it can be sent from another machine: the same bytes, so
 * that nothing arrives twice. What is sealed stays so; the rest is locked with the password.
 * Gives the `file`, nothing if there is nothing to put in it, and how many were damaged, `left`.
 */
export async function exportFile(ids, password) {
  const read = (tx) => Promise.all(ids.map(async (id) => [await tx.objectStore("items").get(id), await tx.objectStore("bodies").get(id)]));
  const stored = ids.every(isUnstored) ? [] : await transact(BOTH, "readonly", read);
  const kept = unstoredItems().map((it) => [it, { body: unstoredText(it.id) }]);
  const found = [...stored, ...kept].filter(([item, body]) => item && body && ids.includes(item.id));
  const open = [];
  const rows = [];
  let left = ids.length - found.length;
  for (const [{ id, form, action, user, headers, digest, at, sealed }, { body }] of found) {
    try {
      if (!sealed) open.push([id, typeof body === "string" ? body : await reveal(body, `body ${id}`)]);
    } catch {
      // A row that was damaged is no reason not to save the others.
      left += 1;
      continue;
    }
    rows.push({ id, form, action, user, headers, digest, at, sealed, body: sealed ? body : undefined });
  }
  const locked = open.length ? await lock(JSON.stringify(open), password) : undefined;
  const text = JSON.stringify({ blankett: "queue", version: 1, items: rows, locked }, null, 1);
  return { file: rows.length ? new Blob([text], { type: "application/json" }) : undefined, left };
}

/**
 * Takes such a file in. Gives how many were `added`, were `known` here already (waiting or sent),
 * and were `broken`. Throws a FileError, and takes nothing, if it is no such file or the password
 * is wrong; without a password where one is needed, too.
 */
export async function importFile(text, password) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new FileError(text.includes('"blankett"') ? "damaged" : "foreign");
  }
  if (file?.blankett !== "queue" || file.version !== 1 || !Array.isArray(file.items)) throw new FileError("foreign");
  const opened = new Map(file.locked ? await openLocked(file.locked, password) : []);
  const result = { added: 0, known: 0, broken: 0 };
  for (const row of file.items) {
    const body = isRow(row) && (row.sealed ? row.body : opened.get(row.id));
    if (typeof body === "string" && (row.sealed ? isSealed(body, row) : isEnvelope(body, row))) {
      result[await take(row, body)] += 1;
    } else result.broken += 1;
  }
  changed();
  void drain("login");
  return result;
}

async function openLocked(locked, password) {
  if (!password) throw new FileError("password");
  let opened;
  try {
    opened = JSON.parse(await unlock(String(locked), password));
  } catch (error) {
    throw new FileError(error.name === "OperationError" ? "password" : "damaged");
  }
  // Whoever knows the password may have locked anything.
  if (!Array.isArray(opened) || !opened.every(Array.isArray)) throw new FileError("damaged");
  return opened;
}

const isRow = (row) =>
  [row?.id, row?.form?.id, row?.form?.version, row?.action, row?.at].every((it) => typeof it === "string") && UUID.test(row.id) && /^https?:\/\//.test(row.action);

/** A header that names this submission; whether the rest is whole, only the recipient can see. */
function isSealed(body, { id }) {
  try {
    const parts = body.split(".");
    return parts.length === 5 && JSON.parse(atob(parts[0].replaceAll("-", "+").replaceAll("_", "/"))).id === id;
  } catch {
    return false;
  }
}

function isEnvelope(body, { id }) {
  try {
    return JSON.parse(body).id === id;
  } catch {
    return false;
  }
}

async function take({ id, form, action, user = "", headers = false, digest = "", at, sealed }, text) {
  const item = { id, form, action, user, headers, digest, at, sealed, state: "waiting", why: "", status: 0, tries: 0, due: Date.now() };
  return (await store(item, text)) ? "added" : "known";
}

/** How safely things lie here: `{persisted, free}` in bytes; `{failed: true}` where nothing can be stored. */
export async function health() {
  try {
    await count();
    await transact(["items"], "readonly", (tx) => tx.objectStore("items").count());
    const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
    const persisted = Boolean(await navigator.storage?.persisted?.());
    return { persisted, free: quota === undefined ? undefined : quota - usage };
  } catch {
    return { failed: true };
  }
}
