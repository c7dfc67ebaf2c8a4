// In from a file, in two steps: what it holds is looked at and shown, and then, if a person says
// so, taken. A file proves nothing about who made it but that they knew its password.

import { isBound } from "./export.js";
import { changed } from "./news.js";
import { addresses, drain } from "./outbox.js";
import { inside } from "./queue-file.js";
import { store } from "./rows.js";
import { transact } from "./store.js";

/**
 * What a file holds, as `outside` gave it: `[{row, verdict}]`. Nothing is stored. `places` are the
 * addresses that the page has named besides those of its forms. The verdict is
 *
 * - `ready`: it can be taken;
 * - `known`: it is here already, waiting or sent;
 * - `elsewhere`: nothing on this page is sent to its address;
 * - `login`: it needs a log-in, and the file does not say whose;
 * - `broken`: it makes no sense, and there is no row.
 */
export async function inspectFile(locked, password, places) {
  const rows = await inside(locked, password);
  const known = await knownOf(rows.filter(Boolean).map((it) => it.id));
  return rows.map((row) => ({ row, verdict: judge(row, known, [...addresses(), ...places]) }));
}

function judge(row, known, all) {
  if (!row) return "broken";
  if (known.has(row.id)) return "known";
  if (!all.includes(row.action)) return "elsewhere";
  return isBound(row) ? "login" : "ready";
}

async function knownOf(ids) {
  const isHere = async (tx, id) => (await Promise.all(["items", "receipts"].map((it) => tx.objectStore(it).getKey(id)))).some(Boolean);
  const read = (tx) => Promise.all(ids.map(async (id) => ((await isHere(tx, id)) ? id : undefined)));
  return new Set(await transact(["items", "receipts"], "readonly", read));
}

/**
 * Takes those that are ready, for good: from now on they wait as if they had been filled in here,
 * but for one thing, `imported`; see `senderOf` of outbox.js. Gives how many were `added`.
 */
export async function importRows(found, places) {
  const all = [...addresses(), ...places];
  let added = 0;
  // The page may have changed while the question stood there.
  for (const { row } of found.filter(({ row, verdict }) => verdict === "ready" && judge(row, new Set(), all) === "ready")) {
    const { body, ...told } = row;
    const item = { ...told, imported: true, state: "waiting", why: "", status: 0, tries: 0, due: Date.now() };
    if (await store(item, body)) added += 1;
  }
  changed();
  void drain("login");
  return added;
}
