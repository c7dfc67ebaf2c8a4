// Nothing stands in a guide that no test runs.
import { readFileSync, readdirSync } from "node:fs";
import { GUIDES, blocks, guide } from "./support/snippets.mjs";
import { expect, test } from "./support/test.mjs";

const specs = readdirSync(import.meta.dirname).filter((it) => /^guides-.*\.spec\.mjs$/.test(it));
const texts = [...specs, "support/receivers.mjs"].map((it) => readFileSync(new URL(it, import.meta.url), "utf8"));
/** What the tests name in double quotes. */
const named = new Set(texts.join("\n").match(/"[^"\n]+"/g).map((it) => it.slice(1, -1)));

for (const name of GUIDES) {
  test(`every block of ${name} is used by a test`, () => {
    const found = blocks(name);
    expect(found.length).toBeGreaterThan(0);
    expect(guide(name).match(/^ *```/gm)).toHaveLength(2 * found.length);
    // A file goes by its name alone, too.
    const unused = found.filter(({ mark }) => !named.has(mark) && !named.has(mark.replace(/^file:/, "")));
    expect(unused.map(({ mark }) => mark)).toEqual([]);
  });
}

test("guides that are named are there", () => {
  const linked = GUIDES.flatMap((it) => Array.from(guide(it).matchAll(/\]\(([^)]+\.md)\)/g), ([, file]) => file));
  expect(linked.length).toBeGreaterThan(0);
  for (const file of linked) expect(GUIDES).toContain(file);
});

test("what is copied from the guides and the README takes no test numbers", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const fenced = Array.from(readme.matchAll(/^```.*\n([^]*?)^```$/gm), ([, code]) => code);
  const all = [...fenced, ...GUIDES.flatMap((it) => blocks(it).map(({ code }) => code))];
  expect(all.filter((it) => it.includes("<blankett-form")).length).toBeGreaterThan(10);
  expect(all.filter((it) => /test-?numbers/i.test(it))).toEqual([]);
});
