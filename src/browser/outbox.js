// The queue of submissions: stored once, sent by whichever page or worker can, until the
// backend has them. What follows from what is decided by turn.js; this only does it.

import { locked } from "./locks.js";
import { StoreError, transact } from "./store.js";
import { LONGEST_WAIT, turn } from "./turn.js";
import { decrypt, encrypt, keepQueueKey, ofQueue } from "./vault.js";
import { seal } from "./seal.js";

// Milliseconds: for one attempt; and how many attempts at a time.
const PATIENCE = 30_000;
const ABREAST = 8;
const LOCK = "blankett-outbox";
const ALL = ["items", "bodies", "drafts", "receipts"];

/** What could not be stored, by id, as `{item, text}`: lost when the page is closed. */
const unstored = new Map();
/** Who on this page can make ready for an attempt: `{form(), of(), user(), headers()}`. */
const senders = new Set();
/** Who wants to know about one submission, by id. */
const listeners = new Map();
/** Who wants to know whenever anything is stored, sent or deleted. */
const watchers = new Set();
/** Addresses that were told to wait, and until when. */
const holds = new Map();

const channel = makeChannel();

/** To other tabs and the worker; nothing where browsers refuse it, as they may with all storage. */
function makeChannel() {
  try {
    const made = new BroadcastChannel(LOCK);
    made.addEventListener("message", ({ data }) => void heard(data));
    return made;
  } catch {
    return undefined;
  }
}

/**
 * Puts a submission into the queue: `item` is what may be read (`id`, `form`, `action`, `user`,
 * `headers`, `digest`, `at`), `text` what is posted. In the same transaction its draft is
 * consumed and the refused submission that it corrects goes. True once it is on the disk, false
 * if it is in this page alone. Throws only if it cannot be sealed.
 */
