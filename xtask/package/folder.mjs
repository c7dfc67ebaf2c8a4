// The folder that a vendor hosts, or npm packs: dist/ without the demo page, and what developers need.

import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { WORKER, relist } from "../offline.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The page that shows all forms, which no vendor needs. */
const DEMO = /^(index\.html|app[.-]|icon\.svg|icons\/)/;

/** Beside what is in dist/: from where, and its name. */
const BESIDE = {
  "src/browser/types/blankett.d.ts": "blankett.d.ts",
  "src/browser/types/definition.d.ts": "definition.d.ts",
  "src/browser/types/react.d.ts": "react.d.ts",
  "src/browser/types/custom-elements.json": "custom-elements.json",
  "src/guides": "guides",
  "xtask/package/README.md": "README.md",
  "SECURITY.md": "SECURITY.md",
};

const ENTRY = "blankett.js";

/** How blankett.js says where all other files are. */
const BASE = /new URL\("\.\/",\s*import\.meta\.url\)/g;

/**
 * Makes the folder anew. `versioned` puts everything but the entry and the worker into a folder of
 * the version's name, so that the next version can be laid over it while pages of this one are open.
 * `bill` makes the bill of materials from the files and their hashes. `npm` leaves out the compressed copies, and tells bundlers to leave the entry's own imports to the browser.
 */
export async function makeFolder(dist, folder, { version, licences, bill, versioned = false, npm = false }) {
  await rm(folder, { recursive: true, force: true });
  const inside = versioned ? join(folder, version) : folder;
  await mkdir(inside, { recursive: true });
  for (const name of await filesOf(dist)) {
    const bare = name.replace(/\.br$/, "");
    if (name.startsWith(".") || DEMO.test(name) || (bare !== name && npm)) continue;
    await cp(join(dist, name), join(bare === WORKER ? folder : inside, name), { recursive: true });
  }
  if (versioned) await moveEntry(folder, version);
  if (npm) await markImports(join(folder, ENTRY));
  const worker = await relist(folder, await filesOf(folder));
  if (!npm) await writeFile(join(folder, `${WORKER}.br`), await smaller(worker));
  // What no browser fetches.
  for (const [from, to] of Object.entries(BESIDE)) await cp(join(ROOT, from), join(inside, to), { recursive: true });
  await writeFile(join(inside, "LICENSES.txt"), licences);
  if (bill) await writeFile(join(inside, "sbom.cdx.json"), bill(await hashes(folder)));
  await writeFile(join(inside, "integrity.json"), `${JSON.stringify({ version, files: await hashes(folder) }, null, 2)}\n`);
}

/** The entry goes beside the version's folder, by two names: for all, and for pages that pin it. */
async function moveEntry(folder, version) {
  const place = join(folder, version, ENTRY);
  const text = await readFile(place, "utf8");
  if (text.match(BASE)?.length !== 1) throw new Error(`${ENTRY} no longer says in one place where its files are (xtask/package/folder.mjs).`);
  await rm(place);
  await rm(`${place}.br`, { force: true });
  const moved = text.replace(BASE, `new URL("./${version}/",import.meta.url)`);
  for (const name of [ENTRY, pinned(version)]) {
    await writeFile(join(folder, name), moved);
    await writeFile(join(folder, `${name}.br`), await smaller(moved));
  }
}

function smaller(text) {
  return promisify(brotliCompress)(Buffer.from(text), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}

/** What minifying took away. */
async function markImports(path) {
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replaceAll("import(", "import(/* webpackIgnore: true */ /* @vite-ignore */ "));
}

export const pinned = (version) => ENTRY.replace(".js", `-${version}.js`);

/** What a page can write in `integrity`, for each file; of the folder's own version alone. */
async function hashes(folder) {
  const files = {};
  for (const name of await filesOf(folder)) {
    // Hashed is what the browser gets after it has decompressed it.
    if (name.endsWith(".br")) continue;
    const hash = createHash("sha384").update(await readFile(join(folder, name)));
    files[name] = `sha384-${hash.digest("base64")}`;
  }
  return files;
}

/** The names of all files below a folder, with slashes, in order. */
export async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((it) => it.isFile()).map((it) => relative(folder, join(it.parentPath ?? it.path, it.name)));
  return files.map((it) => it.split(sep).join("/")).sort();
}
