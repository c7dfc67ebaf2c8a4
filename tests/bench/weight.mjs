// Weight: everything that is fetched before the first field can be typed in, and when.

import { FORMS } from "./site.mjs";
import { SLOW_NETWORK, figure, fresh, inPage, open, table, target } from "./support.mjs";

const LIMIT = 100_000;

/** What may be fetched for a form before its first field is there; the rest comes after it. */
function allowed(form, lang) {
  const engine = ["/blankett.js", "/widget.js", "/widget_bg.wasm", "/blankett.css"];
  return [...engine, `/forms/${lang}/${FORMS[form].attribute}.first.json`, `/locales/${lang}.first.json`];
}

export default async function weight({ browser, site }) {
  console.log("## Weight on a two-line host page, brotli\n");
  const rows = [];
  const unexpected = [];
  let shown;
  for (const form of ["buypass", "dpa"]) {
    for (const lang of ["nb", "en"]) {
      const fetched = await fetches(browser, site.blankett(form, lang));
      shown ??= fetched;
      const bytes = fetched.reduce((sum, it) => sum + it.bytes, 0);
      rows.push([FORMS[form].name, lang, fetched.length, figure(bytes), figure(bytes - LIMIT)]);
      const asked = fetched.map((it) => it.path);
      unexpected.push(...asked.filter((it) => !allowed(form, lang).includes(it) && !it.startsWith("/snippets/")));
      target(`${FORMS[form].name}, ${lang}: at most ${figure(LIMIT)} bytes`, figure(bytes), bytes <= LIMIT);
    }
  }
  table(["form", "language", "requests", "bytes", "to the limit"], rows);
  target("nothing else is fetched", unexpected.join(" ") || "nothing", unexpected.length === 0);
  waterfall(shown);
}

/** In the page: when the form can be typed in. */
function READY() {
  document.addEventListener("blankett-ready", () => (globalThis.readyAt = performance.now()));
}

/** Every request but the page's own, started before the first field is there, in order, on the slow network. */
function fetches(browser, url) {
  return fresh(browser, { network: SLOW_NETWORK, script: READY }, async (page, cdp) => {
    const seen = new Set();
    page.on("request", (request) => seen.add(request.url()));
    await open(page, cdp, url);
    await page.waitForTimeout(1000);
    const entries = await inPage(cdp, () =>
      performance.getEntriesByType("resource").map((it) => ({
        url: it.name,
        start: it.startTime,
        end: it.responseEnd,
        bytes: it.encodedBodySize,
      })),
    );
    const timed = new Set(entries.map((it) => it.url));
    const untimed = [...seen].filter((it) => it !== url && !it.startsWith("data:") && !timed.has(it));
    const lost = untimed.map((it) => ({ url: it, start: 0, end: 0, bytes: 0 }));
    const ready = await inPage(cdp, () => globalThis.readyAt);
    return [...entries.filter((it) => it.start < ready), ...lost]
      .map((it) => ({ ...it, path: it.url.startsWith(new URL(url).origin) ? new URL(it.url).pathname : it.url }))
      .sort((a, b) => a.start - b.start);
  });
}

/** Only blankett.js may be waited for: whatever starts after the end of another file waited. */
function waterfall(fetched) {
  console.log("Buypass in bokmål, on the slow network:\n");
  const rows = fetched.map((it) => [it.path, figure(it.bytes), figure(it.start), figure(it.end)]);
  table(["file", "bytes", "starts, ms", "is there, ms"], rows);
  const [script, ...others] = fetched;
  const firstEnd = Math.min(...others.map((it) => it.end));
  const waited = others.filter((it) => it.start > firstEnd).map((it) => it.path);
  const after = Math.max(...others.map((it) => it.start)) - script.end;
  target("no file waits for another than blankett.js", waited.join(" ") || `all start ${figure(after)} ms after it`, waited.length === 0);
}
