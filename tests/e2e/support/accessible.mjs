// Automatic accessibility checks of what is on the page now, shadow roots too.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "@playwright/test";
import { SIZES, expectNoSideScroll } from "./form.mjs";
import { eachStep, element } from "./orders.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The slowest rule by far. What is read on what follows neither from the words nor from their language. */
export const CONTRAST = "color-contrast";

/** The rules that judge how wide and where things are drawn. All others judge the tree. */
const LAYOUT = ["target-size", "scrollable-region-focusable", CONTRAST];

/** What axe says of the page as it is now: a line for each element. */
function findings(page, run) {
  return page.evaluate(async (run) => {
    const { violations, incomplete } = await window.axe.run(document, { ...run, elementRef: true });
    // Nothing lies over what stands in it: such a line is by 1/64 px wider than its box.
    const isRounded = ({ element, any }) =>
      any.length > 0 && any.every(({ data, relatedNodes }) => data?.messageKey === "elmPartiallyObscured" && relatedNodes[0]?.element.contains(element));
    const told = ({ id, help, nodes }) =>
      nodes.filter((it) => !isRounded(it)).map(({ target, failureSummary }) => `${id}: ${help}: ${target.flat().join(" ")}: ${failureSummary}`);
    // The arrow of a select is a gradient; the text beside it stands on the colour of every field.
    const unsure = incomplete.flatMap(told).filter((it) => !it.endsWith("background gradient"));
    return [...violations.flatMap(told), ...unsure.map((it) => `unsure: ${it}`)];
  }, run);
}

/**
 * No rule of WCAG 2.2 AA or of good practice is broken, and none is left to be judged by eye.
 * Of all rules, `only` these, or all `but` these.
 */
export async function expectAccessible(page, state, { only, but = [] } = {}) {
  // Not a script element: the page's policy would stop it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const values = only?.filter((it) => !but.includes(it));
  const run = { resultTypes: ["violations", "incomplete"] };
  run.runOnly = values ? { type: "rule", values } : { type: "tag", values: TAGS };
  if (!values) run.rules = Object.fromEntries(but.map((it) => [it, { enabled: false }]));
  expect.soft(await findings(page, run), state).toEqual([]);
}

/** How many elements of the form can be seen. */
const seen = (page) =>
  element(page).evaluate((it) => [...it.shadowRoot.querySelectorAll("*")].filter((it) => it.checkVisibility()).length);

/** A state, at each step if there are steps, on a phone and a desktop. */
export async function expectAccessibleEverywhere(page, state, but) {
  await eachStep(page, async (step) => {
    const [phone, desktop] = SIZES;
    await page.setViewportSize(phone);
    await expectAccessible(page, `${state} ${step}`, { but });
    await expectNoSideScroll(page);
    const count = await seen(page);
    await page.setViewportSize(desktop);
    // The same tree: it need not be judged again.
    expect(await seen(page)).toBe(count);
    await expectAccessible(page, `${state} ${step} ${desktop.width}`, { only: LAYOUT, but });
    await expectNoSideScroll(page);
  });
}

/** What the browser itself tells assistive technology, an entry for each node. */
export async function told(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const entry = ({ role, name, description, properties = [] }) => ({
    role: role.value,
    name: name?.value,
    description: description?.value ?? "",
    ...Object.fromEntries(properties.map(({ name, value }) => [name, value.value])),
  });
  return nodes.filter((it) => !it.ignored).map(entry);
}

/** Listens to the live regions of the form, as a screen reader does. */
export function listen(page) {
  return element(page).evaluate((it) => {
    window.said = [];
    new MutationObserver((changes) => {
      for (const region of it.shadowRoot.querySelectorAll("[role=alert], [role=status], [aria-live]")) {
        const words = region.textContent.trim();
        if (words && region.checkVisibility() && changes.some(({ target }) => region.contains(target))) window.said.push(words);
      }
    }).observe(it.shadowRoot, { subtree: true, childList: true, characterData: true });
  });
}

/** What the live regions have said since this was asked last. */
export async function heard(page) {
  // Long enough for what is drawn after a timer of the form's own.
  await page.waitForTimeout(100);
  return page.evaluate(() => window.said.splice(0));
}
