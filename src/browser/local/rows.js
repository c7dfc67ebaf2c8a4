// The rows of the queue: a submission and its bytes, on the disk, or in this page alone where
// storage fails. What follows for a row is decided elsewhere; this only writes it down.

import { withoutDigest } from "./digests.js";
import { changed } from "./news.js";
import { seal } from "./seal.js";
import { transact } from "./store.js";
import { LONGEST_WAIT } from "./turn.js";
import { decrypt, encrypt, keepQueueKey, ofQueue, ofTab } from "./vault.js";

const ALL = ["items", "bodies", "drafts", "receipts"];

/** What could not be stored, by id, as `{item, text}`: lost when the page is closed. */
const unstored = new Map();

/**
 * Puts a submission into the queue: `item` is what may be read (`id`, `form`, `action`, `user`,
 * `headers`, `at`), `text` what is posted. In the same transaction its draft is
 * consumed and the refused submission that it corrects goes. True once it is on the disk, false
 * if it is in this page alone. Throws only if it cannot be sealed.
 */
export async function add(item, text, { recipient, draft, copy, replaces } = {}) {
  const row = { ...item, sealed: Boolean(recipient), state: "waiting", why: "", status: 0, tries: 0, due: Date.now() };
  const { id, version } = item.form;
  const sealed = recipient && (await seal(text, recipient, { id: item.id, form: { id, version } }));
  try {
    await store(row, sealed ?? text, copy, async (tx) => {
      const refused = replaces && (await tx.objectStore("items").get(replaces));
      if (refused?.state === "parked") remove(tx, replaces);
      if (draft) tx.objectStore("drafts").delete(draft);
    });
  } catch (error) {
    console.error(`blankett: not stored, but sent from this page: ${error.message}`);
    unstored.set(item.id, { item: row, text: sealed ?? text });
    changed(item.id);
    return false;
  }
  changed(item.id);
  return true;
}

/**
 * Writes a row and its body, which is encrypted if it is not sealed, in one strict transaction,
 * with the `copy` that it can be corrected from and whatever `more` does in it. False if the id is
 * there already, waiting or sent.
 */
export async function store(row, text, copy, more = () => {}) {
  const own = row.sealed ? undefined : await ownMark(row.id);
  for (let anew = false; ; anew = true) {
    const key = row.sealed ? undefined : await ofQueue(anew);
    const body = key ? await encrypt(key.key, text, `body ${row.id}`) : text;
    const write = async (tx) => {
      for (const name of ["items", "receipts"]) if (await tx.objectStore(name).getKey(row.id)) return false;
      if (key && !(await keepQueueKey(tx, key))) return undefined;
      tx.objectStore("items").put(row);
      tx.objectStore("bodies").put({ id: row.id, body, own, copy });
      await more(tx);
      return true;
    };
    const done = await transact([...ALL, "keys"], "readwrite", write, "strict");
    // Another tab has made another key.
    if (done !== undefined) return done;
  }
}

/** What only this tab's key opens: by it the tab is known again that a submission came from; see export.js. */
async function ownMark(id) {
  const { owner, key } = await ofTab();
  return { owner, ...(await encrypt(key, id, `own ${id}`)) };
}

function remove(tx, id) {
  tx.objectStore("items").delete(id);
  tx.objectStore("bodies").delete(id);
}

/** Whether a submission is in this page alone. */
export const isUnstored = (id) => unstored.has(id);

/** What is in this page alone. */
export const unstoredItems = () => [...unstored.values()].map((it) => it.item);

/** What is posted of one of these. */
export const unstoredText = (id) => unstored.get(id)?.text;

/** Drops one of these, or all. */
export function forgetUnstored(id) {
  if (id) unstored.delete(id);
  else unstored.clear();
}

/** How a submission stands now, for those who missed it: `{state, why, …}`; nothing if it is nowhere. */
export async function standing(id) {
  const kept = unstored.get(id);
  if (kept) return kept.item;
  const find = async (tx) => [await tx.objectStore("items").get(id), await tx.objectStore("receipts").get(id)];
  const [item, receipt] = await transact(["items", "receipts"], "readonly", find);
  return item ?? (receipt && { ...receipt, state: "delivered" });
}

