// What a browser keeps for when there is no network, and a server whose folder changes while it runs.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cp, readFile, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { expect } from "@playwright/test";
import { relist } from "../../../xtask/offline.mjs";
import { filesOf } from "../../../xtask/package/folder.mjs";
import { Server } from "./server.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A worker keeps the page from the next visit on. */
export async function expectKept(page) {
  await page.evaluate(() => navigator.serviceWorker.ready);
}

/** The browser looks for a new version, as it does at each visit. Gives what has become of it, such as "installed" or "redundant". */
export function look(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    const worker = registration.installing ?? registration.waiting;
    while (worker?.state === "installing") await new Promise((done) => setTimeout(done, 50));
    return worker?.state;
  });
}

/** Path and hash of every file in a folder, but for the worker and what is compressed. */
async function onDisk(folder) {
  const names = (await filesOf(folder)).filter((it) => extname(it) !== ".br" && it !== "blankett-worker.js");
  const files = names.map(async (it) => [it, sha256(await readFile(join(folder, it)))]);
  return Object.fromEntries(await Promise.all(files));
}

/** Path and hash of every file in the one cache of this page's worker; null if there is none or more. */
async function inCache(page, base = "/") {
  return page.evaluate(async (base) => {
    const names = (await caches.keys()).filter((it) => it.startsWith("blankett-") && !it.startsWith("blankett-keep "));
    if (names.length !== 1) return null;
    const cache = await caches.open(names[0]);
    const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const entry = async (request) => {
      const bytes = await (await cache.match(request)).arrayBuffer();
      return [request.url.replace(new URL(base, location).href, ""), hex(await crypto.subtle.digest("SHA-256", bytes))];
    };
    return Object.fromEntries(await Promise.all((await cache.keys()).map(entry)));
  }, base);
}

/** What is in a package for developers. */
const DEVELOPERS = /\.(d\.ts|md|txt)$|(^|\/)(integrity|custom-elements)\.json$/;

/** Exactly the files of a folder that browsers fetch are in the cache, each as it lies there. */
export async function expectInCache(page, folder, base) {
  const files = Object.fromEntries(Object.entries(await onDisk(folder)).filter(([name]) => !DEVELOPERS.test(name)));
  await expect.poll(() => inCache(page, base)).toEqual(files);
}

/** Copies the build to `folder`, with nothing compressed. */
export async function copyBuild(folder) {
  await cp(process.env.BLANKETT_DIST, folder, { recursive: true, filter: (it) => extname(it) !== ".br" });
}

/** Replaces words in every file of these folders, and lists the files anew: the next version. */
export async function release(folder, from, to, places = ["locales"]) {
  for (const place of places) {
    for (const name of await readdir(join(folder, place))) {
      const file = join(folder, place, name);
      await writeFile(file, (await readFile(file, "utf8")).replaceAll(from, to));
    }
  }
  await relist(folder, await filesOf(folder));
}

/** Starts a server with this folder in place of the build. */
export async function inPlace(folder, start) {
  const build = process.env.BLANKETT_DIST;
  process.env.BLANKETT_DIST = folder;
  try {
    return await start();
  } finally {
    process.env.BLANKETT_DIST = build;
  }
}

/** A server that serves a copy of the build, in a folder that a test may change. */
export async function serverOf(folder) {
  await copyBuild(folder);
  return inPlace(folder, () => Server.start());
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

/** A vendor's site: a folder, which can be out of reach for a while. */
export class Shop {
  /** Path: headers that go with it. */
  headers = {};
  /** What is done with a request before it is answered. */
  before = async () => {};
  #server;

  static async start(folder) {
    const shop = new Shop();
    shop.folder = folder;
    await shop.again();
    return shop;
  }

  /** Starts, on the port it had. */
  async again() {
    this.#server = createServer((request, response) => this.#answer(request, response));
    await once(this.#server.listen(this.port ?? 0, "127.0.0.1"), "listening");
    this.port = this.#server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  async #answer(request, response) {
    const { pathname } = new URL(request.url, this.url);
    await this.before(request, response);
    if (response.writableEnded) return;
    const bytes = await readFile(join(this.folder, pathname)).catch(() => null);
    const headers = { "Access-Control-Allow-Origin": "*", "Content-Type": TYPES[extname(pathname)] ?? "text/plain", ...this.headers[pathname] };
    response.writeHead(bytes ? 200 : 404, headers).end(bytes ?? "");
  }

  end() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
