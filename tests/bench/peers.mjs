// What other form libraries take for the same forms, in their own idiom. Measured once, in
// Chromium 156 on two cores, in another run than ours: only the ratios can be compared.

import { table } from "./support.mjs";

// Name, kB brotli, TTI to the static page's, heap in MB, handlers a key and empty send in ms.
const PEERS = {
  Buypass: [
    ["Form.io 5.6", 396, 7.0, 5.3, 1.1, 310],
    ["SurveyJS 2.5", 301, 5.7, 5.7, 32, 158],
    ["RJSF 6.11", 172, 3.5, 2.9, 7.0, 189],
    ["JSON Forms 3.8", 134, 3.5, 3.6, 9.0, 62],
    ["React Hook Form + zod", 96, 2.6, 2.2, 4.2, 79],
    ["static page", 1.7, 1, 0.9, 0.5, 37],
  ],
  "DPA annex": [
    ["SurveyJS 2.5", 301, 6.1, 5.6, 7.3, 178],
    ["React Hook Form + zod", 97, 2.6, 2.3, 4.9, 63],
    ["static page", 2.1, 1, 0.8, 0.5, 35],
  ],
  "1,000 fields": [
    ["SurveyJS 2.5", 304, 7.9, 32, 941, 2265],
    ["JSON Forms 3.8", 138, 7.9, 21, 2359, 3066],
    ["RJSF 6.11", 174, 3.2, 9.6, 48, 1580],
    ["React Hook Form + zod", 98, 2.3, 7.4, 33, 2237],
    ["static page", 3.7, 1, 1.0, 0.4, 298],
  ],
};

export default function peers() {
  console.log("## Peers, measured in another run: compare the ratios only\n");
  const rows = Object.entries(PEERS).flatMap(([form, lines]) => {
    const [, , , , key, send] = lines.at(-1);
    return lines.map(([name, weight, tti, heap, ownKey, ownSend]) => [
      form,
      name,
      String(weight),
      `${tti.toFixed(1)}x`,
      String(heap),
      `${(ownKey / key).toFixed(0)}x`,
      `${(ownSend / send).toFixed(1)}x`,
    ]);
  });
  table(["form", "peer", "kB brotli", "TTI", "heap, MB", "a key", "empty send"], rows);
}
