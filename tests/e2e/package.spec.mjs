// What `cargo xtask package` makes, used as vendors do: from a static host, by npm, over an older one.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { filesOf, makeFolder } from "../../xtask/package/folder.mjs";
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { StaticHost, Vendor, installed, lay, packages, version } from "./support/package.mjs";
import { expect, test as base } from "./support/test.mjs";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const test = base.extend({
  /** A folder of this test's own, inside tests/, so that packages of tests/ are found from it. */
  folder: async ({}, use, about) => {
    const folder = about.outputPath("own");
    await mkdir(folder, { recursive: true });
    await use(folder);
  },

  vendor: async ({ page, folder }, use) => {
    const vendor = await Vendor.start(folder);
    await use(vendor);
    await page.close();
    await vendor.end();
  },

  /** A static host with a copy of the folder that is called `kind`. */
  kind: ["plain", { option: true }],
  shelf: async ({ page, folder, kind }, use) => {
    const shelf = join(folder, "shelf");
    await cp(join(packages(), kind), shelf, { recursive: true });
    const host = await StaticHost.start(shelf);
    await use(host);
    await page.close();
    host.end();
  },
});

const script = (src, more = "") => `<script type="module" src="${src}" ${more}></script>`;

/** Opens the vendor's page with this in its head. */
async function open(page, vendor, head) {
  await writeFile(join(vendor.folder, "page.html"), vendor.page(head));
  await page.goto(`${vendor.url}/page.html`);
}

/** Fills everything in, sends it, and finds it in the backend. */
async function complete(page, vendor, language = "nb") {
  await fill(page, buypass.typed(language));
  await review(page, language);
  await send(page, language);
  const { envelope } = await vendor.backend.only();
  expect(envelope.answers).toEqual(buypass.answers);
  return envelope;
}

/** A build with a newer Buypass form: another version, one field more before the others, and other words. */
async function newerDist(folder) {
  const dist = join(folder, "dist");
  await cp(process.env.BLANKETT_DIST, dist, { recursive: true });
  for (const name of (await filesOf(dist)).filter((it) => it.includes(`${buypass.ID}.`) && it.endsWith(".json"))) {
    const text = (await readFile(join(dist, name), "utf8")).replaceAll("Organisasjonens navn", "Nytt navn");
    const form = { ...JSON.parse(text), version: "2099-01-01" };
    form.sections[1].fields.unshift({ key: "virksomhet.nytt", kind: "text", label: "Nytt felt" });
    await writeFile(join(dist, name), JSON.stringify(form));
  }
  return dist;
}

/** Holds back what is fetched after the first field, until the function it gives is called. */
async function halt(page) {
  let goOn;
  const until = new Promise((done) => (goOn = done));
  const second = /\/(rest\.(js|css)|(locales\/nb|forms\/nb\/[a-z-]+)\.json)$/;
  await page.route(second, async (route) => (await until, route.continue()));
  return goOn;
}

const shown = (page, language = "nb") => expect(button(page, language, "review")).toBeVisible();

