// What the elements of a page share: each file is fetched once, and there is one wasm.

export const base = new URL("./", import.meta.url);

/** Milliseconds before what failed for want of a network is asked for again. */
export const PATIENCE_WITH_FILES = 3_000;

/** By language, what is said before a locale is there: «Henter …», that it cannot be had, and that sending waits. */
export const WORDS = BLANKETT_WORDS;

/** A failure with a sentence for the reader (a key of the locale's `load`) and one for the developer. */
export class Failure extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

async function text(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Failure("network", `${url}: ${error.message}. From another origin it needs CORS.`);
  }
  if (response.ok) return response.text();
  // Too late, too often, or the server's own trouble: that passes.
  const gone = response.status < 500 && ![408, 429].includes(response.status);
  throw new Failure(gone ? "definition" : "network", `${url} answers ${response.status}.`);
}

const files = new Map();

function shared(key, make) {
  if (!files.has(key)) {
    const made = make();
    // What failed for want of a network may succeed for the next element.
    made.catch(() => files.get(key) === made && files.delete(key));
    files.set(key, made);
  }
  return files.get(key);
}

export const file = (path) => shared(path, () => text(new URL(path, base)));
export const sheet = (path) => shared(`sheet ${path}`, () => file(path).then((css) => new CSSStyleSheet().replace(css)));

/** How often each script could not be had. */
const failures = new Map();
/** What scripts import of each other, which must be there before them. */
const IMPORTS = { "rest.js": "local.js", "queue.js": "local.js" };

/**
 * A script, once for all elements. Firefox never fetches a module again that failed once: then the
 * fragment of its address changes, which makes it another module of the same file. The second
 * number says the same of what it imports; see `shared` in xtask/finish.mjs, which reads it.
 */
export const script = (path) => shared(path, () => load(path));

async function load(path) {
  const part = IMPORTS[path];
  if (part) await script(part);
  const tries = [path, part].map((it) => failures.get(it) ?? 0);
  const fragment = tries.some(Boolean) ? `#${tries.join("-")}` : "";
  return import(new URL(path + fragment, base)).catch((error) => {
    failures.set(path, tries[0] + 1);
    throw error;
  });
}

/** A definition's address. `data:` and the like would put text of whoever made a link into the page's own form. */
function addressOf(form) {
  const url = new URL(form, document.baseURI);
  if (/^https?:$/.test(url.protocol)) return url;
  throw new Failure("definition", `form="${form}" is no address that a definition can be fetched from: ${url.protocol}`);
}

/**
 * A definition's text and, if that is but its beginning, `rest()` which brings the whole. Built-in
 * forms lie ready in each language, in two parts; a vendor's own is one file with all languages.
 */
export async function definitionOf(form, language, whole) {
  if (!form) throw new Failure("definition", "There is neither an attribute form nor a property definition.");
  if (!/^[a-z][a-z0-9-]*$/.test(form)) return { source: await text(addressOf(form)) };
  const rest = () => file(`forms/${language}/${form}.json`);
  const all = async () => ({ source: await rest().catch(() => file(`forms/${form}.json`)) });
  return whole ? all() : file(`forms/${language}/${form}.first.json`).then((source) => ({ source, rest }), all);
}

/** What wasm-bindgen makes to call the wasm. */
const GLUE = "widget.js";

/** The wasm and its script, for all elements. */
export const engine = () => shared("wasm", start);

/** A form broke: who asks next gets a fresh wasm, with nothing left of before. */
export function renewEngine() {
  failures.set(GLUE, (failures.get(GLUE) ?? 0) + 1);
  files.delete(GLUE);
  files.delete("wasm");
}

async function start() {
  if (typeof WebAssembly !== "object") throw new Failure("wasm", "This browser has no WebAssembly.");
  const wasm = fetch(new URL("widget_bg.wasm", base));
  wasm.catch(() => {});
  const glue = await script(GLUE).catch((error) => {
    throw new Failure("network", `${GLUE}: ${error.message}`);
  });
  try {
    await glue.default({ module_or_path: wasm });
  } catch (error) {
    const blocked = !(error instanceof TypeError);
    throw new Failure(blocked ? "wasm" : "network", `widget_bg.wasm: ${error.message}. A strict CSP needs script-src 'wasm-unsafe-eval'.`);
  }
  return glue;
}
