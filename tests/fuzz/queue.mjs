// The readers of foreign bytes that are scripts, with a queue of their own in memory:
//
//   queue-file  a queue's file as a page takes it in
//   queue-row   rows as they lie in IndexedDB, sent to a backend that answers anything
//
// `cargo xtask fuzz queue-file queue-row` runs this.

import "fake-indexeddb/auto";
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Chance, harmBytes, harmJson } from "./harm.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PASSWORD = "riktig hest batteri";
/** Milliseconds for every 64 kB begun, as of the readers in Rust, and for each row's transaction. */
const TIME = 50;
const ROW = 2;
/** How long an input may become. */
const LONGEST = 200_000;
const MOST_FINDINGS = 10;
const VERDICTS = ["ready", "known", "elsewhere", "login", "broken"];
/** What may be said of a file that it does not take. */
const REASONS = ["foreign", "damaged", "old", "later", "large", "password"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "1" }, from: { type: "string", default: "0" }, inputs: { type: "string", default: "20000" }, out: { type: "string", default: join(ROOT, "target/fuzz") } },
});
const [seed, from, inputs] = [values.seed, values.from, values.inputs].map((it) => Number(it.replaceAll("_", "")));

/** The scripts of a page that hold the queue, in one module. */
async function queue() {
  const turn = (await readFile(process.env.BLANKETT_TURN)).toString("base64");
  const local = (name) => JSON.stringify(join(ROOT, "src/browser/local", name));
  const contents = ["export.js", "handover.js", "import.js", "outbox.js", "queue-file.js", "rows.js", "seal.js", "store.js", "vault.js"].map((it) => `export * from ${local(it)};`).join("\n");
  // Passwords are slow to try on purpose; what is behind them must be reached often.
  const quick = {
    name: "quick",
    setup: (it) =>
      it.onLoad({ filter: /seal\.js$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        const rounds = ["const ROUNDS = 600_000", "const MOST_ROUNDS = 1_000_000"];
        if (!rounds.every((it) => text.includes(it))) throw new Error("seal.js counts its rounds in another way: see tests/fuzz/queue.mjs.");
        return { contents: rounds.reduce((it, line) => it.replace(line, line.replace(/[\d_]+$/, "1")), text) };
      }),
  };
  const outfile = join(values.out, "queue.mjs");
  await build({ stdin: { contents, resolveDir: ROOT }, bundle: true, format: "esm", outfile, logLevel: "error", define: { BLANKETT_TURN: JSON.stringify(turn) }, nodePaths: [join(ROOT, "xtask/node_modules")], plugins: [quick] });
  return import(outfile);
}

const id = (at) => `6f1f1b2e-8a55-4b8e-9a0e-3f6f0d1c2b${at}a`;

/** Files that are right: one open submission, three, and one of them sealed. */
async function seeds({ add, exportFile, ofTab, wipe }) {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const recipient = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "2026" };
  const ids = [1, 2, 3].map(id);
  for (const [at, own] of ids.entries()) {
    const form = { id: "buypass-virksomhetssertifikat", version: "2026-11-21" };
    const item = { id: own, form, action: "https://vendor.example/api/innsendinger", user: "", headers: at === 1, digest: "sha-256=00", at: `2026-11-21T19:00:0${at}.000Z` };
    const text = JSON.stringify({ id: own, form, language: "nb", submittedAt: item.at, answers: { virksomhet: { navn: "Tannlegene Vest AS" } } });
    await add(item, text, { recipient: at === 2 ? recipient : undefined });
  }
  const keys = [await ofTab()];
  const texts = [];
  for (const some of [ids.slice(0, 1), ids, ids.slice(2)]) texts.push(await (await exportFile(some, PASSWORD, keys)).file.text());
  await wipe();
  return texts;
}

/** Whether a text is locked with the password, and what is in it then. */
async function inside(text, unlock) {
  return text.split(".").length === 5 ? unlock(text, PASSWORD).catch(() => undefined) : undefined;
}

