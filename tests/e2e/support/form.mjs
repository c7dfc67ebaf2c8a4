// Finds things in a form as a person does: by section, label and role.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { WORDS } from "./words.mjs";

export const SIZES = [
  { width: 360, height: 780 },
  { width: 1280, height: 900 },
];

/** `{id, version}` as the built definition says. */
export function edition(id) {
  const file = join(process.env.BLANKETT_DIST, "forms", `${id}.json`);
  return { id, version: JSON.parse(readFileSync(file, "utf8")).version };
}

/** Begins with these words; «(valgfritt)» may follow. */
export function begins(words) {
  return new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

export function field(page, section, label) {
  return page.getByRole("region", { name: section, exact: true }).getByLabel(begins(label));
}

export function option(page, group, label) {
  return page.getByRole("group", { name: begins(group) }).getByRole("checkbox", { name: begins(label) });
}

/** Fills in sections of `[label, value]`; true is a tick. */
export async function fill(page, sections) {
  for (const [section, fields] of sections) {
    for (const [label, value] of fields) {
      const found = field(page, section, label);
      await (value === true ? found.check() : found.fill(value));
    }
  }
}

export function button(page, language, name) {
  return page.getByRole("button", { name: WORDS[language][name], exact: true });
}

/** From the filled form to the review. */
export async function review(page, language = "nb") {
  await button(page, language, "review").click();
  await expect(page.getByRole("heading", { name: WORDS[language].reviewTitle })).toBeVisible();
}

/** From the review to the receipt. */
export async function send(page, language = "nb") {
  await button(page, language, "send").click();
  await receipt(page, language);
}

export async function receipt(page, language = "nb") {
  await expect(page.getByRole("heading", { name: WORDS[language].receiptTitle })).toBeVisible();
}

/** The terms and what stands beside them, in order. */
export async function rows(page) {
  const terms = await page.getByRole("term").allInnerTexts();
  const told = await page.getByRole("definition").allInnerTexts();
  expect(told).toHaveLength(terms.length);
  return terms.map((term, at) => [term, told[at]]);
}

/** The page can be read without scrolling sideways. */
export async function expectNoSideScroll(page) {
  const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
  expect.soft(over, "pixels wider than the window").toBeLessThanOrEqual(0);
}
