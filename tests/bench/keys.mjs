// What a key press costs: all script from one key to the next, and style, layout and paint.
// The browser itself takes a frame from key to picture, whatever the page does.

import { FORMS } from "./site.mjs";
import { RUNS, SLOW_CPU, figure, fresh, inPage, median, open, press, table, target } from "./support.mjs";
import { DRAWING, SCRIPT, spent, traced } from "./trace.mjs";

const LIMIT = 1.5;

/** Forty keys. In the big form the same fields from the middle of it. */
const TYPED = {
  "virksomhet.organisasjonsnummer": "971058676",
  "virksomhet.navn": "Tannlege Moe AS",
  "signaturberettiget.epost": "post@eksempel.no",
};
const MIDDLE = 23;

export default async function keys({ browser, site }) {
  console.log("## A key press, 4x CPU, ms (median of 40 keys a run)\n");
  const rows = [];
  const handlers = {};
  const pages = ["buypass", "thousand"].flatMap((form) => [
    { form, who: "Blankett", url: site.blankett(form) },
    { form, who: "static page", url: site.plain(form) },
  ]);
  const measured = pages.map(() => []);
  for (let run = 0; run < Math.min(RUNS, 5); run += 1) {
    for (const [at, { form, url }] of pages.entries()) measured[at].push(...(await once(browser, url, form)));
  }
  for (const [at, { form, who }] of pages.entries()) {
    const script = median(measured[at].map((it) => it.script));
    if (who === "Blankett") handlers[form] = script;
    rows.push([FORMS[form].name, who, figure(script, 2), figure(median(measured[at].map((it) => it.drawing)), 2)]);
  }
  table(["form", "", "handlers", "style, layout, paint"], rows);
  const factor = handlers.thousand / handlers.buypass;
  target(`a key in 1,000 fields: at most ${LIMIT}x one in 22`, `${figure(factor, 2)}x`, factor <= LIMIT);
}

function once(browser, url, form) {
  return fresh(browser, { cpu: SLOW_CPU }, async (page, cdp) => {
    await open(page, cdp, url);
    await page.waitForTimeout(300);
    const events = await traced(browser, page, async () => {
      for (const [name, text] of Object.entries(TYPED)) {
        const own = form === "thousand" ? name.replace(".", `-${MIDDLE}.`) : name;
        await inPage(cdp, (own) => bench.field(own).focus(), own);
        for (const key of text) {
          await press(cdp, key);
          // Time for its frame, and for whatever the page puts off.
          await page.waitForTimeout(80);
        }
      }
    });
    const downs = events.filter((it) => it.name === "EventDispatch" && it.type === "keydown");
    return downs.map(({ start }, at) => {
      // Before the next field's focus, which is an `evaluate`.
      const to = Math.min(downs[at + 1]?.start ?? Infinity, start + 80);
      return { script: spent(events, SCRIPT, start, to), drawing: spent(events, DRAWING, start, to) };
    });
  });
}
