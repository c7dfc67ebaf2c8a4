// Ten thousand submissions that wait: what they cost the form, and how fast they go.

import { createServer } from "node:http";
import { once as happens } from "node:events";
import { RUNS, figure, fresh, inPage, median, open, press, ratio, table, target } from "./support.mjs";

const COUNT = Number(process.env.COUNT ?? 10_000);
const LIMIT = 1.5;
/** Milliseconds until the list stands there. */
const LIST_LIMIT = 300;
/** How much of the backend's own pace the queue reaches. */
const PACE = 0.75;

export default async function queue({ browser, site }) {
  const backend = await receiver();
  try {
    await opening(browser, site);
    await draining(browser, site, backend);
  } finally {
    await backend.end();
  }
}

/** In the page: what waits for an address, as the queue itself keeps it. */
async function fillUp({ action, count }) {
  const { add } = await import("/local.js");
  const at = new Date().toISOString();
  const form = { id: "buypass-virksomhetssertifikat", version: "1", title: "Buypass" };
  const put = (id) => add({ id, form, action, user: "", headers: false, digest: "", at }, JSON.stringify({ id, filler: "a".repeat(1_500) }));
  for (let left = count; left > 0; left -= 200) await Promise.all(Array.from({ length: Math.min(200, left) }, () => put(crypto.randomUUID())));
}

/** In the page: milliseconds from a click on the count below the form to the list. */
async function list() {
  const root = document.querySelector("blankett-form").shadowRoot.querySelector("blankett-queue").shadowRoot;
  const begun = performance.now();
  root.querySelector("button").click();
  while (!root.querySelector("li")) await bench.frameEnd();
  return performance.now() - begun;
}

async function opening(browser, site) {
  console.log(`## From navigation to the first typed character, ${figure(COUNT)} submissions in the queue\n`);
  const measured = { full: [], empty: [], list: [] };
  for (const name of ["empty", "full"]) {
    // The same browser profile for all runs: each run is another page of it.
    await fresh(browser, {}, async (page, cdp) => {
      await page.goto(site.empty);
      // An address where nobody is: nothing may go meanwhile.
      if (name === "full") await inPage(cdp, fillUp, { action: "http://127.0.0.1:9/nobody", count: COUNT });
      for (let run = 0; run <= RUNS; run += 1) {
        const begun = performance.now();
        await open(page, cdp, site.blankett("buypass"));
        await inPage(cdp, () => bench.first().focus());
        await press(cdp, "9");
        await inPage(cdp, async () => {
          while (!bench.first().value) await bench.frameEnd();
        });
        // The first one warms up.
        if (run) measured[name].push(performance.now() - begun);
        await page.waitForTimeout(1_500);
        if (run && name === "full") measured.list.push(await inPage(cdp, list));
      }
    });
  }
  const factor = ratio(measured.full, measured.empty);
  table(["empty, ms", "full, ms", "ratio"], [[figure(median(measured.empty)), figure(median(measured.full)), `${figure(factor, 2)}x`]]);
  const listed = median(measured.list);
  target(`${figure(COUNT)} queued: the list within ${LIST_LIMIT} ms`, `${figure(listed)} ms`, listed <= LIST_LIMIT);
  target(`${figure(COUNT)} queued: first character within ${LIMIT}x`, `${figure(factor, 2)}x`, factor <= LIMIT);
}

async function draining(browser, site, backend) {
  console.log(`## Sending ${figure(COUNT)} submissions\n`);
  await fresh(browser, {}, async (page, cdp) => {
    // The page's policy lets it send nowhere else.
    await cdp.send("Page.setBypassCSP", { enabled: true });
    await page.goto(site.empty);
    const post = async ({ action, count }) => {
      const begun = performance.now();
      let left = count;
      const one = async () => {
        while (left-- > 0) await (await fetch(action, { method: "POST", body: "a".repeat(1_600), headers: { "Content-Type": "application/json" } })).text();
      };
      await Promise.all([one(), one(), one(), one()]);
      return count / ((performance.now() - begun) / 1000);
    };
    const own = await inPage(cdp, post, { action: backend.url, count: 2_000 });
    await inPage(cdp, fillUp, { action: backend.url, count: COUNT });
    backend.count = 0;
    const begun = performance.now();
    await inPage(cdp, async () => (await import("/local.js")).drain("wake"));
    const pace = backend.count / ((performance.now() - begun) / 1000);
    const left = await inPage(cdp, async () => (await import("/local.js")).count());
    table(["", "a second"], [["posted by the page without a queue", figure(own)], ["sent from the queue", figure(pace)]]);
    target(`the queue drains at the backend's pace (at least ${PACE}), nothing left`, `${figure(pace / own, 2)}, ${left} left`, left === 0 && pace >= PACE * own);
  });
}

/** A backend that takes 20 ms for each, as one with a disk does. */
async function receiver() {
  const backend = { count: 0 };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*, content-type, idempotency-key", "access-control-max-age": "600" };
      if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
      backend.count += 1;
      setTimeout(() => response.writeHead(204, headers).end(), 20);
    });
  });
  await happens(server.listen(0, "127.0.0.1"), "listening");
  backend.url = `http://127.0.0.1:${server.address().port}/`;
  backend.end = () => new Promise((done) => server.close(done).closeAllConnections());
  return backend;
}
