// Drafts: what was typed and not sent. Encrypted with a key that ends with the tab, or with the
// host's own; see vault.js.

import * as locks from "./locks.js";
import { changed } from "./news.js";
import { transact } from "./store.js";
import { decrypt, encrypt } from "./vault.js";

const HOUR = 3_600_000;
/** How long one is kept after its last change, in milliseconds: by the tab's key and the host's. */
const LIVES = { tab: 24 * HOUR, host: 30 * 24 * HOUR };
const LOCK = "blankett-draft";

/** A draft's name in the lock manager: held by the page that it is typed in. */
const lockOf = (id) => `${LOCK} ${id}`;

const about = (row) => `draft ${row.id} ${row.form}`;

/**
 * Keeps what stands in a form: `row` is `{id, form, user, count}`, `content` is
 * `{answers, replaces, problem}`, `by` is `{owner, key}`.
 */
export async function save(row, content, by) {
  const now = Date.now();
  const until = now + (by.owner === "host" ? LIVES.host : LIVES.tab);
  const sealed = await encrypt(by.key, content, about(row));
  const whole = { ...row, owner: by.owner, at: now, until, ...sealed };
  await transact(["drafts"], "readwrite", (tx) => tx.objectStore("drafts").put(whole));
}

/** Holds a draft for as long as this page types in it; gives what lets go. False if another page does. */
export const hold = (id) => locks.hold(lockOf(id));

/**
 * The drafts of a form that nobody is typing in, the latest first, as `{id, at, count, content}`;
 * without `content` if none of the keys, `[{owner, key}]`, opens it: it belongs to a tab that is
 * closed. What is too old goes.
 */
export async function find(form, user, keys) {
  await expire();
  const all = await transact(["drafts"], "readonly", (tx) => tx.objectStore("drafts").index("form").getAll(form));
  const busy = await heldIds();
  const free = all.filter((it) => (it.user ?? "") === user && !busy.has(it.id));
  const found = await Promise.all(free.map(async (row) => ({ ...row, content: await open(row, keys) })));
  // The host's own, opened by none of its keys, are somebody else's.
  return found.filter((it) => it.content || it.owner !== "host").sort((one, other) => other.at - one.at);
}

/** One of them, by its id, whatever its form is called on this page; nothing if no key opens it. */
export async function one(id, keys) {
  const row = await transact(["drafts"], "readonly", (tx) => tx.objectStore("drafts").get(id));
  const content = row && (await open(row, keys));
  return content && { ...row, content };
}

async function open(row, keys) {
  for (const { owner, key } of keys) {
    if (owner !== row.owner) continue;
    try {
      return await decrypt(key, row, about(row));
    } catch {
      // Another key, or a row that was damaged.
    }
  }
  return undefined;
}

async function heldIds() {
  const names = await locks.held();
  return new Set(names.filter((it) => it.startsWith(`${LOCK} `)).map((it) => it.slice(LOCK.length + 1)));
}

/** Removes one. */
export async function discard(id) {
  await transact(["drafts"], "readwrite", (tx) => tx.objectStore("drafts").delete(id));
  changed(id);
}

/** What lies here by form, without what is written: `[{id, form, at}]`. */
export async function list() {
  await expire();
  const rows = await transact(["drafts"], "readonly", (tx) => tx.objectStore("drafts").getAll());
  return rows.map(({ id, form, at }) => ({ id, form, at }));
}

async function expire() {
  const now = Date.now();
  await transact(["drafts"], "readwrite", async (tx) => {
    for (const row of await tx.objectStore("drafts").getAll()) {
      // Also what a clock that was wrong has dated far ahead.
      if (!(row.until > now && row.at <= now + HOUR)) tx.objectStore("drafts").delete(row.id);
    }
  });
}
