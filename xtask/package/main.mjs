// `cargo xtask package` calls this: node main.mjs DIST OUT [--versioned]
// Makes OUT/plain or OUT/versioned, for any static host, OUT/blankett-<version>.tgz for npm, and
// OUT/blankett-server.cdx.json, the bill of materials of the server.

import { execFileSync } from "node:child_process";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesOf, makeFolder, pinned } from "./folder.mjs";
import { server, widget } from "./inside.mjs";
import { licences } from "./licences.mjs";
import { serverBill, widgetBill } from "./sbom.mjs";

/** What Cargo.toml says of a crate that we make. */
function about(crate) {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const told = execFileSync("cargo", ["metadata", "--no-deps", "--locked", "--format-version", "1"], { cwd, encoding: "utf8" });
  return JSON.parse(told).packages.find((it) => it.name === crate);
}

async function pack(dist, out, { version, description, license }, texts, bill) {
  const stage = join(out, "npm");
  await makeFolder(dist, stage, { version, licences: texts, bill, npm: true });
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
  const crate = about("blankett");
  const inside = widget();
  const texts = licences(inside);
  const bill = (files) => widgetBill(crate, inside, files);
  const folder = join(out, versioned ? "versioned" : "plain");
  await makeFolder(dist, folder, { version: crate.version, licences: texts, bill, versioned });
  await pack(dist, out, crate, texts, bill);
  await writeFile(join(out, "blankett-server.cdx.json"), serverBill(about("blankett-server"), server()));
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
