// Finds things in a form as a person does: by section, label and role.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { WORDS } from "./words.mjs";

export const SIZES = [
  { width: 360, height: 780 },
  { width: 1280, height: 900 },
];

const FORMS = join(process.env.BLANKETT_DIST, "forms");

/** A form as it was built, with all its languages. */
export function definition(id) {
  return JSON.parse(readFileSync(join(FORMS, `${id}.json`), "utf8"));
}

/** Every form that was built. */
export function definitions() {
  const files = readdirSync(FORMS).filter((it) => it.endsWith(".json"));
  return files.sort().map((it) => definition(it.replace(".json", "")));
}

/** `{id, version}` as the built definition says. */
export function edition(id) {
  return { id, version: definition(id).version };
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

/** The browser says that there is a network again. */
export function online(page) {
  return page.evaluate(() => dispatchEvent(new Event("online")));
}

/** The terms and what stands beside them, in order. */
export async function rows(page) {
  const terms = await page.getByRole("term").allInnerTexts();
  const told = await page.getByRole("definition").allInnerTexts();
  expect(told).toHaveLength(terms.length);
  return terms.map((term, at) => [term, told[at]]);
}

/** The page can be read without scrolling sideways, and nothing sticks out of what it stands in. */
export async function expectNoSideScroll(page) {
  const { over, out } = await page.evaluate(() => {
    const out = [];
    // What only screen readers get is clipped to one pixel.
    const unseen = (it) => {
      for (; it; it = it.parentElement) {
        const { clip, clipPath } = getComputedStyle(it);
        if (clip !== "auto" || clipPath !== "none") return true;
      }
      return false;
    };
    const walk = (root) => {
      for (const it of root.querySelectorAll("*")) {
        if (it.shadowRoot) walk(it.shadowRoot);
        // Fields scroll what is longer than they are.
        if (it.matches("input, textarea, select, html, head *") || !it.checkVisibility() || unseen(it)) continue;
        const wide = it.clientWidth > 0 ? it.scrollWidth - it.clientWidth : 0;
        const { left, right } = it.getBoundingClientRect();
        if (wide > 1 || right > innerWidth + 1 || left < -1) {
          out.push(`<${it.localName} class="${it.className}"> ${it.textContent.trim().slice(0, 40)}: ${wide}, ${left} to ${right}`);
        }
      }
    };
    walk(document);
    return { over: document.scrollingElement.scrollWidth - innerWidth, out };
  });
  expect.soft(over, "pixels wider than the window").toBeLessThanOrEqual(0);
  expect.soft(out, "wider than what it stands in").toEqual([]);
}
