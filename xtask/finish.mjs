// Finishes what Trunk staged: one style sheet, everything minified, and a brotli copy beside
// every file that a browser can get compressed. Trunk calls this (Trunk.toml, `post_build`).

import * as esbuild from "esbuild";
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, extname, join, relative, sep } from "node:path";

import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { writeWorker } from "./offline.mjs";

const stage = process.env.TRUNK_STAGING_DIR;
const release = process.env.TRUNK_PROFILE === "release";

// The oldest browsers that run the wasm which Rust makes, and know form-associated elements.
const target = ["es2022", "chrome96", "firefox101", "safari16.4"];

/** What becomes of a file's text, by extension. */
const minifiers = {
  ".js": (text) => minify(text, { loader: "js", format: "esm" }),
  ".css": (text) => minify(text, { loader: "css" }),
  // An author's notes stay at home.
  ".json": (text) => JSON.stringify(JSON.parse(text), (key, value) => (key === "$comment" ? undefined : value)),
  ".webmanifest": (text) => JSON.stringify(JSON.parse(text)),
  // With `inject_scripts = false` Trunk leaves its own instruction in the page.
  ".html": (text) => text.replace(/\s*<link\b[^>]*\bdata-trunk\b[^>]*>/g, ""),
};

/** What compresses; pictures and fonts already are. */
const compressible = new Set([...Object.keys(minifiers), ".wasm", ".svg", ".txt", ".md"]);

async function minify(text, options) {
  const minified = await esbuild.transform(text, {
    ...options,
    minify: release,
    target,
    legalComments: "none",
  });
  return minified.code;
}

/** Sheets that import one file per control: what the first field needs, the rest, and the queue alone. */
async function bundleStyles() {
  const { warnings } = await esbuild.build({
    entryPoints: ["style/blankett.css", "style/rest.css", "style/queue.css"],
    outdir: stage,
    bundle: true,
    minify: release,
    target,
    loader: { ".svg": "dataurl" },
    logLevel: "silent",
  });
  // A browser would skip what esbuild warns about, and nobody would see it.
  if (warnings.length) throw Object.assign(new Error("style"), { errors: warnings });
}

/** Both for an application that draws forms without the element: about nothing outside `.blankett`. */
async function lightStyles() {
  const sheets = await Promise.all(["blankett.css", "rest.css"].map((it) => readFile(join(stage, it), "utf8")));
  const own = sheets.join("").replace(/:host(?!\()|\.blankett(?![\w-])/g, "&");
  const { code } = await esbuild.transform(`.blankett { ${own} }`, { loader: "css", minify: release, target });
  await writeFile(join(stage, "light.css"), code);
}

/** What wasm-bindgen's wasm uses; its own list of it was stripped. */
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];

/** Short names between the wasm and its script: wasm-bindgen's are long and hold hashes, 1.5 kB (brotli). */
async function shortenNames() {
  const wasm = join(stage, "widget_bg.wasm");
  // Shrinking once more, now that nothing is kept for its name, gains 0.3 kB.
  const flags = [...FEATURES.map((it) => `--enable-${it}`), "--minify-imports-and-exports-and-modules", "-Oz", "--low-memory-unused"];
  const { stdout } = await promisify(execFile)("wasm-opt", [wasm, ...flags, "-o", wasm]);
  const { imports, exports } = JSON.parse(stdout);
  const short = new Map(exports);
  const script = join(stage, "widget.js");
  let text = await readFile(script, "utf8");
  text = text.replace(/\bwasm\.(\w+)/g, (whole, name) => (short.has(name) ? `wasm.${short.get(name)}` : whole));
  const own = "./widget_bg.js";
  const others = [];
  for (const [module, name, to] of imports) {
    if (module === own) text = text.replace(new RegExp(`\\b${name}\\b`), to);
    else others.push(`${to}: ${text.match(new RegExp(`"${module}": (\\w+)`))[1]}.${name}`);
  }
  // All of it is one module now, called `a`.
  text = text.replace(/^( *)"\.\/(?:widget_bg|snippets\/.*)\.js": (import\d+),\n/gm, (_, space, it) =>
    it === "import0" ? `${space}a: Object.assign(import0, { ${others.join(", ")} }),\n` : "",
  );
  await writeFile(script, text);
}