/** Every fourth is harmed behind its password, and locked again. */
async function makeFile(chance, texts, { lock, unlock }) {
  const text = chance.of(texts);
  if (chance.onceIn(2)) return harmBytes(text, chance.of(texts), chance).slice(0, LONGEST);
  const json = JSON.parse(text);
  if (chance.onceIn(2)) {
    for (const [key, value] of Object.entries(json)) {
      const open = typeof value === "string" && (await inside(value, unlock));
      if (!open) continue;
      const harmed = chance.onceIn(2) ? harmBytes(open, text, chance) : JSON.stringify(harmJson(JSON.parse(open), chance));
      json[key] = await lock(harmed, PASSWORD);
    }
    if (chance.onceIn(2)) return JSON.stringify(json);
  }
  return JSON.stringify(harmJson(json, chance)).slice(0, LONGEST);
}

/** Takes a file in. Gives how many rows were `taken`, how long that took, and for how `many` rows. */
async function readFileOf(text, { outside, inspectFile, importRows, items, drain }) {
  const begin = performance.now();
  let found, added;
  try {
    found = await inspectFile(outside(text), PASSWORD, [ACTION]);
    added = await importRows(found, [ACTION]);
  } catch (error) {
    if (!REASONS.includes(error.reason)) throw error;
    return { taken: 0, many: 0, time: performance.now() - begin };
  }
  const time = performance.now() - begin;
  const of = (verdict) => found.filter((it) => it.verdict === verdict).length;
  if (!found.every((it) => VERDICTS.includes(it.verdict))) throw new Error(`verdicts: ${found.map((it) => it.verdict)}`);
  if (added !== of("ready")) throw new Error(`${added} added of ${of("ready")}`);
  if (added) {
    // What lies here now is listed, and looked at as what is to be sent is.
    if ((await items()).length < added) throw new Error("added, and not there");
    await drain("login");
  }
  return { taken: added + of("known"), many: found.length, time };
}

const ACTION = "https://vendor.example/api/innsendinger";
const STATUSES = [200, 201, 202, 204, 302, 400, 401, 403, 409, 422, 429, 500, 503];
const ANSWERS = [{ id: id(1), reference: "B-7F3K-29QD" }, { title: "Sjekk svarene", errors: [{ pointer: "#/answers/navn", detail: "Nei." }] }, {}, null, []];

/** A row, its bytes, and what the backend answers: harmed each, as JSON text. */
async function makeRow(chance) {
  const form = { id: "buypass-virksomhetssertifikat", version: "2026-11-21" };
  const item = { id: id(1), form, action: ACTION, user: "", headers: false, digest: "sha-256=00", at: "2026-11-21T19:00:00.000Z", sealed: true, state: chance.of(["waiting", "paused", "parked"]), why: chance.of(["", "network", "busy"]), status: 0, tries: chance.below(12), due: chance.of([0, 1e12, 1e14, -1]) };
  const body = { id: id(1), body: "a.b.c.d.e" };
  const answer = { status: chance.of(STATUSES), headers: { "Content-Type": "application/json", "Retry-After": chance.of(["", "1", "999999", "x"]) }, body: chance.of(ANSWERS) };
  const harmed = chance.onceIn(4) ? item : harmJson(item, chance);
  // IndexedDB holds nothing else there.
  const row = typeof harmed === "object" && !Array.isArray(harmed) ? harmed : {};
  const text = JSON.stringify(harmJson(answer.body, chance)) ?? "";
  return JSON.stringify({ row, body: chance.onceIn(2) ? body : harmJson(body, chance), answer: { ...answer, body: chance.onceIn(3) ? harmBytes(text, "", chance) : text } });
}

let answer;