export async function add(item, text, { recipient, draft, copy, replaces } = {}) {
  const row = { ...item, sealed: Boolean(recipient), state: "waiting", why: "", status: 0, tries: 0, due: Date.now() };
  const { id, version } = item.form;
  const sealed = recipient && (await seal(text, recipient, { id: item.id, form: { id, version } }));
  try {
    await store(row, sealed ?? text, async (tx) => {
      const refused = replaces && (await tx.objectStore("items").get(replaces));
      if (refused?.state === "parked") remove(tx, replaces);
      if (draft) tx.objectStore("drafts").delete(draft);
      tx.objectStore("bodies").put({ ...(await tx.objectStore("bodies").get(item.id)), copy });
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
 * with whatever `more` does in it. False if the id is there already, waiting or sent.
 */
export async function store(row, text, more = () => {}) {
  for (let anew = false; ; anew = true) {
    const key = row.sealed ? undefined : await ofQueue(anew);
    const body = key ? await encrypt(key.key, text, `body ${row.id}`) : text;
    const write = async (tx) => {
      for (const name of ["items", "receipts"]) if (await tx.objectStore(name).getKey(row.id)) return false;
      if (key && !(await keepQueueKey(tx, key))) return undefined;
      tx.objectStore("items").put(row);
      tx.objectStore("bodies").put({ id: row.id, body });
      await more(tx);
      return true;
    };
    const done = await transact([...ALL, "keys"], "readwrite", write, "strict");
    // Another tab has made another key.
    if (done !== undefined) return done;
  }
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

/** Lets this page send what has this action and user. Gives what takes it back. */
export function register(sender) {
  senders.add(sender);
  return () => senders.delete(sender);
}

/** Calls back with how a submission stands, whenever that changes, wherever it is sent from. */
export function listen(id, callback) {
  listeners.set(id, callback);
}

/** No longer. */
export function unlisten(id) {
  listeners.delete(id);
}

/** Calls back whenever anything stored has changed, in any tab. Gives what takes it back. */
export function watch(callback) {
  watchers.add(callback);
  return () => watchers.delete(callback);
}

/** Tells watchers here and in other tabs. */
export function changed(id, told) {
  for (const watcher of watchers) watcher();
  channel?.postMessage({ id, told });
}

async function heard({ id, told }) {
  for (const watcher of watchers) watcher();
  const listener = listeners.get(id);
  // Sent by another tab, or the worker: it says what came of it.
  if (listener && told) listener(told);
}

/** How a submission stands now, for those who missed it: `{state, why, …}`; nothing if it is nowhere. */
export async function standing(id) {
  const kept = unstored.get(id);
  if (kept) return kept.item;
  const find = async (tx) => [await tx.objectStore("items").get(id), await tx.objectStore("receipts").get(id)];
  const [item, receipt] = await transact(["items", "receipts"], "readonly", find);
  return item ?? (receipt && { ...receipt, state: "delivered" });
}

/** Sends one now: a new one, or because a person asks. */
export async function send(id, event = "ask") {
  try {
    await alone(`${LOCK} ${id}`, () => attempt(id, event));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    console.error(`blankett: ${error.message}`);
    // What cannot be read now is not sent now; nobody waits for it in vain.
    tell({ id, state: "waiting", why: "host", status: 0 });
  }
  void schedule();
}

let wish;
let running;
/** When the queue was last looked through. */
let looked = 0;

/**
 * Sends all that can be sent from here: `look` what is due; `wake` because network or person is
 * back; `login` because a page begins or has a new token.
 */
export async function drain(event = "look") {
  const rank = ["look", "wake", "login"];
  if (!wish || rank.indexOf(event) > rank.indexOf(wish)) wish = event;
  // One sender across tabs. Without locks, an id received twice is received once.
  running ??= locked(LOCK, {}, run)
    .catch((error) => console.error(`blankett: ${error.message}`))
    .finally(() => {
      running = undefined;
      void schedule();
    });
  return running;
}

async function run() {
  while (wish) {
    const event = wish;
    wish = undefined;
    looked = Date.now();
    if (event !== "look") holds.clear();
    for (const id of unstored.keys()) await alone(`${LOCK} ${id}`, () => attempt(id, event));
    await Promise.all((await actions()).map((action) => runThrough(action, event)));
  }
}

/** The addresses that anything waits for. */
async function actions() {
  const read = async (tx) => {
    const found = [];
    let cursor = await tx.objectStore("items").index("action").openKeyCursor(null, "nextunique");
    for (; cursor; cursor = await cursor.continue()) found.push(cursor.key);
    return found;
  };
  // Storage that fails is no reason not to send what is in memory.
  return transact(["items"], "readonly", read).catch(() => []);
}

/** All but what is parked, the longest due first. */
const unparked = (action) => IDBKeyRange.bound([action, -Infinity], [action, Infinity], false, true);

async function runThrough(action, event) {
  const now = Date.now();
  const range = event === "look" ? IDBKeyRange.bound([action, -Infinity], [action, now]) : unparked(action);
  // A clock that was set back leaves times that nothing waits for.
  const late = IDBKeyRange.bound([action, now + LONGEST_WAIT], [action, Infinity], true, true);
  const read = async (tx) => {
    const index = tx.objectStore("items").index("turn");
    const due = await index.getAllKeys(range);
    return event === "look" ? [...due, ...(await index.getAllKeys(late))] : due;
  };
  const ids = await transact(["items"], "readonly", read);
  const next = async () => {
    while (ids.length && !(holds.get(action) > Date.now())) {
      const id = ids.shift();
      await alone(`${LOCK} ${id}`, () => attempt(id, event));
    }
  };
  // The first alone: where nobody answers, one knock is enough.
  if (ids.length) await alone(`${LOCK} ${ids[0]}`, () => attempt(ids.shift(), event));
  await Promise.all(Array.from({ length: ABREAST }, next));
}

/** Unless another tab is at it already. */
const alone = (name, act) => locked(name, { ifAvailable: true }, act);

/** Who can send it from here; nobody if its user or its headers are missing. */
function senderOf(item) {
  const fit = [...senders].filter((it) => !item.user || it.user() === item.user);
  const own = fit.find((it) => it.of() === item.action);
  if (own) return own;
  return item.headers || (item.user && !fit.length) ? undefined : { headers: async () => new Headers() };
}

/** Whether it could be sent from here. */
export const isOurs = (item) => Boolean(senderOf(item));

/** One attempt, if its time has come. */
async function attempt(id, event) {
  let sender;
  const taken = await change(id, (item, body) => {
    // Where the form is posted by now, if the address was wrong, or has been moved.
    const anew = event === "ask" && [...senders].find((it) => it.of() && it.form() === item.form?.id);
    const action = anew ? anew.of() : item.action;
    sender = senderOf({ ...item, action });
    if (!sender) return {};
    const next = turn(item, event);
    return { item: { ...item, ...next.item, action }, goes: next.action === "send", body };
  });
  if (!taken?.goes) return;
  const { item } = taken;
  let text;
  try {
    text = item.sealed || unstored.has(id) ? taken.body.body : await reveal(taken.body.body, `body ${id}`);
    if (typeof text !== "string") throw new TypeError("no text");
  } catch {
    // A row that was damaged: nobody can read it, and it must not stop the others.
    const damaged = await change(id, (it) => ({ item: { ...it, state: "parked", why: "damaged", due: Infinity } }));
    if (damaged) tell(damaged.item);
    return;
  }
  await settle(item, await post(item, text, sender));
}

async function conceal(text, about) {
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

/** Reads an item and writes what `decide` makes of it, in one transaction. */
async function change(id, decide) {
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
  if (made.item) tx.objectStore("items").put(made.item);
  if (made.problem && (await keepQueueKey(tx, made.problem.key))) {
    tx.objectStore("bodies").put({ ...body, problem: made.problem.sealed });
  }
  return made;
}

/** Writes down what came of an attempt, and tells those who wait for it. */
async function settle(sent, reply) {
  const { id } = sent;
  const { status, text } = reply;
  // Before the transaction, which does not wait for it. It may name what was typed.
  const problem = status >= 400 && status < 500 ? await conceal(text, `problem ${id}`).catch(() => undefined) : undefined;
  let next;
  const decide = (item) => {
    next = turn(item, reply);
    if (next.action === "deliver") return { receipt: receiptOf(item, text) };
    const made = { ...item, ...next.item, status: Math.max(status, 0) };
    return { item: made, problem: made.state === "parked" ? problem : undefined };
  };
  const made = await change(id, decide).catch((error) => {
    if (!(error instanceof StoreError)) throw error;
    console.error(`blankett: ${error.message}`);
    // It was sent all the same; what stays stored is sent again, under the same id.
    next ??= turn(sent, reply);
    return { item: { ...sent, ...next.item }, receipt: next.action === "deliver" && { id } };
  });
  if (!made) return;
  if (next.hold) holds.set(made.item.action, made.item.due);
  tell(made.receipt ? { ...made.receipt, state: "delivered" } : made.item, text);
}

function tell(item, text = "") {
  const told = { state: item.state, why: item.why, status: item.status, text };
  listeners.get(item.id)?.(told);
  changed(item.id, told);
}

/** What stays of a submission that was delivered: nothing of what was answered. */
function receiptOf({ id, form, at, digest, user }, text) {
  let reference = id;
  try {
    reference = JSON.parse(text).reference ?? id;
  } catch {
    // An answer without a body.
  }
  return { id, form, at, digest, user, sent: new Date().toISOString(), reference: String(reference).slice(0, 100) };
}

/** One attempt. An answer that is cut off, or takes too long, is no answer. */
async function post({ id, action, sealed }, body, sender) {
  let headers;
  try {
    headers = await sender.headers();
  } catch {
    return { status: -2, text: "" };
  }
  try {
    headers.set("Content-Type", sealed ? "application/jose" : "application/json");
    headers.set("Idempotency-Key", `"${id}"`);
    const response = await fetch(action, {
      method: "POST",
      headers,
      body,
      credentials: "omit",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const header = (name) => response.headers.get(name) ?? "";
    const retryAfter = /^\d{1,6}$/.test(header("Retry-After")) ? Number(header("Retry-After")) : undefined;
    const text = await response.text();
    return { status: response.status, echoes: header("Content-Type").includes("json") && repeats(text, id), retryAfter, text };
  } catch {
    return { status: -1, text: "" };
  }
}

function repeats(text, id) {
  try {
    return JSON.parse(text).id === id;
  } catch {
    return false;
  }
}

/** Whether anything waits that is sent by itself. */
export async function isWaiting() {
  const left = async (action) => transact(["items"], "readonly", (tx) => tx.objectStore("items").index("turn").count(unparked(action)));
  const counts = await Promise.all((await actions()).map(left));
  return unstored.size > 0 || counts.some((it) => it > 0);
}

let timer;
let scheduled = 0;

/** Looks again when the first is due. */
async function schedule() {
  const mine = ++scheduled;
  const now = Date.now();
  const read = async (tx, action) => {
    // What was due by then and stands still is held: for another user, or another page's headers.
    const after = IDBKeyRange.bound([action, Math.min(looked, now)], [action, Infinity], true, true);
    return (await tx.objectStore("items").index("turn").openKeyCursor(after))?.key[1];
  };
  // Now and then in any case: storage that does not answer now may have something to send.
  const times = [now + LONGEST_WAIT, ...unstoredItems().map((it) => it.due)];
  for (const action of await actions()) {
    times.push(await transact(["items"], "readonly", (tx) => read(tx, action)).catch(() => undefined));
  }
  // Whoever asked later knows more.
  if (mine !== scheduled) return;
  clearTimeout(timer);
  const next = Math.min(...times.filter((it) => it !== undefined));
  timer = setTimeout(() => void drain("look"), Math.max(next - now, 500));
}
