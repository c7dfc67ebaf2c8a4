// Files that carry a queue to another machine, as the widget and as an attacker make them: the
// widget's own module, without a browser.
import { build } from "esbuild";
import { createHash, randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { readFile } from "node:fs/promises";
import { seal } from "./sealing.mjs";

/** A module of the widget's; Node takes them for scripts, there is no package.json beside them. */
async function load(name) {
  const place = fileURLToPath(new URL(`../../../src/browser/local/${name}`, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [place], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

export const { FileError, MOST, inside, outside, readRow, write } = await load("queue-file.js");
const { lock } = await load("seal.js");

export const PASSWORD = "riktig hest batteri";
export const AT = "2026-11-21T19:00:00.000Z";
export const FORM = { id: "proeve", version: "1", title: "Prøve" };

/** Of a user of the host's, as the widget stores it: anybody who knows the name can work it out. */
export const hashOf = (user) => createHash("sha256").update(`blankett user ${user}`).digest("base64url");

/** The envelope of a row. */
export const envelope = ({ id, form: { id: formId, version }, at }, changes = {}) =>
  JSON.stringify({ id, form: { id: formId, version }, language: "nb", submittedAt: at, answers: { merke: "fil" }, totals: {}, digest: "sha-256=0", replaces: null, ...changes });

/** A row of a file as the widget writes it, with these members in place of its own. */
export function fileRow(changes = {}, inEnvelope = {}) {
  const row = { id: randomUUID(), form: FORM, action: "https://vendor.example/api", user: "", headers: false, at: AT, sealed: false, ...changes };
  return { ...row, body: "body" in changes ? changes.body : envelope(row, inEnvelope) };
}

/** The same, sealed to somebody's public key. */
export async function sealedRow(jwk, changes = {}) {
  const row = fileRow({ ...changes, sealed: true });
  const { id, form } = row;
  return { ...row, body: await seal(row.body, jwk, { id, form: { id: form.id, version: form.version } }) };
}

/** A file with these rows, whatever they are; `text` in place of the JSON that is locked. */
export async function fileOf(rows, { version = 2, text, password = PASSWORD } = {}) {
  const locked = await lock(text ?? JSON.stringify({ blankett: "queue", version: 2, rows }), password);
  return JSON.stringify({ blankett: "queue", version, locked });
}

/** The section of the screen in which files are taken in and out. */
export const files = (page) => page.locator("blankett-queue").getByRole("region", { name: "Send fra en annen maskin", exact: true });

/** Chooses a file: a path, or a text. */
export async function choose(page, file) {
  const isText = file.includes("{") || file === "";
  await files(page).getByLabel("Hent inn fra fil").setInputFiles(isText ? { name: "kø.json", mimeType: "application/json", buffer: Buffer.from(file) } : file);
}

/** Chooses it, types its password, and gives the question that shows what it holds. */
export async function opened(page, file, password = PASSWORD) {
  await choose(page, file);
  await page.getByLabel("Passord til filen").fill(password);
  await files(page).getByRole("button", { name: "Se hva filen inneholder", exact: true }).click();
  return page.getByRole("group", { name: /^Skjemaer i filen: / });
}

/** All of that, and takes what can be taken. */
export async function takenIn(page, file, password) {
  const question = await opened(page, file, password);
  await question.getByRole("button", { name: "Hent inn", exact: true }).click();
}

/** Presses a button that downloads; gives the file's name, text and place. */
export async function downloaded(page, press) {
  const waiting = page.waitForEvent("download");
  await press();
  const download = await waiting;
  const path = await download.path();
  return { name: download.suggestedFilename(), text: await readFile(path, "utf8"), path };
}

/** Types a new password, twice, and takes the file. */
export async function lockedFile(page, password = PASSWORD) {
  await page.getByLabel("Passord til filen").fill(password);
  await page.getByLabel("Gjenta passordet").fill(password);
  return downloaded(page, () => page.getByRole("button", { name: "Last ned filen" }).click());
}
