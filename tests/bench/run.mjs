// Benches in a browser: `cargo xtask bench`, or `npm run bench -- tti keys` for some of them.
// They report; only a crash is a failure. Figures move with the machine: compare ratios.

import { existsSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { serve } from "./site.mjs";
import { RUNS, launch, printTargets, say } from "./support.mjs";

const MEASURES = ["weight", "host", "tti", "opening", "keys", "send", "memory", "ten", "remount", "draft", "queue", "peers"];

/** Only when asked for: where the time goes. */
const ON_REQUEST = ["profile"];

const asked = process.argv.slice(2);
const unknown = asked.filter((it) => ![...MEASURES, ...ON_REQUEST].includes(it));
if (unknown.length) throw new Error(`No bench ${unknown.join(", ")}; there are ${[...MEASURES, ...ON_REQUEST].join(", ")}.`);

const dist = process.env.BLANKETT_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
if (!existsSync(`${dist}/blankett.js`)) throw new Error(`No widget in ${dist}: run \`cargo xtask build\`.`);

const site = await serve(dist);
const browser = await launch();
try {
  const load = loadavg()[0].toFixed(1);
  console.log(`Chromium ${browser.version()}, ${availableParallelism()} cores, load ${load} at the start, ${RUNS} runs each\n`);
  for (const name of asked.length ? asked : MEASURES) {
    say(`… ${name}`);
    const { default: measure } = await import(`./${name}.mjs`);
    await measure({ browser, site });
  }
  printTargets();
} finally {
  await browser.close();
  await site.close();
}
