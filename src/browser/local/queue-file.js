// The file that carries a queue to another machine: a list of rows, all of it locked with a
// password, so that nothing of it can be read, changed, added or taken out without that. Whoever
// made it may still be anybody: what a foreign file says is taken as far as is checked here.

import { toBytes } from "./base64.js";
import { lock, lockOf, unlock } from "./seal.js";

/** That of the first edition left outside the lock what is sealed, and to whom and by whom each row goes. */
const VERSION = 2;

/** What a file may hold: of itself, of an address, a submission and a name in characters; of rows. */
export const MOST = { file: 50_000_000, rows: 10_000, body: 8_000_000, address: 2_000, name: 200, title: 300 };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
/** As `userHash` makes it. */
const USER = /^[\w-]{43}$/;
/** What is not seen, or turns what stands beside it around: controls, formats, half characters, unassigned ones. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Languages of a title, by their codes, and how many of them. */
const LANGUAGE = /^[a-z]{2,3}$/;
const MOST_LANGUAGES = 20;

/** A file that cannot be used; `reason` is foreign, damaged, old, later, large or password. */
export class FileError extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** The text of a file with these rows: `{id, form, action, user, headers, at, sealed, body}`. */
export async function write(rows, password) {
  if (rows.length > MOST.rows) throw new FileError("large");
  const locked = await lock(JSON.stringify({ blankett: "queue", version: VERSION, rows }), password);
  const text = JSON.stringify({ blankett: "queue", version: VERSION, locked }, null, 1);
  if (text.length > MOST.file) throw new FileError("large");
  return text;
}

/** What is locked in a file. Throws a FileError if it is no such file. */
export function outside(text) {
  if (text.length > MOST.file) throw new FileError("large");
  const file = parsed(text, text.includes('"blankett"') ? "damaged" : "foreign");
  if (file?.blankett !== "queue" || !Number.isInteger(file.version)) throw new FileError("foreign");
  if (file.version !== VERSION) throw new FileError(file.version < VERSION ? "old" : "later");
  if (typeof file.locked !== "string" || !lockOf(file.locked)) throw new FileError("damaged");
  return file.locked;
}

/**
 * The rows in there: one for each that the file has, nothing in place of what makes no sense or
 * has the id of one before. Throws a FileError if the password is wrong or it was changed.
 */
export async function inside(locked, password) {
  let text;
  try {
    text = await unlock(locked, password);
  } catch (error) {
    throw new FileError(error.name === "OperationError" ? "password" : "damaged");
  }
  const { version, rows } = parsed(text, "damaged") ?? {};
  if (version !== VERSION || !Array.isArray(rows)) throw new FileError("damaged");
  if (rows.length > MOST.rows) throw new FileError("large");
  const ids = new Set();
  return rows.map((it) => {
    const row = readRow(it);
    if (!row || ids.has(row.id)) return undefined;
    ids.add(row.id);
    return row;
  });
}

function parsed(text, reason) {
  try {
    return JSON.parse(text);
  } catch {
    throw new FileError(reason);
  }
}

/** A row of a foreign file, member by member; nothing where one makes no sense. */
export function readRow(value) {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, form, action, user = "", headers = false, at, sealed = false, body } = value;
  const isFlag = (it) => typeof it === "boolean";
  if (!is(id, 36, UUID) || !is(at, 40, TIME) || Number.isNaN(Date.parse(at)) || !(user === "" || is(user, 43, USER))) return undefined;
  if (!isFlag(headers) || !isFlag(sealed) || !isAddress(action)) return undefined;
  const edition = readForm(form);
  if (!edition || !is(body, MOST.body) || !(sealed ? isSealed : isEnvelope)(body, { id, at, form: edition })) return undefined;
  return { id, form: edition, action, user, headers, at, sealed, body };
}

const is = (value, most, pattern = /./) => typeof value === "string" && value.length <= most && pattern.test(value);

/** A name that can be shown as it is. */
const isName = (value) => is(value, MOST.name) && value.search(UNSEEN) < 0;

function readForm(form) {
  const { id, version, title } = form ?? {};
  return isName(id) && isName(version) ? { id, version, title: readTitle(title) } : undefined;
}

/** A title, or one for each language, without what is not seen in it. */
function readTitle(title) {
  if (typeof title === "string") return seen(title);
  if (typeof title !== "object" || title === null) return undefined;
  const found = Object.keys(title).filter((it) => LANGUAGE.test(it) && typeof title[it] === "string").slice(0, MOST_LANGUAGES);
  return found.length ? Object.fromEntries(found.map((it) => [it, seen(title[it])])) : undefined;
}

/** Begins with what is shown at most, so that a long one takes no time. */
const seen = (text) => text.slice(0, MOST.title).replace(/\s+/g, " ").replace(UNSEEN, "").trim();

/** As the browser writes an address to post to, without a name and a password in it. */
export function isAddress(action) {
  if (!is(action, MOST.address)) return false;
  try {
    const { protocol, username, password, href } = new URL(action);
    return /^https?:$/.test(protocol) && !username && !password && href === action;
  } catch {
    return false;
  }
}

/** A header that tells of this submission; whether the rest is whole, only the recipient can see. */
function isSealed(body, { id, form }) {
  try {
    const parts = body.split(".", 6);
    if (parts.length !== 5 || parts[1] !== "") return false;
    for (const part of parts) toBytes(part);
    return tellsOf(JSON.parse(new TextDecoder().decode(toBytes(parts[0]))), id, form);
  } catch {
    return false;
  }
}

function isEnvelope(body, { id, at, form }) {
  try {
    const envelope = JSON.parse(body);
    return tellsOf(envelope, id, form) && envelope.submittedAt === at && typeof envelope.answers === "object";
  } catch {
    return false;
  }
}

const tellsOf = (told, id, form) => told.id === id && told.form?.id === form.id && told.form.version === form.version;
