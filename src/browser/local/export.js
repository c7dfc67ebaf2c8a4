// Out to a file: who may take a submission there, and the file.

import { isLoggedIn } from "./outbox.js";
import { write } from "./queue-file.js";
import { isUnstored, reveal, unstoredItems, unstoredText } from "./rows.js";
import { transact } from "./store.js";
import { decrypt } from "./vault.js";

const BOTH = ["items", "bodies"];

/**
 * The ids of those that may go into a file from here. What is sealed nobody can read in it, so
 * anybody may. The rest is read by whoever chooses the password: it goes for who is logged in as
 * the one who filled it in; where nobody was, in the tab that it was filled in or brought in, or
 * with the host's own key. `keys` are `[{owner, key}]`.
 */
export async function exportable(items, keys) {
  const told = items.filter((it) => it.sealed || (it.user ? isLoggedIn(it.user) : isUnstored(it.id)));
  const rest = items.filter((it) => !it.sealed && !it.user && !isUnstored(it.id));
  const read = (tx) => Promise.all(rest.map(({ id }) => tx.objectStore("bodies").get(id)));
  const bodies = rest.length ? await transact(["bodies"], "readonly", read) : [];
  const opened = await Promise.all(rest.map(({ id }, at) => isMine(id, bodies[at], keys)));
  return new Set([...told, ...rest.filter((_, at) => opened[at])].map((it) => it.id));
}

const isMine = (id, body, keys) =>
  anyOpens(
    [
      [body?.own, `own ${id}`],
      [body?.copy, `copy ${id}`],
    ],
    keys,
  );

/** Whether one of these is encrypted with one of the keys. */
async function anyOpens(proofs, keys) {
  for (const [sealed, about] of proofs) {
    for (const { owner, key } of keys) {
      if (owner !== sealed?.owner) continue;
      const opens = await decrypt(key, sealed, about).then(
        () => true,
        () => false,
      );
      if (opens) return true;
    }
  }
  return false;
}

/**
 * Those of these that may be, as a file locked with the password, so that they can be sent from
 * another machine: the same bytes, so that nothing arrives twice. Gives the `file`, nothing if
 * there is nothing to put in it, and the ids in it, `exported`; how many are not because they were
 * damaged, `left`, or somebody else's, `held`; how many are, but can be sent from here alone, `bound`.
 */
export async function exportFile(ids, password, keys) {
  const read = (tx) => Promise.all(ids.map(async (id) => [await tx.objectStore("items").get(id), await tx.objectStore("bodies").get(id)]));
  const stored = ids.every(isUnstored) ? [] : await transact(BOTH, "readonly", read);
  const kept = unstoredItems().map((it) => [it, { body: unstoredText(it.id) }]);
  const found = [...stored, ...kept].filter(([item, body]) => item && body && ids.includes(item.id));
  const allowed = await exportable(found.map(([item]) => item), keys);
  const mine = found.filter(([item]) => allowed.has(item.id));
  const rows = [];
  let left = ids.length - found.length;
  for (const [{ id, form, action, user, headers, at, sealed }, { body }] of mine) {
    try {
      const text = sealed || typeof body === "string" ? body : await reveal(body, `body ${id}`);
      rows.push({ id, form, action, user, headers, at, sealed, body: text });
    } catch {
      // A row that was damaged is no reason not to save the others.
      left += 1;
    }
  }
  const file = rows.length ? new Blob([await write(rows, password)], { type: "application/json" }) : undefined;
  return { file, exported: rows.map((it) => it.id), left, held: found.length - mine.length, bound: rows.filter(isBound).length };
}

/** Whether it goes with a host's headers, and does not say whose: no other machine can know for whom to send it. */
export const isBound = ({ headers, user }) => Boolean(headers) && !user;
