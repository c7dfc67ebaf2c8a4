// Digests that older editions have left in the clear. They had no salt: a national id can be found
// from one, by whoever knows the other answers, by trying all there are.

import { transact } from "./store.js";

/** How many rows are read at a time. */
const BATCH = 500;
/** What says, among the keys, that this was done. */
const DONE = "digests-dropped";

/** A row without its digest. */
export function withoutDigest(row) {
  const { digest: _, ...rest } = row;
  return rest;
}

/** Takes them away, once on each machine. */
export async function dropDigests() {
  if (await transact(["keys"], "readonly", (tx) => tx.objectStore("keys").get(DONE))) return;
  await dropFrom("items", () => true);
  await dropFrom("receipts", ({ salted }) => !salted);
  await transact(["keys"], "readwrite", (tx) => tx.objectStore("keys").put({ name: DONE }));
}

async function dropFrom(name, isBare) {
  const drop = async (tx, last) => {
    const store = tx.objectStore(name);
    const rows = await store.getAll(last === undefined ? undefined : IDBKeyRange.lowerBound(last, true), BATCH);
    for (const row of rows) if (row.digest !== undefined && isBare(row)) store.put(withoutDigest(row));
    return rows.at(-1)?.id;
  };
  let last = await transact([name], "readwrite", (tx) => drop(tx));
  while (last !== undefined) {
    const before = last;
    last = await transact([name], "readwrite", (tx) => drop(tx, before));
  }
}
