// The bill of materials: what others wrote and is inside, in CycloneDX 1.6, for scanners.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, rust } from "./inside.mjs";

const hex = (base64) => Buffer.from(base64, "base64").toString("hex");
const byRef = (one, other) => (one["bom-ref"] < other["bom-ref"] ? -1 : 1);

/** The SHA-256 of each crate as Cargo.lock has it, by name and version. */
function checksums() {
  const entries = readFileSync(join(ROOT, "Cargo.lock"), "utf8").split("[[package]]");
  const of = (entry, key) => entry.match(new RegExp(`^${key} = "(.*)"$`, "m"))?.[1];
  return new Map(entries.map((it) => [`${of(it, "name")} ${of(it, "version")}`, of(it, "checksum")]));
}

/** A crate or package. A slash between licences is how old crates write OR. */
function component({ name, version, licence, integrity }, purl, checksum, ref = purl) {
  const hashes = [];
  if (checksum) hashes.push({ alg: "SHA-256", content: checksum });
  if (integrity) hashes.push({ alg: "SHA-512", content: hex(integrity.replace("sha512-", "")) });
  return {
    type: "library",
    "bom-ref": ref,
    name,
    version,
    ...(hashes.length && { hashes }),
    licenses: [{ expression: licence.replaceAll("/", " OR ") }],
    purl,
  };
}

/** Crates as components, each under a `ref` and a `purl` that are made of it, and what each needs. */
function ofCrates(crates, purl = cargo, ref = purl) {
  const sums = checksums();
  const components = crates.map((it) => component(it, purl(it), sums.get(it.key), ref(it)));
  const refs = new Map(crates.map((it) => [it.key, ref(it)]));
  const needed = ({ needs }) => [...needs].map((it) => refs.get(it)).filter(Boolean);
  const dependencies = crates.map((it) => ({ ref: ref(it), dependsOn: needed(it) }));
  return { components, dependencies, needed };
}

const cargo = ({ name, version }) => `pkg:cargo/${name}@${version}`;

/** What is Rust's own of the standard library has no version there. */
const isRust = ({ version }) => version === "0.0.0";

function whole(root, components, dependencies) {
  const sorted = dependencies.map((it) => ({ ...it, dependsOn: [...new Set(it.dependsOn)].sort() })).sort((one, other) => (one.ref < other.ref ? -1 : 1));
  const bom = { bomFormat: "CycloneDX", specVersion: "1.6", version: 1, metadata: { lifecycles: [{ phase: "build" }], component: root }, components: components.sort(byRef), dependencies: sorted };
  // The same bill has the same number, whoever makes it.
  const hash = createHash("sha256").update(JSON.stringify(bom)).digest("hex");
  const serialNumber = `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  const { bomFormat, specVersion, ...rest } = bom;
  return `${JSON.stringify({ bomFormat, specVersion, serialNumber, ...rest }, null, 1)}\n`;
}

function root(type, { name, version, description, license }, purl) {
  return { type, "bom-ref": purl, name, version, description, licenses: [{ license: { id: license } }], purl };
}

/**
 * The bill of the widget, of what `widget()` of inside.mjs says and of the files that are hosted:
 * name and `sha384-…` of each.
 */
export function widgetBill(about, { linked, own, standard, scripts }, files) {
  const top = root("library", about, `pkg:npm/${about.name}@${about.version}`);
  const release = rust();
  const crates = ofCrates(linked);
  const purl = (it) => (isRust(it) ? `pkg:github/rust-lang/rust@${release}#library/${it.name}` : cargo(it));
  // A crate may be inside twice: the standard library brings its own.
  const library = ofCrates(standard, purl, (it) => `std:${purl(it)}`);
  for (const it of library.components.filter(isRust)) it.version = release;
  const packages = scripts.map((it) => component(it, `pkg:npm/${it.name}@${it.version}`));
  const hosted = Object.entries(files).filter(([name]) => /\.(js|wasm|css)$/.test(name));
  const written = hosted.map(([name, hash]) => ({ type: "file", "bom-ref": `file:${name}`, name, hashes: [{ alg: "SHA-384", content: hex(hash.replace("sha384-", "")) }] }));
  const std = library.components.find((it) => it.name === "std")["bom-ref"];
  const direct = [...own.flatMap(crates.needed), ...packages.map((it) => it["bom-ref"]), std];
  return whole(top, [...crates.components, ...library.components, ...packages, ...written], [{ ref: top["bom-ref"], dependsOn: direct }, ...crates.dependencies, ...library.dependencies]);
}

/** The bill of the server, of what `server()` of inside.mjs says. */
export function serverBill(about, { linked, own }) {
  const top = root("application", about, `pkg:cargo/${about.name}@${about.version}`);
  const crates = ofCrates(linked);
  // libsqlite3-sys brings it along as C, and its holes are told under its own name.
  const holder = linked.find((it) => it.name === "libsqlite3-sys");
  const version = readFileSync(join(holder.folder, "sqlite3", "sqlite3.h"), "utf8").match(/#define SQLITE_VERSION +"(.*)"/)[1];
  const sqlite = { type: "library", "bom-ref": `pkg:generic/sqlite@${version}`, name: "sqlite", version, licenses: [{ license: { id: "blessing" } }], cpe: `cpe:2.3:a:sqlite:sqlite:${version}:*:*:*:*:*:*:*`, purl: `pkg:generic/sqlite@${version}` };
  const dependencies = crates.dependencies.map((it) => (it.ref === cargo(holder) ? { ...it, dependsOn: [...it.dependsOn, sqlite["bom-ref"]] } : it));
  return whole(top, [...crates.components, sqlite], [{ ref: top["bom-ref"], dependsOn: own.flatMap(crates.needed) }, ...dependencies, { ref: sqlite["bom-ref"], dependsOn: [] }]);
}