/** Sends such a row. Whatever it was, it is listed, received or still there, and nothing breaks off. */
async function readRow(text, { items, receipts, standing, drain, send, transact }) {
  const input = JSON.parse(text);
  const at = id(1);
  const begin = performance.now();
  await transact(["items", "bodies", "receipts"], "readwrite", async (tx) => {
    for (const name of ["items", "bodies", "receipts"]) tx.objectStore(name).clear();
    tx.objectStore("items").put({ ...input.row, id: at });
    tx.objectStore("bodies").put({ ...input.body, id: at });
  });
  answer = input.answer;
  const [listed] = await items();
  if (!listed || listed.id !== at || typeof listed.state !== "string") throw new Error("not listed");
  await drain("login");
  await send(at);
  answer = undefined;
  const there = await standing(at);
  if (!there) throw new Error("neither sent nor there");
  for (const it of await receipts()) if (typeof it.reference !== "string") throw new Error("a receipt without a reference");
  return { taken: there.state === "delivered" ? 1 : 0, many: 5, time: performance.now() - begin };
}

const READERS = {
  "queue-file": { make: makeFile, read: readFileOf },
  "queue-row": { make: makeRow, read: readRow },
};

// The network: what the row's backend answers, and nobody else.
globalThis.fetch = async () => {
  if (!answer) throw new TypeError("no network");
  const { status, headers, body } = answer;
  return new Response(status === 204 ? null : body, { status, headers });
};
/** What the queue itself found to be wrong and went on after. */
const complaints = [];
console.error = (...words) => complaints.push(words.join(" "));

/** Feeds one reader; says what came of it, and gives how many inputs did what none may. */
async function feed(name, page, texts) {
  const { make, read } = READERS[name];
  const findings = [];
  const begin = performance.now();
  let [fed, count, slowest, bytes, most] = [0, 0, 0, 0, 0];
  for (let number = from; number < from + inputs && findings.length < MOST_FINDINGS; number += 1) {
    const input = await make(new Chance(seed, number), texts, page);
    fed += 1;
    bytes += input.length;
    complaints.length = 0;
    let what;
    try {
      let { taken, many, time } = await read(input, page);
      const allowed = TIME * (1 + Math.floor(input.length / 65_536)) + ROW * many;
      // Other programs take time, too: what is slow is slow each time.
      for (let left = 4; left > 0 && time > allowed; left -= 1) {
        await page.wipe();
        const before = process.cpuUsage();
        const again = (await read(input, page)).time;
        const { user, system } = process.cpuUsage(before);
        time = Math.min(time, again, (user + system) / 1000);
      }
      count += taken ? 1 : 0;
      slowest = Math.max(slowest, time);
      if (time > allowed) what = `took ${time.toFixed(0)} ms of ${input.length} characters`;
      if (complaints.length) what = complaints.join("; ");
    } catch (error) {
      what = `${error.stack ?? error}`;
    }
    if (number % 100 === 0) {
      await page.wipe();
      most = Math.max(most, process.memoryUsage().heapUsed);
    }
    if (what) {
      const place = join(values.out, `${name}-${seed}-${number}.input`);
      await writeFile(place, input);
      findings.push(`${what}\n    ${place}\n    again: cargo xtask fuzz ${name} --seed ${seed} --from ${number} --inputs 1`);
    }
  }
  const seconds = (performance.now() - begin) / 1000;
  const cells = [[fed, 12], [`${((100 * count) / fed).toFixed(1)}%`, 9], [(bytes / 1e6).toFixed(1), 10], [seconds.toFixed(1), 10], [(fed / seconds).toFixed(0), 12], [slowest.toFixed(2), 12], [(most / 1e6).toFixed(2), 10]];
  console.log(name.padEnd(12) + cells.map(([text, width]) => String(text).padStart(width)).join(""));
  for (const finding of findings) console.log(`  ${finding}`);
  return findings.length;
}

await mkdir(values.out, { recursive: true });
const page = await queue();
const texts = await seeds(page);
page.register({ form: () => "buypass-virksomhetssertifikat", of: () => ACTION, user: () => "", headers: async () => new Headers() });
let found = 0;
for (const name of positionals.length ? positionals : Object.keys(READERS)) found += await feed(name, page, texts);
// The queue would look again in a while.
process.exit(found ? 1 : 0);
