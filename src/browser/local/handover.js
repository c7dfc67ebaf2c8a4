// What a person can do with the queue besides sending: look, delete, clear, begin anew. For the
// queue's screen, queue.js. Out to a file and in from one: export.js, import.js.

import { changed } from "./news.js";
import { isOurs } from "./outbox.js";
import { forgetUnstored, isUnstored, reveal, unstoredItems } from "./rows.js";
import { transact } from "./store.js";
import { decrypt, forgetKeys } from "./vault.js";

const BOTH = ["items", "bodies"];

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
