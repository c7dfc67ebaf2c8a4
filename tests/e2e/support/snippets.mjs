// The fenced blocks of src/guides by what their info string says, such as
// «html host:plain», and a site that serves them as they stand.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { Server } from "./server.mjs";

const FOLDER = new URL("../../../src/guides/", import.meta.url);
const VENDOR = "https://vendor.example";

export const GUIDES = readdirSync(FOLDER).filter((it) => it.endsWith(".md"));

/** A guide's text. */
export function guide(name) {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

/** Every fenced block of a guide: `{language, mark, code}`. */
export function blocks(name) {
  const found = guide(name).matchAll(/^```(\S+) ?(.*)\n([^]*?)^```$/gm);
  return Array.from(found, ([, language, mark, code]) => ({ language, mark, code }));
}

/** The code of the one block with this mark. */
export function snippet(name, mark) {
  const found = blocks(name).filter((it) => it.mark === mark);
  if (found.length !== 1) throw new Error(`${name} has ${found.length} blocks «${mark}».`);
  return found[0].code;
}

/** A snippet's element as one tries it, with made-up numbers; what is copied must not have that. */
export const tried = (code) => code.replaceAll("<blankett-form", "<blankett-form test-numbers");

/** The rows of the table under a heading, as texts of cells. */
export function table(name, heading) {
  const [, section] = guide(name).split(`\n## ${heading}\n`);
  const lines = section.split(/\n## /)[0].match(/^\|.*\|$/gm).slice(2);
  return lines.map((line) => line.split("|").slice(1, -1).map((it) => it.trim()));
}

/** With the addresses of what runs here instead of the guides' made-up ones. */
export function addressed(code, { widget, receiver = `${widget}/api/innsendinger` }) {
  return code
    .replaceAll(`${VENDOR}/blankett`, widget)
    .replaceAll(`${VENDOR}/api/innsendinger`, receiver)
    .replaceAll(VENDOR, widget);
}

/** A page that is the plain one but for its element, which is this. */
export function plain(fragment) {
  const page = snippet("embed.md", "host:plain");
  return page.replace(/<blankett-form[^]*<\/blankett-form>/, () => fragment);
}

/** Runs a shell snippet as it stands but for its addresses; gives what it printed. */
export async function run(code, addresses, options = {}) {
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", addressed(code, addresses)], options);
  return stdout;
}

/** A vendor's site on an origin of its own, and the backend that its pages use. */
export class Site {
  /** Path: a text, or `{type, headers, body}`. */
  files = {};
  /** What forms on its pages have posted, as fields. */
  posted = [];
  /** The address that the pages send to, if it is not the backend's. */
  receiver;
  #server;

  static async start(...flags) {
    const site = new Site();
    site.#server = createServer((request, response) => site.#answer(request, response));
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    site.url = `http://127.0.0.1:${site.#server.address().port}`;
    site.backend = await Server.start("--allow-origin", site.url, ...flags);
    return site;
  }

  async #answer(request, response) {
    const path = new URL(request.url, this.url).pathname;
    if (request.method === "POST") this.posted.push(Object.fromEntries(new URLSearchParams(await text(request))));
    const file = this.files[path];
    // Browsers ask for an icon that no guide speaks of.
    if (file === undefined) return response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    const { type = "text/html", headers = {}, body = file } = file;
    response.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, ...headers }).end(this.#addressed(body));
  }

  #addressed(code) {
    return addressed(code, { widget: this.backend.url, receiver: this.receiver });
  }

  /** Serves a page at a path and opens it. */
  async open(page, body, { path = "/", headers } = {}) {
    this.files[path] = { body, headers };
    await page.goto(this.url + path);
  }

  async end() {
    this.#server.close();
    this.#server.closeAllConnections();
    await this.backend.end();
  }
}