/** By the name of each in dist/: the entry, what comes after the first field, the queue's screen, what is stored. */
const SCRIPTS = {
  blankett: "src/browser/element/blankett.js",
  rest: "src/browser/rest/rest.js",
  queue: "src/browser/queue/queue.js",
  local: "src/browser/local/local.js",
};

/**
 * One queue for all elements of a page: whoever uses it imports the same module, by the address
 * that element/files.js has loaded it from. It says which in the fragment of the importing one's.
 */
async function shared() {
  const options = { entryPoints: [join(stage, "local.js")], format: "esm", bundle: true, write: false, metafile: true, logLevel: "silent" };
  const { metafile } = await esbuild.build(options);
  const [{ exports }] = Object.values(metafile.outputs);
  const contents = `const tries = /-([1-9]\\d*)$/.exec(new URL(import.meta.url).hash);
    const local = await import(new URL("local.js" + (tries ? "#" + tries[1] + "-0" : ""), import.meta.url));
    export const { ${exports.join(", ")} } = local;`;
  return {
    name: "shared",
    setup: (build) => {
      build.onResolve({ filter: /\/local\.js$/ }, () => ({ path: "local.js", namespace: "shared" }));
      build.onLoad({ filter: /.*/, namespace: "shared" }, () => ({ contents }));
    },
  };
}

/** These, and wasm-bindgen's with what it imports: a file each. */
async function bundleScripts(define) {
  const options = { bundle: true, format: "esm", target, logLevel: "silent" };
  await esbuild.build({ ...options, define, entryPoints: { local: SCRIPTS.local }, outdir: stage, nodePaths: ["xtask/node_modules"] });
  const { local: _, ...entryPoints } = SCRIPTS;
  await esbuild.build({ ...options, define, entryPoints, outdir: stage, plugins: [await shared()] });
  const used = { contents: 'export { default, mount } from "./widget.js"', resolveDir: stage };
  await esbuild.build({ ...options, stdin: used, outfile: join(stage, "widget.js"), allowOverwrite: true });
  await rm(join(stage, "snippets"), { recursive: true, force: true });
}

/** engine/outbox.rs as wasm, for scripts; `cargo xtask build` has compiled it. */
async function turn() {
  const wasm = join(stage, "turn.wasm");
  const flags = ["-Oz", "--strip-producers", "--strip-target-features", "--all-features"];
  await promisify(execFile)("wasm-opt", [process.env.BLANKETT_TURN, ...flags, "-o", wasm]);
  const bytes = await readFile(wasm);
  await rm(wasm);
  return bytes.toString("base64");
}

/** Every language, and what is said in it before its locale is there. */
async function firstWords() {
  const folder = "src/locales";
  const words = {};
  for (const name of await readdir(folder)) {
    const locale = JSON.parse(await readFile(join(folder, name), "utf8"));
    words[locale.language] = ["load.wait", "load.network", "load.send"].map((key) => locale[key]);
  }
  return JSON.stringify(words);
}

/** Each form in one language, so that a reader does not fetch the others; its beginning first. */
async function splitForms() {
  const languages = {};
  for (const name of await readdir(join(stage, "locales"))) {
    const locale = JSON.parse(await readFile(join(stage, "locales", name), "utf8"));
    languages[basename(name, ".json")] = locale["app.name"];
  }
  const folder = join(stage, "forms");
  // Packets are put together by `cargo xtask build`, which knows the rules.
  const packets = process.env.BLANKETT_PACKETS;
  for (const name of packets ? await readdir(packets) : []) {
    await copyFile(join(packets, name), join(folder, name));
  }
  const list = [];
  for (const name of (await readdir(folder)).sort()) {
    // What is told to the next author is no form.
    if (!name.endsWith(".json")) {
      await rm(join(folder, name));
      continue;
    }
    const form = JSON.parse(await readFile(join(folder, name), "utf8"));
    if (form.forms) throw new Error(`${name}: run \`cargo xtask build\`, which puts packets together.`);
    for (const language of Object.keys(languages)) {
      await mkdir(join(folder, language), { recursive: true });
      // Forms are not in every language that the interface is in.
      const lang = language in form.title ? undefined : "nb";
      const own = { ...inLanguage(form, language), lang };
      const write = (name, json) => writeFile(join(folder, language, name), JSON.stringify(json));
      await write(name, own);
      await write(name.replace(".json", ".first.json"), beginning(own));
    }
    list.push({ id: form.id, title: form.title });
  }
  // For the page that offers them all.
  await writeFile(join(stage, "forms.json"), JSON.stringify({ languages, forms: list }));
}

