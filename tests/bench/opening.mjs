// Opening: what the largest form costs beside the smallest, on a slow network and processor.

import { once } from "./tti.mjs";
import { RUNS, figure, median, ratio, table, target } from "./support.mjs";

const LIMIT = 2;

export default async function opening({ browser, site }) {
  console.log("## From navigation to the first typed character, the largest form and the smallest\n");
  const [largest, smallest] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    largest.push((await once(browser, site.blankett("largest"))).typed);
    smallest.push((await once(browser, site.blankett("smallest"))).typed);
  }
  const factor = ratio(largest, smallest);
  table(
    ["Pureservice, ms", "Overtagelse av klinikk, ms", "ratio"],
    [[figure(median(largest)), figure(median(smallest)), `${figure(factor, 2)}x`]],
  );
  target(`the largest form opens within ${LIMIT}x the smallest`, `${figure(factor, 2)}x`, factor <= LIMIT);
}
