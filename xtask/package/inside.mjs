// What others wrote and is inside: crates, the Rust standard library, npm packages. For the
// licences and for the bill of materials.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).slice(0, -1);

/** As Trunk and xtask/src/widget.rs build: the `csr` feature, and a standard library of its own. */
const WIDGET = ["--package", "blankett", "--features", "csr", "--target", "wasm32-unknown-unknown"];
const LIBRARY = ["--no-default-features", "--features", "optimize_for_size", "--target", "wasm32-unknown-unknown"];
const SERVER = ["--package", "blankett-server"];

function run(program, words, env) {
  const stdio = ["ignore", "pipe", "inherit"];
  return execFileSync(program, words, { cwd: ROOT, encoding: "utf8", env: { ...process.env, ...env }, stdio });
}

/** All crates that are linked: `name`, `version`, `licence`, `folder` and `needs`, the names and versions of others. */
function crates(words, env) {
  const common = ["--edges", "normal,no-proc-macro", "--prefix", "depth", "--locked"];
  const lines = run("cargo", ["tree", ...words, ...common, "--format", "|{p}|{l}"], env).split("\n").filter(Boolean);
  const found = new Map();
  // The crate at each depth above the line.
  const above = [];
  for (const line of lines) {
    const [, depth, name, version, path, licence] = line.match(/^(\d+)\|(\S+) v(\S+)(?: \((.+?)\))?\|(.*?)(?: \(\*\))?$/) ?? [];
    if (!name) throw new Error(`cargo tree says something new: ${line}`);
    const key = `${name} ${version}`;
    if (!found.has(key)) found.set(key, { key, name, version, licence, folder: path ?? downloaded(name, version), needs: new Set() });
    above[depth] = found.get(key);
    if (depth > 0) above[depth - 1].needs.add(key);
  }
  return [...found.values()];
}

function downloaded(name, version) {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
  const registries = existsSync(sources) ? readdirSync(sources) : [];
  const folder = registries.map((it) => join(sources, it, `${name}-${version}`)).find((it) => existsSync(it));
  if (!folder) throw new Error(`The source of ${name} ${version} is not in ${sources}: run \`cargo fetch\`.`);
  return folder;
}

/** npm packages that the scripts hold: all that xtask/package.json depends on but its tools. */
function scripts() {
  const read = (...path) => JSON.parse(readFileSync(join(ROOT, "xtask", ...path), "utf8"));
  const lock = read("package-lock.json");
  return Object.keys(read("package.json").dependencies).map((it) => {
    const folder = join(ROOT, "xtask", "node_modules", it);
    const { name, version, license } = read("node_modules", it, "package.json");
    return { key: `${name} ${version}`, name, version, licence: license, folder, integrity: lock.packages[`node_modules/${it}`].integrity };
  });
}

/** The crates of this repository among these, and those of others. */
const isOwn = (it) => it.folder.startsWith(ROOT);

/**
 * What is inside the widget: `linked` crates, with the repository's `own` apart, the `standard`
 * library's, whose source is in the folder `library`, and npm's `scripts`.
 */
export function widget() {
  const all = crates(WIDGET);
  const library = join(run("rustc", ["--print", "sysroot"]).trim(), "lib", "rustlib", "src", "rust", "library");
  // The standard library's own manifest uses what only the compiler's makers may.
  const standard = crates(["--manifest-path", join(library, "std", "Cargo.toml"), ...LIBRARY], { RUSTC_BOOTSTRAP: "1" });
  return { linked: all.filter((it) => !isOwn(it)), own: all.filter(isOwn), standard, library, scripts: scripts() };
}

/** What is inside the server, built on this system. Its standard library comes with Rust. */
export function server() {
  const all = crates(SERVER);
  return { linked: all.filter((it) => !isOwn(it)), own: all.filter(isOwn) };
}

/** Rust's version, such as 1.95.0. */
export const rust = () => run("rustc", ["--version"]).split(" ")[1];