/** Encrypts with the queue's key: `{key, sealed}`. */
export async function conceal(text, about) {
  const key = await ofQueue();
  return { key, sealed: await encrypt(key.key, text, about) };
}

/** What the queue's key has encrypted; another tab may have made another one. */
export async function reveal(sealed, about) {
  const open = async (anew) => decrypt((await ofQueue(anew)).key, sealed, about);
  return open(false).catch(() => open(true));
}

/** Changes that wait for the transaction before theirs, to be done in one. */
let changes = [];
let changing;

/**
 * Reads a row and writes what `decide(item, body)` makes of it, `{item, problem, receipt}`, in one
 * transaction: a receipt takes the row's place. Gives what `decide` gave; nothing if there is no row.
 */
export async function change(id, decide) {
  const memory = unstored.get(id);
  if (memory) {
    const made = decide(memory.item, { body: memory.text });
    if (made.item) memory.item = made.item;
    if (made.receipt) unstored.delete(id);
    return made;
  }
  return new Promise((done, fail) => {
    changes.push({ id, decide, done, fail });
    changing ??= changeAll();
  });
}

async function changeAll() {
  while (changes.length) {
    const all = changes.splice(0);
    try {
      const made = await transact([...ALL, "keys"], "readwrite", (tx) => Promise.all(all.map((it) => changeOne(tx, it))));
      all.forEach((it, at) => it.done(made[at]));
    } catch (error) {
      for (const it of all) it.fail(error);
    }
  }
  changing = undefined;
}

async function changeOne(tx, { id, decide }) {
  const item = await tx.objectStore("items").get(id);
  // Sent, or deleted, by another tab.
  if (!item) return undefined;
  const body = await tx.objectStore("bodies").get(id);
  const made = decide(item, body);
  if (made.receipt) {
    remove(tx, id);
    tx.objectStore("receipts").put(made.receipt);
  }
  if (made.item) tx.objectStore("items").put(withoutDigest(made.item));
  if (made.problem && (await keepQueueKey(tx, made.problem.key))) {
    tx.objectStore("bodies").put({ ...body, problem: made.problem.sealed });
  }
  return made;
}

/** The addresses that anything waits for. */
export async function actions() {
  const read = async (tx) => {
    const found = [];
    let cursor = await tx.objectStore("items").index("action").openKeyCursor(null, "nextunique");
    for (; cursor; cursor = await cursor.continue()) found.push(cursor.key);
    return found;
  };
  // Storage that fails is no reason not to send what is in memory.
  return transact(["items"], "readonly", read).catch(() => []);
}

/** Reads the index of what is due when. */
const readTurns = (read) => transact(["items"], "readonly", (tx) => read(tx.objectStore("items").index("turn")));

/** All but what is parked, the longest due first. */
const unparked = (action) => IDBKeyRange.bound([action, -Infinity], [action, Infinity], false, true);

/** The ids of what waits for an address, the longest due first; of what is due by now, or all. */
export async function turns(action, isAll) {
  if (isAll) return readTurns((index) => index.getAllKeys(unparked(action)));
  const now = Date.now();
  const due = IDBKeyRange.bound([action, -Infinity], [action, now]);
  // A clock that was set back leaves times that nothing waits for.
  const late = IDBKeyRange.bound([action, now + LONGEST_WAIT], [action, Infinity], true, true);
  return readTurns(async (index) => [...(await index.getAllKeys(due)), ...(await index.getAllKeys(late))]);
}

/** When the next after a time is due, for an address; nothing if none is. */
export async function nextTurn(action, after) {
  const range = IDBKeyRange.bound([action, after], [action, Infinity], true, true);
  return readTurns(async (index) => (await index.openKeyCursor(range))?.key[1]);
}

/** Whether anything waits that is sent by itself. */
export async function isWaiting() {
  const left = (action) => readTurns((index) => index.count(unparked(action)));
  const counts = await Promise.all((await actions()).map(left));
  return unstored.size > 0 || counts.some((it) => it > 0);
}
