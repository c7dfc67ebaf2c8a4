// Ten elements on one page beside one: what is transferred, and the wasm's memory.

import { figure, fresh, inPage, open, table, target, used } from "./support.mjs";

const LIMIT = 2;
const COUNT = 10;
const ONE = "buypass-virksomhetssertifikat";

export default async function ten({ browser, site }) {
  console.log("## Ten elements on a page beside one, bytes\n");
  const { forms } = await (await fetch(new URL("/forms.json", site.empty))).json();
  const others = [ONE, ...forms.map((it) => it.id).filter((it) => it !== ONE)].slice(0, COUNT);
  if (others.length < COUNT) throw new Error(`There are only ${others.length} forms.`);
  const alone = [];
  for (const form of others) alone.push(await once(browser, site, [form]));
  const [one] = alone;
  // Each figure by itself: the form that weighs most need not be the one that holds most.
  const most = Object.fromEntries(Object.keys(one).map((key) => [key, Math.max(...alone.map((it) => it[key]))]));
  const same = await once(browser, site, Array(COUNT).fill(ONE));
  const different = await once(browser, site, others);
  const row = (name, it) => [name, ...["requests", "bytes", "wasm", "heap", "nodes"].map((key) => figure(it[key]))];
  const rows = [row("Buypass", one), row("ten of it", same), row("ten forms, the most of each alone", most), row("ten forms", different)];
  table(["elements", "requests", "transferred", "wasm memory", "JS heap", "DOM nodes"], rows);
  for (const [name, it, beside] of [["ten of the same form", same, one], ["ten forms beside the largest of them", different, most]]) {
    for (const [what, key] of [["transferred bytes", "bytes"], ["wasm memory", "wasm"]]) {
      const factor = it[key] / beside[key];
      target(`${name}: ${what} below ${LIMIT}x`, `${figure(factor, 2)}x`, factor < LIMIT);
    }
  }
}

function once(browser, site, forms) {
  return fresh(browser, {}, async (page, cdp) => {
    const sizes = [];
    cdp.on("Network.loadingFinished", (it) => sizes.push(it.encodedDataLength));
    await page.goto(site.empty, { waitUntil: "load" });
    await cdp.send("Network.enable");
    // The script came with the page; all that it brings is asked for when there is an element.
    const script = await inPage(cdp, () => performance.getEntriesByName(new URL("/blankett.js", location).href)[0].transferSize);
    await inPage(cdp, SHOW, forms);
    await page.waitForLoadState("networkidle");
    const bytes = sizes.reduce((sum, it) => sum + it, script);
    return { bytes, requests: sizes.length + 1, ...(await used(page, cdp)) };
  });
}

/** In the page: puts elements in, and waits until all can be filled in and all has come. */
async function SHOW(forms) {
  const made = forms.map((form) => Object.assign(document.createElement("blankett-form"), { form }));
  const ready = made.map((it) => new Promise((done) => it.addEventListener("blankett-ready", done, { once: true })));
  document.querySelector("main").append(...made);
  await Promise.all(ready);
  await new Promise((done) => setTimeout(done, 2_000));
}
