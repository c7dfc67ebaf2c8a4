// `cargo xtask package` calls this: node main.mjs DIST OUT [--versioned]
// Makes OUT/plain or OUT/versioned, for any static host, and OUT/blankett-<version>.tgz for npm.

import { execFileSync } from "node:child_process";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesOf, makeFolder, pinned } from "./folder.mjs";
import { licences } from "./licences.mjs";

/** What Cargo.toml says of the crate that the package is made of. */
function about() {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const told = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], { cwd, encoding: "utf8" });
  return JSON.parse(told).packages.find((it) => it.name === "blankett");
}

async function pack(dist, out, { version, description, license }, texts) {
  const stage = join(out, "npm");
  await makeFolder(dist, stage, { version, licences: texts, npm: true });
  // For a server that draws pages: there is nothing to draw there.
  await writeFile(join(stage, "node.js"), "export {};\n");
  const { name, ...rest } = JSON.parse(await readFile(new URL("npm.json", import.meta.url), "utf8"));
  const whole = { name, version, description, license, ...rest, files: (await readdir(stage)).sort() };
  await writeFile(join(stage, "package.json"), `${JSON.stringify(whole, null, 2)}\n`);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const words = ["pack", "--silent", "--ignore-scripts", "--pack-destination", out];
  execFileSync(npm, words, { cwd: stage, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
  await rm(stage, { recursive: true });
}

const [dist, out, flag] = process.argv.slice(2);
const versioned = flag === "--versioned";
try {
  if (!(await filesOf(dist)).includes("widget_bg.wasm.br")) throw new Error(`${dist} is no release: run \`cargo xtask package\`.`);
  const crate = about();
  const texts = licences();
  const folder = join(out, versioned ? "versioned" : "plain");
  await makeFolder(dist, folder, { version: crate.version, licences: texts, versioned });
  await pack(dist, out, crate, texts);
  console.log(`    ${folder} for any static host`);
  console.log(`    ${join(out, `blankett-${crate.version}.tgz`)} for npm`);
  if (versioned) {
    const inside = JSON.parse(await readFile(join(folder, crate.version, "integrity.json"), "utf8"));
    const name = pinned(crate.version);
    console.log(`    <script type="module" src="…/${name}" integrity="${inside.files[name]}" crossorigin></script>`);
  }
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
