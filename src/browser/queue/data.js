// What the queue's screen shows, read anew whenever something has changed.

import { count, exportable, health, isOurs, items, list, receipts, unstoredItems } from "../local/local.js";
import { isDamaged, isRefused, keysOf, opener } from "./item.js";

/** What is being sent for the first time is not said to be unsent before this, in milliseconds. */
export const YOUNG = 2_000;
/** More than these are counted without a look at each, while the screen is closed. */
const FEW = 20;

/** Before anything is read. */
export const NOTHING = { count: 0, unstored: 0, items: [], receipts: [], drafts: [], openers: new Map(), exportable: new Set() };

function isYoung({ state, tries, at }) {
  const age = Date.now() - Date.parse(at);
  return state === "waiting" && tries <= 1 && age >= 0 && age < YOUNG;
}

/**
 * How much is not sent, and the latest of it: `most` of them, or of few all. `young` if some are
 * not counted yet.
 */
export async function readItems(most) {
  let [rows, total, failed] = [[], 0, false];
  try {
    total = await count();
    if (most || total <= FEW) rows = await items(Math.max(most, FEW));
  } catch (error) {
    console.error(`blankett: ${error.message}`);
    failed = true;
    // What cannot be stored is not lost yet.
    rows = unstoredItems().map((it) => ({ ...it, stored: false, ours: isOurs(it) }));
    total = rows.length;
  }
  const young = rows.filter(isYoung);
  const unstored = unstoredItems().filter((it) => !isYoung(it)).length;
  return { failed, unstored, young: young.length > 0, count: total - young.length, items: rows.filter((it) => !isYoung(it)).slice(0, most) };
}

/** By id, what opens the copy of each of these that was refused. */
export async function readOpeners(screen, rows) {
  const refused = rows.filter(isRefused);
  const found = refused.map(async ({ id }) => [id, Boolean(await opener(screen, id).catch(() => undefined))]);
  return new Map(await Promise.all(found));
}

/** The ids of those of these that can be taken out from here. */
export async function readExportable(screen, rows) {
  const whole = rows.filter((it) => !isDamaged(it));
  return exportable(whole, await keysOf(screen)).catch(() => new Set());
}

/** What else lies here. */
export async function readRest() {
  const [sent, drafts, safety] = await Promise.all([receipts().catch(() => []), list().catch(() => []), health()]);
  return { receipts: sent, drafts, health: safety };
}
