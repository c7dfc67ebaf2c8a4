// The queue of submissions: stored once, sent by whichever page or worker can, until the
// backend has them. What follows from what is decided by turn.js; this only does it.

import { dropDigests } from "./digests.js";
import { locked } from "./locks.js";
import { tell } from "./news.js";
import { post, receiptOf } from "./post.js";
import { actions, change, conceal, isUnstored, nextTurn, reveal, turns, unstoredItems } from "./rows.js";
import { StoreError } from "./store.js";
import { LONGEST_WAIT, turn } from "./turn.js";

/** How many attempts at a time. */
const ABREAST = 8;
const LOCK = "blankett-outbox";

/** Who on this page can make ready for an attempt: `{form(), of(), user(), headers()}`. */
const senders = new Set();
/** Addresses that were told to wait, and until when. */
const holds = new Map();
/** What has come, from the weakest reason to send to the strongest. */
const EVENTS = ["look", "wake", "login", "ask"];
/** By id: what this page attempts now, and what has come meanwhile. */
const attempted = new Map();

/** Lets this page send what has this action and user. Gives what takes it back. */
export function register(sender) {
  senders.add(sender);
  return () => senders.delete(sender);
}

/** Sends one now: a new one, or because a person asks. */
export async function send(id, event = "ask") {
  try {
    await attemptAlone(id, event);
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
  wish = stronger(wish, event);
  // One sender across tabs. Without locks, an id received twice is received once.
  running ??= locked(LOCK, {}, run)
    .catch((error) => console.error(`blankett: ${error.message}`))
    .finally(() => {
      running = undefined;
      void schedule();
    });
  return running;
}

let dropped;

async function run() {
  // Beside it: nothing waits for that, and what fails is done from the next page.
  dropped ??= dropDigests().catch(() => {});
  while (wish) {
    const event = wish;
    wish = undefined;
    looked = Date.now();
    if (event !== "look") holds.clear();
    for (const { id } of unstoredItems()) await attemptAlone(id, event);
    await Promise.all((await actions()).map((action) => runThrough(action, event)));
  }
}

async function runThrough(action, event) {
  const ids = await turns(action, event !== "look");
  const next = async () => {
    while (ids.length && !(holds.get(action) > Date.now())) {
      await attemptAlone(ids.shift(), event);
    }
  };
  // The first alone: where nobody answers, one knock is enough.
  if (ids.length) await attemptAlone(ids.shift(), event);
  await Promise.all(Array.from({ length: ABREAST }, next));
}

const stronger = (one, other) => (EVENTS.indexOf(one) > EVENTS.indexOf(other) ? one : other);

/**
 * Unless another tab is at it already. If this page is, it is done again when that has failed: a
 * token or a network that came meanwhile may be what it lacked.
 */
async function attemptAlone(id, event) {
  if (attempted.has(id)) return void attempted.set(id, stronger(attempted.get(id), event));
  try {
    for (let next = event; next; next = attempted.get(id)) {
      attempted.set(id, undefined);
      await locked(`${LOCK} ${id}`, { ifAvailable: true }, () => attempt(id, next));
    }
  } finally {
    attempted.delete(id);
  }
}

/** The addresses that this page's forms are sent to. */
export const addresses = () => [...senders].map((it) => it.of()).filter(Boolean);

/** Whether a form of this page says that this user is logged in; `action` if it must be one that is sent there. */
export const isLoggedIn = (user, action) => [...senders].some((it) => user && it.user() === user && (!action || it.of() === action));

/**
 * Who can send it from here; nobody if its user or its headers are missing. What came in a file
 * without a user was perhaps put there by a stranger: it never goes with a host's headers.
 */
function senderOf(item) {
  const fit = [...senders].filter((it) => (item.user ? it.user() === item.user : !item.imported));
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
    text = item.sealed || isUnstored(id) ? taken.body.body : await reveal(taken.body.body, `body ${id}`);
    if (typeof text !== "string") throw new TypeError("no text");
  } catch {
    // A row that was damaged: nobody can read it, and it must not stop the others.
    const damaged = await change(id, (it) => ({ item: { ...it, state: "parked", why: "damaged", due: Infinity } }));
    if (damaged) tell(damaged.item);
    return;
  }
  await settle(item, text, await post(item, text, sender));
}

/** Writes down what came of an attempt, and tells those who wait for it. */
async function settle(sent, body, reply) {
  const { id } = sent;
  const { status, text } = reply;
  // Before the transaction, which does not wait for it. It may name what was typed.
  const problem = status >= 400 && status < 500 ? await conceal(text, `problem ${id}`).catch(() => undefined) : undefined;
  let next;
  const decide = (item) => {
    next = turn(item, reply);
    if (next.action === "deliver") return { receipt: receiptOf(item, body, text) };
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

let timer;
let scheduled = 0;

/** Looks again when the first is due. */
async function schedule() {
  const mine = ++scheduled;
  const now = Date.now();
  // Now and then in any case: storage that does not answer now may have something to send.
  const times = [now + LONGEST_WAIT, ...unstoredItems().map((it) => it.due)];
  // What was due by then and stands still is held: for another user, or another page's headers.
  const after = Math.min(looked, now);
  for (const action of await actions()) times.push(await nextTurn(action, after).catch(() => undefined));
  // Whoever asked later knows more.
  if (mine !== scheduled) return;
  clearTimeout(timer);
  const next = Math.min(...times.filter((it) => it !== undefined));
  timer = setTimeout(() => void drain("look"), Math.max(next - now, 500));
}
