// Time to interactive on a slow network and processor: from navigation to the end of the frame
// that shows the first character typed. Blankett beside the static page, in turns.

import { FORMS } from "./site.mjs";
import { RUNS, SLOW_CPU, SLOW_NETWORK, figure, fresh, inPage, median, press, ratio, table, target } from "./support.mjs";

/** The fastest peer, React Hook Form with zod, takes 2.6, 2.6 and 2.3: see peers.mjs. */
const LIMITS = { buypass: 2.2, dpa: 2.2, thousand: 2.2 };

const KEY = "9";

export default async function tti({ browser, site }) {
  console.log("## From navigation to the first typed character, 1.6 Mbit/s, 150 ms, 4x CPU\n");
  const rows = [];
  const phases = [];
  for (const form of Object.keys(LIMITS)) {
    const ours = [];
    const theirs = [];
    for (let run = 0; run < RUNS; run += 1) {
      ours.push(await once(browser, site.blankett(form)));
      theirs.push(await once(browser, site.plain(form)));
    }
    const ends = [ours, theirs].map((runs) => runs.map((it) => it.typed));
    const factor = ratio(...ends);
    rows.push([FORMS[form].name, ...ends.map((it) => figure(median(it))), `${figure(factor, 2)}x`]);
    phases.push([FORMS[form].name, ...PHASES.map((it) => figure(median(ours.map((run) => run[it]))))]);
    target(`${FORMS[form].name}: TTI below ${LIMITS[form]}x the static page`, `${figure(factor, 2)}x`, factor < LIMITS[form]);
  }
  table(["form", "Blankett, ms", "static page, ms", "ratio"], rows);
  console.log("Blankett's phases, ms from navigation:\n");
  table(["form", "page is there", "blankett.js is there", "all files are there", "form is drawn", "field has focus", "character is shown"], phases);
}

const PHASES = ["page", "script", "files", "drawn", "focused", "typed"];

/** Opens a form in a fresh browser and types one character: when what was there. */
export function once(browser, url) {
  return fresh(browser, { network: SLOW_NETWORK, cpu: SLOW_CPU, script: PROBE }, async (page, cdp) => {
    await page.exposeFunction("fieldHasFocus", () => press(cdp, KEY));
    const done = new Promise((resolve) => page.exposeFunction("characterIsShown", resolve));
    await page.goto(url, { waitUntil: "commit" });
    const times = await Promise.race([done, page.waitForTimeout(120_000)]);
    if (!times) throw new Error(`${url}: no field within two minutes.`);
    await page.waitForTimeout(300);
    const kept = await inPage(cdp, () => bench.first().value);
    if (kept !== KEY) throw new Error(`${url}: the first character was lost.`);
    return times;
  });
}

/** In the page: takes the first field as soon as a frame has it, and watches the key arrive. */
function PROBE() {
  let drawn = 0;
  document.addEventListener("blankett-ready", () => (drawn = performance.now()));

  const look = () => {
    const field = bench.first();
    field?.focus();
    if (!field || field.getRootNode().activeElement !== field) return requestAnimationFrame(look);
    const focused = performance.now();
    field.addEventListener("input", async () => {
      const typed = await bench.frameEnd();
      const [navigation] = performance.getEntriesByType("navigation");
      const entries = performance.getEntriesByType("resource");
      const script = entries.find(({ name }) => name.endsWith("/blankett.js"));
      const files = Math.max(0, ...entries.map((it) => it.responseEnd));
      const [asked, there] = [script?.startTime ?? 0, script?.responseEnd ?? 0];
      characterIsShown({ page: navigation.responseEnd, asked, script: there, files, drawn, focused, typed });
    });
    fieldHasFocus();
  };
  requestAnimationFrame(look);
}
