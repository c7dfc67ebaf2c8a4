// Where the time goes in the big form: what the main thread does, and which functions.
// Not part of the plain run; wasm has names only if `dist` was built with them.

import { figure, fresh, inPage, open, press, table } from "./support.mjs";
import { WATCH, mistakes } from "./send.mjs";
import { ownTimes, traced } from "./trace.mjs";

const TOP = 25;

export default async function profile({ browser, site }) {
  const url = site.blankett("thousand");
  const count = mistakes(site.definitions.thousand);
  const mount = async (page, cdp) => {
    await open(page, cdp, url);
    await inPage(cdp, () => bench.frameEnd());
  };
  const send = async (page, cdp) => {
    await press(cdp, "Enter");
    await inPage(cdp, () => globalThis.errorsShown);
  };
  const ready = async (page, cdp) => {
    await mount(page, cdp);
    await page.waitForTimeout(500);
    await inPage(cdp, WATCH, count);
    await page.waitForTimeout(200);
  };
  for (const [title, before, act] of [["1,000 fields drawn", null, mount], ["1,000 errors shown", ready, send]]) {
    await thread(browser, title, before, act);
    await functions(browser, title, before, act);
  }
}

function thread(browser, title, before, act) {
  return fresh(browser, {}, async (page, cdp) => {
    await before?.(page, cdp);
    const events = await traced(browser, page, () => act(page, cdp));
    console.log(`## ${title}: the main thread's own times, ms, no slow-down\n`);
    // What no event explains, such as what a promise goes on with, is the task's own time.
    const rows = ownTimes(events.filter((it) => !it.name.startsWith("ThreadControllerImpl")));
    table(["what", "ms"], rows.slice(0, 12).map(([name, ms]) => [name, figure(ms, 1)]));
  });
}

function functions(browser, title, before, act) {
  return fresh(browser, {}, async (page, cdp) => {
    await before?.(page, cdp);
    await cdp.send("Profiler.enable");
    await cdp.send("Profiler.setSamplingInterval", { interval: 100 });
    await cdp.send("Profiler.start");
    await act(page, cdp);
    const { profile } = await cdp.send("Profiler.stop");
    console.log(`## ${title}: functions' own times, ms\n`);
    table(["function", "where", "ms"], ownTimesOf(profile).slice(0, TOP));
  });
}

function ownTimesOf({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((it) => [it.id, it.callFrame]));
  const own = new Map();
  for (const [at, id] of samples.entries()) {
    const { functionName, url, lineNumber, columnNumber } = byId.get(id);
    const where = url ? `${url.split("/").at(-1)}:${lineNumber + 1}:${columnNumber + 1}` : "";
    const key = `${functionName || "(anonymous)"}\t${where}`;
    own.set(key, (own.get(key) ?? 0) + timeDeltas[at] / 1000);
  }
  own.delete("(idle)\t");
  const longest = [...own].sort((a, b) => b[1] - a[1]);
  return longest.map(([key, ms]) => [...key.split("\t"), figure(ms, 1)]);
}
