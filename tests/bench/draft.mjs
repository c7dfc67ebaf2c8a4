// What a draft costs whoever types on: the longest that a key waits for the frame that shows it,
// in the form of a thousand fields, with drafts and without.

import { RUNS, figure, fresh, inPage, median, open, press, table, target } from "./support.mjs";

const FRAME = 1000 / 60;
const KEYS = 60;

export default async function draft({ browser, site }) {
  console.log("## A key in 1,000 filled fields, with drafts and without, ms\n");
  const measured = { session: [], off: [] };
  for (let run = 0; run < Math.min(RUNS, 5); run += 1) {
    for (const drafts of Object.keys(measured)) measured[drafts].push(await once(browser, site, drafts));
  }
  const rows = Object.entries(measured).map(([name, runs]) => [
    name === "off" ? "without" : "with",
    ...["typical", "longest"].map((it) => figure(median(runs.map((run) => run[it])), 1)),
    figure(Math.max(...runs.map((it) => it.saved))),
  ]);
  table(["drafts", "from key to handled, median", "longest", "drafts written"], rows);
  const delay = median(measured.session.map((it) => it.longest)) - median(measured.off.map((it) => it.longest));
  target("a draft delays no key by a frame", `${figure(delay, 1)} ms`, delay < FRAME);
}

function once(browser, site, drafts) {
  return fresh(browser, {}, async (page, cdp) => {
    await open(page, cdp, site.blankett("thousand"));
    await page.waitForTimeout(1_000);
    await inPage(
      cdp,
      async (drafts) => {
        const it = document.querySelector("blankett-form");
        it.setAttribute("drafts", drafts);
        const answers = {};
        for (const field of it.shadowRoot.querySelectorAll("input:not([type=checkbox], [type=radio])")) {
          const [section, key] = field.name.split(".");
          (answers[section] ??= {})[key] = "1";
        }
        it.prefill = answers;
        await new Promise((done) => it.addEventListener("blankett-ready", done, { once: true }));
        await bench.frameEnd();
        // How long an event waited, and took, until the next thing could be done.
        window.waits = [];
        document.addEventListener("keydown", ({ timeStamp }) => setTimeout(() => window.waits.push(performance.now() - timeStamp)), true);
        window.saved = 0;
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (...given) {
          window.saved += 1;
          return put.apply(this, given);
        };
        [...it.shadowRoot.querySelectorAll("input")].find((it) => it.name.endsWith("virksomhet-23.navn") || it.name.includes("navn")).focus();
      },
      drafts,
    );
    for (let key = 0; key < KEYS; key += 1) {
      await press(cdp, "a");
      // Pauses of all lengths around the one after which a draft is written.
      await page.waitForTimeout(key % 3 ? 60 : 480 + ((key * 7) % 80));
    }
    return inPage(cdp, () => {
      const sorted = [...window.waits].sort((a, b) => a - b);
      return { typical: sorted[sorted.length >> 1], longest: sorted.at(-1), saved: window.saved };
    });
  });
}
