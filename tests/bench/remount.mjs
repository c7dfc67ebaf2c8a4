// An element that is put into a page, moved and taken out again, two hundred times: nothing may stay.

import { NOISE, figure, fresh, inPage, table, target, used } from "./support.mjs";

const HALF = 100;

export default async function remount({ browser, site }) {
  console.log(`## An element put in and taken out ${2 * HALF} times\n`);
  const measured = await fresh(browser, {}, async (page, cdp) => {
    await page.goto(site.empty, { waitUntil: "load" });
    const all = [];
    for (const count of [1, HALF - 1, HALF]) {
      await inPage(cdp, ROUNDS, count);
      all.push(await used(page, cdp));
    }
    return all;
  });
  const rows = measured.map((it, at) => [
    figure([1, HALF, 2 * HALF][at]),
    figure(it.heap),
    figure(it.wasm),
    figure(it.nodes),
    figure(it.listeners),
  ]);
  table(["times", "JS heap", "wasm memory", "DOM nodes", "listeners"], rows);
  const [, first, second] = measured;
  const most = { heap: NOISE, wasm: 0, nodes: 0, listeners: 0 };
  for (const [what, limit] of Object.entries(most)) {
    const grown = second[what] - first[what];
    target(`no growth of ${what} from ${HALF} to ${2 * HALF} times`, figure(grown), grown <= limit);
  }
}

/** In the page: so many elements one after the other, each used a little; then what is put off. */
async function ROUNDS(count) {
  const [main, aside] = ["main", "aside"].map((it) => document.querySelector(it));
  for (let round = 0; round < count; round += 1) {
    const element = document.createElement("blankett-form");
    element.form = "buypass-virksomhetssertifikat";
    const ready = new Promise((done) => element.addEventListener("blankett-ready", done, { once: true }));
    main.append(element);
    await ready;
    const field = element.shadowRoot.querySelector("input");
    field.focus();
    field.value = "971058676";
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    await bench.frameEnd();
    aside.append(element);
    // Every second one until the rest is there, too.
    await (round % 2 ? bench.frameEnd() : new Promise((done) => setTimeout(done, 200)));
    element.remove();
  }
  // Longer than an element waits to be put back.
  await new Promise((done) => setTimeout(done, 3_000));
}
