// Memory: the JavaScript heap and the wasm's, when the form is shown and after many edits.

import { NOISE, figure, fresh, inPage, open, table, target, used } from "./support.mjs";

const LIMIT = 3_000_000;
const EDITS = 10_000;

export default async function memory({ browser, site }) {
  console.log("## Memory, Buypass form, bytes\n");
  const ours = await once(browser, site.blankett("buypass"));
  const theirs = await once(browser, site.plain("buypass"));
  const rows = ours.map((it, at) => [
    it.when,
    figure(it.heap),
    figure(it.wasm),
    figure(it.heap + it.wasm),
    figure(it.nodes),
    figure(theirs[at].heap),
  ]);
  table(["when", "JS heap", "wasm memory", "sum", "DOM nodes", "static page's heap"], rows);
  const sums = ours.map((it) => it.heap + it.wasm);
  target(`at most ${figure(LIMIT)} bytes once shown`, figure(sums[0]), sums[0] <= LIMIT);
  const grown = sums[2] - sums[1];
  target("no growth from 10,000 to 20,000 edits", figure(grown), grown <= NOISE);
}

function once(browser, url) {
  return fresh(browser, {}, async (page, cdp) => {
    await open(page, cdp, url);
    await page.waitForTimeout(500);
    const measured = [{ when: "shown", ...(await used(page, cdp)) }];
    for (const round of [1, 2]) {
      await inPage(cdp, EDIT, EDITS);
      measured.push({ when: `after ${figure(round * EDITS)} edits`, ...(await used(page, cdp)) });
    }
    return measured;
  });
}

/** In the page: types right and wrong answers in turn, leaves the field, ticks and unticks. */
async function EDIT(edits) {
  const texts = {
    "virksomhet.organisasjonsnummer": ["971058676", "971058677"],
    "virksomhet.navn": ["Tannlege Moe AS", ""],
    "virksomhet.postnummer": ["0150", "15"],
    "signaturberettiget.epost": ["post@eksempel.no", "post@"],
    "aktiveringskode.mobilnummer": ["91234567", "123"],
  };
  const names = Object.keys(texts);
  const tick = bench.root().querySelector("input[type=checkbox]");
  for (let edit = 0; edit < edits; edit += 1) {
    const name = names[edit % names.length];
    const field = bench.field(name);
    field.focus();
    field.value = texts[name][Math.floor(edit / names.length) % 2];
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    field.blur();
    if (edit % 10 === 9) tick.click();
    // As between two keys: promises are done, and now and then a frame.
    await (edit % 100 === 99 ? bench.frameEnd() : undefined);
  }
}
