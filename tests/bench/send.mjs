// An empty form is sent: from the click to the end of the frame with every error.

import { FORMS } from "./site.mjs";
import { RUNS, SLOW_CPU, figure, fresh, inPage, median, open, press, ratio, table, target } from "./support.mjs";

const LIMIT = 2;

export default async function send({ browser, site }) {
  console.log("## «Se over svarene» on an empty form, until all errors are shown, 4x CPU\n");
  const rows = [];
  for (const form of Object.keys(site.definitions)) {
    const count = mistakes(site.definitions[form]);
    const ours = [];
    const theirs = [];
    for (let run = 0; run < RUNS; run += 1) {
      ours.push(await once(browser, site.blankett(form), count));
      theirs.push(await once(browser, site.plain(form), count));
    }
    const factor = ratio(ours, theirs);
    rows.push([FORMS[form].name, count, figure(median(ours)), figure(median(theirs)), `${figure(factor, 2)}x`]);
    target(`${FORMS[form].name}: empty send at most ${LIMIT}x the static page`, `${figure(factor, 2)}x`, factor <= LIMIT);
  }
  table(["form", "errors", "Blankett, ms", "static page, ms", "ratio"], rows);
}

/** How many errors an untouched form has. */
export function mistakes(definition) {
  const fields = definition.sections.flatMap((section) => section.fields);
  return fields.filter((it) => it.required && !it["shown-when"] && !it.initial).length;
}

function once(browser, url, count) {
  return fresh(browser, { cpu: SLOW_CPU }, async (page, cdp) => {
    await open(page, cdp, url);
    await page.waitForTimeout(300);
    await inPage(cdp, WATCH, count);
    await page.waitForTimeout(100);
    await press(cdp, "Enter");
    return inPage(cdp, () => globalThis.errorsShown);
  });
}

/** In the page: goes to the button and waits for the click, then for the errors. */
export function WATCH(count) {
  const shown = (selector) => [...bench.root().querySelectorAll(selector)].filter((it) => it.textContent).length;
  globalThis.errorsShown = new Promise((resolve) => {
    const clicked = async () => {
      const start = performance.now();
      for (;;) {
        const end = await bench.frameEnd();
        if (shown(".error:not([hidden])") === count && shown(".summary li") === count) return resolve(end - start);
      }
    };
    addEventListener("click", clicked, { capture: true, once: true });
  });
  bench.button().focus();
}
