// Serves Blankett's host pages and the static ones in the same way: brotli made beforehand,
// HTTP/1.1 with keep-alive, the headers of the real server. Only on this machine.

import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { page } from "./static/generate.mjs";
import { thousand } from "./thousand.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

// As server/src/assets.rs has it.
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'self'";

/** The forms that are measured; `attribute` is what the host page's element gets. */
export const FORMS = {
  buypass: { name: "Buypass", attribute: "buypass-virksomhetssertifikat" },
  dpa: { name: "DPA annex", attribute: "assistert-selvhjelp-databehandleravtale" },
  thousand: { name: "1,000 fields", attribute: "/bench/thousand.json" },
  largest: { name: "the largest", attribute: "pureservice-databehandleravtale" },
  smallest: { name: "the smallest", attribute: "opus-overtagelse" },
};

/** What the static page knows to draw. */
const PLAIN = ["choice", "choices", "date", "email", "identifier", "information", "long-text", "number", "phone", "postcode", "price", "text", "tick", "yes-no"];

function plain(form) {
  const sections = form.sections.map((it) => ({ ...it, fields: it.fields.filter((field) => PLAIN.includes(field.kind)) }));
  return { ...form, sections: sections.filter((it) => it.fields.length) };
}

/** What a vendor writes: two lines in a page that has nothing else. */
const host = (attribute, lang) => `<!doctype html>
<html lang="${lang}"><meta charset="utf-8"><title>Vert</title><link rel="icon" href="data:,">
<script type="module" src="/blankett.js"></script>
<blankett-form form="${attribute}" registry="off"></blankett-form>
`;

/** A page without a form, for measures that put in their own. */
const empty = `<!doctype html>
<html lang="nb"><meta charset="utf-8"><title>Vert</title><link rel="icon" href="data:,">
<script type="module" src="/blankett.js"></script><main></main><aside></aside>
`;

/**
 * Starts the server. `blankett(form, lang)` and `plain(form)` give the pages' addresses, `host` that
 * of the plain host page under its strict policy, on another origin than the widget, and `empty`.
 */
export async function serve(dist) {
  const files = new Map();
  const add = (path, bytes, compressed = brotli(bytes, extname(path)), policy = POLICY) =>
    files.set(path, { bytes, compressed, policy });
  await addDist(dist, add);
  const read = async (form) => JSON.parse(await readFile(join(dist, "forms", `${form.attribute}.json`), "utf8"));
  const definitions = { buypass: await read(FORMS.buypass), dpa: plain(await read(FORMS.dpa)) };
  definitions.thousand = thousand(definitions.buypass);
  add("/bench/thousand.json", Buffer.from(JSON.stringify(definitions.thousand)));
  for (const [form, { attribute }] of Object.entries(FORMS)) {
    for (const lang of ["nb", "en"]) add(`/bench/${form}-${lang}.html`, Buffer.from(host(attribute, lang)));
    if (definitions[form]) add(`/static/${form}.html`, Buffer.from(page(definitions[form])));
  }
  for (const name of ["form.css", "form.js"]) {
    add(`/static/${name}`, await readFile(new URL(`static/${name}`, import.meta.url)));
  }
  add("/bench/empty.html", Buffer.from(empty));

  const servers = [0, 1].map(() => createServer({ keepAliveTimeout: 60_000 }, (request, response) => answer(files, request, response)));
  for (const server of servers) await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const [origin, other] = servers.map((it) => `http://127.0.0.1:${it.address().port}`);
  const placed = async (name) => {
    const text = await readFile(new URL(`../hosts/strict/${name}`, import.meta.url), "utf8");
    return text.replaceAll("https://vendor.example/blankett", origin);
  };
  const policy = (await placed("policy.txt")).trim().replaceAll("\n", "; ");
  add("/host/index.html", Buffer.from(await placed("index.html")), undefined, policy);
  return {
    host: `${other}/host/index.html`,
    empty: `${origin}/bench/empty.html`,
    blankett: (form, lang = "nb") => `${origin}/bench/${form}-${lang}.html`,
    plain: (form) => `${origin}/static/${form}.html`,
    definitions,
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function addDist(dist, add) {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((it) => it.isFile() && extname(it.name) in TYPES)) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    // Trunk leaves what it has not finished in a hidden directory.
    const path = relative(dist, file);
    if (path.startsWith(".")) continue;
    // As delivered, if `dist` is a release.
    const delivered = await readFile(`${file}.br`).catch(() => undefined);
    add(`/${path.split(sep).join("/")}`, await readFile(file), delivered);
  }
}

function brotli(bytes, extension) {
  const mode = extension === ".wasm" ? constants.BROTLI_MODE_GENERIC : constants.BROTLI_MODE_TEXT;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_MODE]: mode };
  return brotliCompressSync(bytes, { params });
}

function answer(files, request, response) {
  const path = new URL(request.url, "http://localhost").pathname;
  const file = files.get(path);
  const compressed = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
  const body = file && (compressed ? file.compressed : file.bytes);
  response.writeHead(file ? 200 : 404, {
    "content-type": TYPES[file ? extname(path) : ".html"],
    "content-length": body?.length ?? 0,
    ...(compressed && file && { "content-encoding": "br" }),
    vary: "accept-encoding",
    "cache-control": "no-cache",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...(extname(path) === ".html" && { "content-security-policy": file?.policy ?? POLICY }),
  });
  response.end(body);
}