/** What nobody types in. */
const READ_ONLY = ["information", "price", "computed"];

/** The first sections that have something to fill in and name no field of a later one. */
function beginning(form) {
  const keys = (sections) => sections.flatMap((section) => section.fields.map((field) => field.key));
  for (let count = 1; count < form.sections.length; count += 1) {
    const first = form.sections.slice(0, count);
    if (!first.some((section) => section.fields.some((field) => !READ_ONLY.includes(field.kind) && !field.locked))) continue;
    const own = JSON.stringify(first);
    const later = keys(form.sections.slice(count));
    if (!later.some((key) => own.includes(JSON.stringify(key)))) return { ...form, sections: first, receipt: undefined, parts: form.parts && [], more: true };
  }
  return form;
}

/** What is said before anything can be wrong or sent. */
async function splitLocales() {
  const folder = join(stage, "locales");
  for (const name of await readdir(folder)) {
    const locale = JSON.parse(await readFile(join(folder, name), "utf8"));
    const later = /^(load|tag|app|summary|date|error|trouble|receipt|review|signature|change|print|order|rows|fact|back|send|sending|retry|new|queue|draft)\b/;
    const first = Object.entries(locale).filter(([key]) => key === "review" || !later.test(key));
    await writeFile(join(folder, name.replace(".json", ".first.json")), JSON.stringify(Object.fromEntries(first)));
  }
}

/** A text in a language, else in bokmål. What only a vendor's own systems read stays out. */
function inLanguage(json, language) {
  if (Array.isArray(json)) return json.map((it) => inLanguage(it, language));
  if (typeof json !== "object" || json === null) return json;
  const keys = Object.keys(json).filter((key) => key !== "$comment" && key !== "model");
  if (keys.includes("nb") && keys.every((key) => key.length === 2)) return json[language] ?? json.nb;
  return Object.fromEntries(keys.map((key) => [key, inLanguage(json[key], language)]));
}

async function minifyFile(path) {
  const minifier = minifiers[extname(path)];
  if (!minifier) return;
  const text = await readFile(path, "utf8");
  try {
    await writeFile(path, await minifier(text));
  } catch (error) {
    const first = error.errors?.[0];
    const what = first ? `${first.location?.line}: ${first.text}` : error.message;
    throw new Error(`${relative(stage, path)}: ${what}`);
  }
}

async function compressFile(path) {
  if (!compressible.has(extname(path))) return;
  const bytes = await readFile(path);
  const compressed = await promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      [constants.BROTLI_PARAM_MODE]:
        extname(path) === ".wasm" ? constants.BROTLI_MODE_GENERIC : constants.BROTLI_MODE_TEXT,
    },
  });
  await writeFile(`${path}.br`, compressed);
}

async function files() {
  const entries = await readdir(stage, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** One line for each thing that is wrong: where, and what. */
function report(error) {
  if (!error.errors) return console.error(`error: ${error.message}`);
  for (const { location, text } of error.errors) {
    console.error(`error: ${location?.file}:${location?.line}: ${text}`);
  }
}

try {
  if (!stage) throw new Error("Run `cargo xtask build`: this only finishes what Trunk staged.");
  await bundleStyles();
  await lightStyles();
  if (release) await shortenNames();
  const machine = { BLANKETT_TURN: JSON.stringify(await turn()) };
  await bundleScripts({ ...machine, BLANKETT_WORDS: await firstWords() });
  await splitForms();
  await splitLocales();
  await Promise.all((await files()).map(minifyFile));
  const names = (await files()).map((it) => relative(stage, it).split(sep).join("/"));
  await writeWorker(stage, names, { minify: release, target, define: machine });
  if (release) await Promise.all((await files()).map(compressFile));
} catch (error) {
  report(error);
  process.exitCode = 1;
}
