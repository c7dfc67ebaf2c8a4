// The service worker, with the list of the files that it keeps: path and SHA-256 of each.

import * as esbuild from "esbuild";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Its name, in every folder that is hosted. */
export const WORKER = "blankett-worker.js";

const ENTRY = fileURLToPath(new URL("../src/browser/worker/worker.js", import.meta.url));

/** What browsers fetch. */
const KINDS = [".css", ".html", ".js", ".json", ".png", ".svg", ".wasm", ".webmanifest"];

/** Writes the worker of a folder with these files; `options` are esbuild's. */
export async function writeWorker(folder, names, options) {
  const nodePaths = [fileURLToPath(new URL("node_modules", import.meta.url))];
  const made = await esbuild.build({ ...options, entryPoints: [ENTRY], bundle: true, format: "iife", write: false, logLevel: "silent", nodePaths });
  const code = made.outputFiles[0].text.trim();
  // In a block: no name of it is another's, where it is imported.
  await writeFile(join(folder, WORKER), `{const BLANKETT_FILES=${await list(folder, names)};\n${code}\n}\n`);
}

/** The same worker with the list of another folder, in which it lies already. Gives its text. */
export async function relist(folder, names) {
  const place = join(folder, WORKER);
  const [, ...code] = (await readFile(place, "utf8")).split("\n");
  const text = [`{const BLANKETT_FILES=${await list(folder, names)};`, ...code].join("\n");
  await writeFile(place, text);
  return text;
}

async function list(folder, names) {
  const files = {};
  for (const name of [...names].sort()) {
    if (name === WORKER || !KINDS.includes(extname(name))) continue;
    files[name] = hash(await readFile(join(folder, name)));
  }
  // The same files are the same version, whoever builds them.
  return JSON.stringify({ version: hash(JSON.stringify(files)).slice(0, 12), files });
}

const hash = (bytes) => createHash("sha256").update(bytes).digest("base64url");