/** What was fetched, without the folder of the version. */
const bare = (asked) => asked.map((it) => it.replace(/^\d+\.\d+\.\d+\//, "").replace(/-\d+\.\d+\.\d+\.js$/, ".js")).sort();

test("the plain folder, from another origin", async ({ page, vendor, shelf }) => {
  await open(page, vendor, script(`${shelf.url}/blankett.js`));
  await complete(page, vendor);
});

test("what is typed stays in its field when the plain folder is replaced under an open page", async ({ page, vendor, shelf, folder }) => {
  const newer = join(folder, "newer");
  await makeFolder(await newerDist(folder), newer, { version: "99.0.0", licences: "" });
  const goOn = await halt(page);
  await open(page, vendor, script(`${shelf.url}/blankett.js`));
  await field(page, "Informasjon om virksomheten", "Organisasjonens navn").fill("Tannlegene Vest AS");
  await field(page, "Informasjon om virksomheten", "Firmaadresse").fill("Storgata 1");
  await lay(newer, shelf.folder);
  goOn();
  await expect(page.getByRole("region", { name: "Signaturberettiget" })).toBeVisible();
  const { virksomhet } = await page.locator("blankett-form").evaluate((it) => it.answers());
  expect(virksomhet).toEqual({ navn: "Tannlegene Vest AS", adresse: "Storgata 1" });
});

test.describe("the versioned folder", () => {
  test.use({ kind: "versioned" });

  test("fetches what the plain one does, each from the version's folder", async ({ page, vendor, shelf }) => {
    const plain = await StaticHost.start(join(packages(), "plain"));
    const own = await version();
    for (const [host, entry] of [[plain, "blankett.js"], [shelf, "blankett.js"], [shelf, `blankett-${own}.js`]]) {
      host.asked.length = 0;
      await open(page, vendor, script(`${host.url}/${entry}`));
      await shown(page);
      await page.waitForLoadState("networkidle");
      expect(bare(host.asked)).toEqual(bare(plain.asked));
    }
    expect(shelf.asked.filter((it) => !it.startsWith(`${own}/`))).toEqual([`blankett-${own}.js`]);
    expect(shelf.asked.length, "and there was something").toBeGreaterThan(5);
    plain.end();
  });

  test("a page that pins the entry and its modules", async ({ page, vendor, shelf }) => {
    const own = await version();
    const { files } = JSON.parse(await readFile(join(shelf.folder, own, "integrity.json"), "utf8"));
    const modules = Object.keys(files).filter((it) => it.endsWith(".js") && it.startsWith(own));
    const integrity = Object.fromEntries(modules.map((it) => [`${shelf.url}/${it}`, files[it]]));
    const map = `<script type="importmap">${JSON.stringify({ integrity })}</script>`;
    const entry = `blankett-${own}.js`;
    await open(page, vendor, map + script(`${shelf.url}/${entry}`, `integrity="${files[entry]}" crossorigin`));
    await complete(page, vendor);
  });

  test.describe("if somebody changes it", () => {
    test.use({ expected: /integrity|Failed to load|^blankett: / });

    test("a page that pins the entry runs none of it", async ({ page, vendor, shelf, complaints }) => {
      const own = await version();
      const { files } = JSON.parse(await readFile(join(shelf.folder, own, "integrity.json"), "utf8"));
      const entry = `blankett-${own}.js`;
      await writeFile(join(shelf.folder, entry), `${await readFile(join(shelf.folder, entry), "utf8")}\n`);
      await open(page, vendor, script(`${shelf.url}/${entry}`, `integrity="${files[entry]}" crossorigin`));
      await expect.poll(() => complaints.join()).toContain("integrity");
      expect(await page.evaluate(() => customElements.get("blankett-form"))).toBeUndefined();
    });
  });

  test("an open page goes on with its own files when a newer version is laid over them", async ({ page, vendor, shelf, folder }) => {
    const own = await version();
    const newer = join(folder, "newer");
    await makeFolder(await newerDist(folder), newer, { version: "99.0.0", licences: "", versioned: true });

    // The rest of the old page's form is asked for after the new folder is there.
    const goOn = await halt(page);
    await open(page, vendor, script(`${shelf.url}/blankett.js`));
    const name = field(page, "Informasjon om virksomheten", "Organisasjonens navn");
    await name.fill("Tannlegene");
    await lay(newer, shelf.folder);
    const before = shelf.asked.length;
    goOn();
    await page.locator("blankett-form").evaluate((it) => (it.lang = "en"));
    await expect(field(page, "About the organisation", "Name of the organisation")).toHaveValue("Tannlegene");
    expect((await complete(page, vendor, "en")).form).toEqual(buypass.form);
    const later = shelf.asked.slice(before);
    expect(later).toContain(`${own}/locales/en.json`);
    expect(later.filter((it) => !it.startsWith(`${own}/`))).toEqual([]);

    // A page that is opened now is the new one's.
    shelf.asked.length = 0;
    await page.reload();
    await expect(field(page, "Informasjon om virksomheten", "Nytt navn")).toBeVisible();
    expect(shelf.asked.filter((it) => !it.startsWith("99.0.0/"))).toEqual(["blankett.js"]);
  });
});

test.describe("from npm", () => {
  test("imported by name, from node_modules as it is", async ({ page, vendor, folder }) => {
    await installed(folder);
    const imports = { blankett: "./node_modules/blankett/blankett.js" };
    await writeFile(join(folder, "main.js"), 'import "blankett";');
    await open(page, vendor, `<script type="importmap">${JSON.stringify({ imports })}</script>${script("main.js")}`);
    await complete(page, vendor);
  });

  test("bundled, with the other files beside the bundle", async ({ page, vendor, folder }) => {
    const package_ = await installed(folder);
    await writeFile(join(folder, "main.js"), 'import "blankett/react";\nimport "blankett";\ndocument.title = "Pakket";');
    const site = join(folder, "site");
    await build({ entryPoints: [join(folder, "main.js")], bundle: true, minify: true, format: "esm", outdir: site, logLevel: "silent" });
    await lay(package_, site);
    await open(page, vendor, script("site/main.js"));
    await expect(page).toHaveTitle("Pakket");
    await complete(page, vendor);
    expect(vendor.asked, "it is in the bundle").not.toContain("site/blankett.js");
  });

  test("imported on a server, where there are no elements, it does nothing", async ({ folder }) => {
    await installed(folder);
    await writeFile(join(folder, "main.mjs"), 'import "blankett"; import "blankett/react"; console.log("drawn");');
    const { stdout } = await run(process.execPath, [join(folder, "main.mjs")]);
    expect(stdout).toBe("drawn\n");
  });
});

/** A package's folders and the names of what must be in it. */
const DEVELOPERS = ["README.md", "SECURITY.md", "LICENSES.txt", "sbom.cdx.json", "integrity.json", "custom-elements.json", "blankett.d.ts", "definition.d.ts", "react.d.ts"];
const FETCHED = ["widget.js", "widget_bg.wasm", "blankett.css", "rest.css", "rest.js"];
const BROWSERS = [...FETCHED, "forms.json", "locales/nn.json", `forms/en/${buypass.ID}.json`];

test("everything is inside, and nothing of the demo page or of this machine", async ({ folder }) => {
  const own = await version();
  const npm = await installed(folder);
  const versioned = join(packages(), "versioned");
  const both = ["blankett.js", `blankett-${own}.js`].map((it) => join(versioned, it));
  const entries = [join(packages(), "plain", "blankett.js"), join(npm, "blankett.js"), ...both];
  for (const entry of entries) expect(existsSync(entry), entry).toBe(true);
  for (const place of [join(packages(), "plain"), join(versioned, own), npm]) {
    const names = await filesOf(place);
    expect(names).toEqual(expect.arrayContaining([...DEVELOPERS, ...BROWSERS]));
    expect(names.filter((it) => /^(app\.|index\.html|icon)/.test(it))).toEqual([]);
    const compressed = names.filter((it) => it.endsWith(".br"));
    if (place === npm) expect(compressed).toEqual([]);
    else expect(compressed).toEqual(expect.arrayContaining(BROWSERS.map((it) => `${it}.br`)));
    for (const name of names) {
      const bytes = readFileSync(join(place, name));
      for (const path of [ROOT, homedir()]) expect(bytes.includes(path), `${name} names ${path}`).toBe(false);
    }
  }
  // Bundlers leave its own imports to the browser.
  const imports = (await readFile(join(npm, "blankett.js"), "utf8")).match(/import\(.{16}/g);
  expect(new Set(imports)).toEqual(new Set(["import(/* webpackIgnore"]));
  const { exports, types, customElements, main } = JSON.parse(await readFile(join(npm, "package.json"), "utf8"));
  const named = [types, customElements, main, ...Object.values(exports["."]), ...Object.values(exports["./react"])];
  for (const name of named) expect(existsSync(join(npm, name)), name).toBe(true);
});

test("the hashes are those of the files", async () => {
  const own = await version();
  for (const [folder, place] of [["plain", "integrity.json"], ["versioned", `${own}/integrity.json`]]) {
    const top = join(packages(), folder);
    const { files, version } = JSON.parse(await readFile(join(top, place), "utf8"));
    expect(version).toBe(own);
    const names = (await filesOf(top)).filter((it) => !it.endsWith(".br") && it !== place);
    expect(Object.keys(files)).toEqual(names);
    for (const name of names) {
      const hash = createHash("sha384").update(await readFile(join(top, name))).digest("base64");
      expect(files[name], name).toBe(`sha384-${hash}`);
    }
  }
});

test("the licences of what is inside", async () => {
  const text = await readFile(join(packages(), "plain", "LICENSES.txt"), "utf8");
  const crates = ["leptos", "wasm-bindgen", "validator", "chrono", "std", "compiler_builtins", "dlmalloc", "idb"];
  for (const crate of crates) expect(text).toMatch(new RegExp(`^${crate} [^\\n]*\\(.*\\)`, "m"));
  // Under each title stands a text that grants something.
  const groups = text.split(/^-{80}$/m).slice(1);
  expect(groups.length).toBeGreaterThan(20);
  const grants = /permission (to use[^.]* )?is (hereby )?granted|unicode license|licensed under/i;
  for (const group of groups) expect(group, group.slice(0, 200)).toMatch(grants);
  // A crate that brings no text: its authors stand in the licence's own.
  expect(groups.find((it) => /^leptos /m.test(it))).toContain("Copyright (c) Greg Johnston\n\nPermission is hereby granted");
  // Tools and what they bring are not inside.
  expect(text).not.toMatch(/^(leptos_macro|trunk|serde_derive|xtask|blankett) /m);
});

test("the same files give the same bytes", async ({ folder }) => {
  const main = join(ROOT, "xtask", "package", "main.mjs");
  for (const flags of [[], ["--versioned"]]) await run(process.execPath, [main, process.env.BLANKETT_DIST, folder, ...flags]);
  const names = await filesOf(packages());
  expect((await filesOf(folder)).filter((it) => !it.startsWith("."))).toEqual(names);
  for (const name of names) {
    const [before, now] = await Promise.all([packages(), folder].map((it) => readFile(join(it, name))));
    expect(before.equals(now), name).toBe(true);
  }
});
