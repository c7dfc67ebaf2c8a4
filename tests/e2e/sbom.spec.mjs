// The bills of materials of the package: what scanners are told is inside.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { installed, packages, version } from "./support/package.mjs";
import { expect, test } from "./support/test.mjs";

/** The version of CycloneDX that is written, with every rule of its schema. */
const schema = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
const complaints = async (bill) => (await schema.validate(typeof bill === "string" ? bill : JSON.stringify(bill))) ?? [];

const NAME = "sbom.cdx.json";
const read = async (...path) => JSON.parse(await readFile(join(packages(), ...path), "utf8"));
const names = ({ components }, start) => components.filter((it) => it.purl?.startsWith(start)).map((it) => it.name);

/** Everything that is needed by something that is inside, from the top on. */
function reached({ metadata, dependencies }) {
  const needs = new Map(dependencies.map((it) => [it.ref, it.dependsOn]));
  const found = new Set();
  const go = (ref) => {
    if (found.has(ref)) return;
    found.add(ref);
    for (const next of needs.get(ref) ?? []) go(next);
  };
  go(metadata.component["bom-ref"]);
  return found;
}

test("every bill is CycloneDX, and whoever breaks one is told", async ({}, about) => {
  const own = await version();
  const npm = await installed(about.outputPath("own"));
  const places = [join(packages(), "plain", NAME), join(packages(), "versioned", own, NAME), join(npm, NAME), join(packages(), "blankett-server.cdx.json")];
  for (const place of places) expect(await complaints(await readFile(place, "utf8")), place).toEqual([]);

  const bill = await read("plain", NAME);
  for (const harm of [
    (it) => delete it.components[0].type,
    (it) => (it.components[0].hashes[0].content = "none"),
    (it) => it.components.push(it.components[0]),
    (it) => (it.serialNumber = "1"),
    (it) => (it.metadata.component.licenses = [{ license: { id: "Mitt" } }]),
  ]) {
    const harmed = structuredClone(bill);
    harm(harmed);
    expect(await complaints(harmed), String(harm)).not.toEqual([]);
  }
});

test("the widget's names what is inside it, and nothing else", async () => {
  const bill = await read("plain", NAME);
  expect(bill.metadata.component).toMatchObject({ name: "blankett", version: await version(), purl: `pkg:npm/blankett@${await version()}` });
  expect(names(bill, "pkg:cargo/")).toEqual(expect.arrayContaining(["leptos", "wasm-bindgen", "validator", "chrono", "dlmalloc"]));
  expect(names(bill, "pkg:github/rust-lang/rust@")).toEqual(expect.arrayContaining(["std", "core", "alloc"]));
  expect(names(bill, "pkg:npm/")).toEqual(["idb"]);
  const all = bill.components.map((it) => it.name);
  for (const tool of ["leptos_macro", "trunk", "proptest", "esbuild", "binaryen", "axum", "xtask"]) expect(all).not.toContain(tool);

  // Whatever has a licence there is in the bill, in the same version.
  const licences = await readFile(join(packages(), "plain", "LICENSES.txt"), "utf8");
  const titles = [...licences.matchAll(/^([\w-]+) (\d\S*) \(.*\)(?:, of the Rust standard library)?$/gm)];
  expect(titles.length).toBeGreaterThan(50);
  const inside = bill.components.map((it) => `${it.name} ${it.version}`);
  for (const [title, name, number] of titles) expect(inside, title).toContain(`${name} ${number}`);
});

test("every crate and package has the hash of its lock, and hangs together with the rest", async () => {
  const lock = (await readFile(new URL("../../Cargo.lock", import.meta.url), "utf8")).split("[[package]]");
  for (const bill of [await read("plain", NAME), await read("blankett-server.cdx.json")]) {
    for (const it of bill.components.filter((it) => it.purl?.startsWith("pkg:cargo/") && !it["bom-ref"].startsWith("std:"))) {
      expect(it.hashes, it.name).toHaveLength(1);
      const entry = lock.find((entry) => entry.includes(`\nname = "${it.name}"\nversion = "${it.version}"\n`));
      expect(entry, it.name).toContain(`checksum = "${it.hashes[0].content}"`);
    }
    const found = reached(bill);
    const libraries = bill.components.filter((it) => it.type === "library").map((it) => it["bom-ref"]);
    expect([...found].sort()).toEqual([bill.metadata.component["bom-ref"], ...libraries].sort());
  }
});

test("the hashes of scripts, wasm and styles are those of the files", async () => {
  const { components } = await read("plain", NAME);
  const files = components.filter((it) => it.type === "file");
  expect(files.map((it) => it.name)).toEqual(expect.arrayContaining(["blankett.js", "local.js", "widget_bg.wasm", "blankett.css", "blankett-worker.js"]));
  for (const { name, hashes } of files) {
    const hash = createHash("sha384").update(await readFile(join(packages(), "plain", name)));
    expect(hashes, name).toEqual([{ alg: "SHA-384", content: hash.digest("hex") }]);
  }
});

test("the server's names SQLite by its own version", async () => {
  const { components } = await read("blankett-server.cdx.json");
  const sqlite = components.find((it) => it.name === "sqlite");
  expect(sqlite.cpe).toBe(`cpe:2.3:a:sqlite:sqlite:${sqlite.version}:*:*:*:*:*:*:*`);
  expect(sqlite.version).toMatch(/^3\.\d+\.\d+$/);
  expect(components.map((it) => it.name)).toEqual(expect.arrayContaining(["axum", "sqlx", "aes-gcm", "p256"]));
});
