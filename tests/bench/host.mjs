// The plain host page of tests/hosts/strict, on another origin than the widget, under its strict
// policy: from its script tag to the end of the frame that shows the first character typed.

import { once } from "./tti.mjs";
import { RUNS, figure, median, ratio, table, target } from "./support.mjs";

const LIMIT = 2.2;

export default async function host({ browser, site }) {
  console.log("## From the script tag to the first typed character, on a host page, 1.6 Mbit/s, 150 ms, 4x CPU\n");
  const [ours, theirs] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await once(browser, site.host));
    theirs.push((await once(browser, site.plain("buypass"))).typed);
  }
  const whole = ours.map((it) => it.typed);
  const factor = ratio(whole, theirs);
  const since = median(ours.map((it) => it.typed - it.asked));
  table(
    ["from the script tag, ms", "from navigation, ms", "static page, ms", "ratio"],
    [[figure(since), figure(median(whole)), figure(median(theirs)), `${figure(factor, 2)}x`]],
  );
  target(`the host page: first character below ${LIMIT}x the static page`, `${figure(factor, 2)}x`, factor < LIMIT);
}
