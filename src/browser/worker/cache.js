// Blankett's files, kept for when there is no network: in the service worker. It only listens, so
// that a vendor's own worker can import it, and leaves every other request alone.
//
// The address that the worker is registered by says how: `base` is where Blankett's folder is,
// `keep` (as often as needed) what else a page needs: itself, a definition, a style sheet.

import { fromBytes } from "../local/base64.js";

/** `{version, files: {path: SHA-256}}`, which xtask/offline.mjs puts before this. */
const { version, files } = BLANKETT_FILES;

/** Milliseconds that the network has before what is kept is shown. */
const PATIENCE = 3_000;

/** Milliseconds that a page may still be counted when it is closed, or loaded again. */
const LINGERING = 1_000;

const query = new URL(location).searchParams;
const base = new URL((query.get("base") ?? "./").replace(/\/?$/, "/"), location);
const keep = new Set(query.getAll("keep").map((it) => new URL(it, location).href));
const listed = new Map(Object.entries(files).map(([path, hash]) => [new URL(path, base).href, hash]));
const page = new URL("index.html", base).href;

// Several workers of one origin share their caches.
const own = ` ${registration.scope}`;
const CACHE = `blankett-${version}${own}`;
const KEPT = `blankett-keep${own}`;

const ownCaches = async () => (await caches.keys()).filter((it) => it.startsWith("blankett-") && it.endsWith(own));

/** A copy of an answer with these bytes, and no others; nothing if it has others. */
async function checked(response, hash) {
  if (!response?.ok) return undefined;
  const bytes = await response.arrayBuffer();
  if (fromBytes(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) !== hash) return undefined;
  const headers = new Headers(response.headers);
  // What they say is no longer so, or would hide the copy.
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  return new Response(bytes, { headers });
}

async function fetched(url, hash) {
  // Hosts send the one to the other, and that address is the one people use.
  const address = url === page ? base : url;
  // The second time for hosts that say of a newer file that it is as old as the one before.
  for (const cache of ["no-cache", "reload"]) {
    const whole = await checked(await fetch(address, { cache, priority: "low" }), hash);
    if (whole) return whole;
  }
  throw new Error(`blankett: ${url} is not that of version ${version}. Is it being replaced?`);
}

/** Puts a file into the cache of this version: from there, from another one's, or from the network. */
async function put(cache, others, url, hash) {
  for (const it of [cache, ...others]) {
    const whole = await checked(await it.match(url), hash);
    if (whole) return it === cache || cache.put(url, whole);
  }
  return cache.put(url, await fetched(url, hash));
}

/** All files of this version, or an error. What is there already stays for the next attempt. */
async function fill() {
  const cache = await caches.open(CACHE);
  const names = (await ownCaches()).filter((it) => it !== CACHE && it !== KEPT);
  const others = await Promise.all(names.map((it) => caches.open(it)));
  const done = await Promise.allSettled(Array.from(listed, ([url, hash]) => put(cache, others, url, hash)));
  const failed = done.find((it) => it.reason);
  if (failed) throw failed.reason;
}

/** Keeps a vendor's own file as it is answered. A log-in page or a page that is not to be stored is not it. */
async function remember(url, response) {
  const { ok, redirected, status, headers } = response;
  if (redirected) throw new Error("it is redirected");
  if (!ok) throw new Error(`it answers ${status}`);
  if (headers.get("Cache-Control")?.includes("no-store")) throw new Error("Cache-Control: no-store");
  await (await caches.open(KEPT)).put(url, response);
}

/** What cannot be kept now does not stop what can. */
async function rememberAll() {
  const one = async (url) => remember(url, await fetch(url, { cache: "no-cache" }));
  const told = (url) => one(url).catch(({ message }) => console.warn(`blankett: ${url} is not kept: ${message}`));
  await Promise.all(Array.from(keep, told));
}

/** Fills up again what a browser has thrown away; once in a worker's life. */
let mending;

async function stored(event, url) {
  const response = await (await caches.open(CACHE)).match(url);
  if (response) return response;
  mending ??= fill().catch(() => {});
  event.waitUntil(mending);
  return fetch(event.request);
}

/** From the network; if that is slow or broken, as it was the last time. */
async function fresh(event, url, isWhole) {
  const network = fetch(event.request);
  // With another query it may hold what only that one is for.
  if (isWhole) event.waitUntil(network.then((it) => remember(url, it.clone())).catch(() => {}));
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([network.catch(() => {}), late]);
  if (answer && answer.status < 500) return answer;
  return (await (await caches.open(KEPT)).match(url)) ?? network;
}

/** An address with its query, and without. */
function named(address) {
  const url = new URL(address);
  url.hash = "";
  const whole = url.href;
  url.search = "";
  return { whole, url: url.href };
}

addEventListener("install", (event) => event.waitUntil(fill().then(rememberAll)));

addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await ownCaches()) if (name !== CACHE && name !== KEPT) await caches.delete(name);
    const cache = await caches.open(KEPT);
    for (const { url } of await cache.keys()) if (!keep.has(url)) await cache.delete(url);
  };
  event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { whole, url } = named(event.request.url);
  const file = url === base.href ? page : url;
  if (listed.has(file)) return event.respondWith(stored(event, file));
  const kept = [whole, url].find((it) => keep.has(it));
  if (kept) event.respondWith(fresh(event, kept, kept === whole));
});

/** How many pages would change to this worker if it took over now. */
async function pages() {
  const end = Date.now() + LINGERING;
  for (;;) {
    const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const count = all.filter(({ url }) => url.startsWith(registration.scope)).length;
    if (count < 2 || Date.now() > end) return count;
    await new Promise((done) => setTimeout(done, LINGERING / 10));
  }
}

addEventListener("message", (event) => {
  const { data, ports } = event;
  if (data?.blankett === "pages") event.waitUntil(pages().then((count) => ports[0].postMessage(count)));
  if (data?.blankett === "take") event.waitUntil(skipWaiting());
});
