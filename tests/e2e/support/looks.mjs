// What things look like on the screen: computed colours and sizes.
import { expect } from "@playwright/test";
import { definition } from "./orders.mjs";

export const element = (page) => page.locator("blankett-form");

/** A page of tests/hosts with all of its form and both style sheets. */
export async function open(page, host, name = "theme.html", form = undefined) {
  await page.goto(`${host.url}/${name}`);
  if (form) {
    await element(page).evaluate((it, form) => it.setAttribute("form", form), form);
    // What is judged next is not the form that was there before.
    await expect(element(page).getByRole("heading", { level: 2 })).toHaveText(definition(form).title.nb);
  }
  await expect.poll(() => element(page).evaluate((it) => it.shadowRoot?.adoptedStyleSheets.length)).toBe(2);
  await expect(page.getByRole("button", { name: "Henter resten" })).toHaveCount(0);
}

/** The page's own styles, which a strict policy lets scripts add. */
export function dress(page, css) {
  return page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
  }, css);
}

/** Computed styles of an element, or of what stands before it. */
export function styles(locator, names, pseudo) {
  return locator.evaluate(
    (it, [names, pseudo]) => {
      const computed = getComputedStyle(it, pseudo);
      return Object.fromEntries(names.map((name) => [name, computed[name]]));
    },
    [names, pseudo],
  );
}

/**
 * Every visible text and control of the element with its colours: `what`, `text` or
 * `line` (what a control is seen by), and `ground`, each `[red, green, blue]`.
 */
export function colours(page) {
  return element(page).evaluate((host) => {
    const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
    const solid = ([, , , alpha = 1]) => alpha > 0;
    const above = (it) => it.parentElement ?? it.getRootNode().host;
    const ground = (it) => {
      while (it && !solid(numbers(getComputedStyle(it).backgroundColor))) it = above(it);
      return numbers(getComputedStyle(it ?? document.documentElement).backgroundColor);
    };
    const found = [];
    for (const it of host.shadowRoot.querySelectorAll(".blankett *")) {
      if (!it.checkVisibility({ visibilityProperty: true }) || it.closest("svg, .unseen")) continue;
      const style = getComputedStyle(it);
      const own = [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      const what = `${it.localName}.${it.className} «${(it.textContent || it.id).trim().slice(0, 30)}»`;
      if (own || it.matches(".input")) found.push({ what, text: numbers(style.color), ground: ground(it) });
      if (it.matches("input, textarea, select, .pad")) {
        found.push({ what, line: numbers(style.borderTopColor), ground: ground(above(it)) });
      }
      if (it.placeholder) {
        const text = numbers(getComputedStyle(it, "::placeholder").color);
        found.push({ what: `${what} placeholder`, text, ground: ground(it) });
      }
      if (it.matches(".button")) {
        found.push({ what, line: numbers(style.borderTopColor), ground: ground(above(it)) });
      }
      if (it.matches(":checked:not(option)")) {
        const mark = it.type === "radio" ? style.backgroundColor : getComputedStyle(it, "::before").borderRightColor;
        found.push({ what: `${what} mark`, line: numbers(mark), ground: numbers(style.borderTopColor) });
      }
      if (it.matches(".error, .warning")) {
        const sign = getComputedStyle(it, "::before");
        found.push({ what: `${what} sign`, line: numbers(sign.borderTopColor), ground: ground(it) });
      }
    }
    return found;
  });
}

/** Relative luminance, WCAG 2.2. */
export function luminance(colour) {
  const [red, green, blue] = colour.map((it) => {
    const part = it / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Texts have 4.5:1, what controls and signs are seen by 3:1. */
export async function expectContrast(page, state) {
  const found = await colours(page);
  const told = ({ what, text, line, ground }) => `${what}: ${contrast(text ?? line, ground).toFixed(2)}`;
  const low = found.filter(({ text, line, ground }) => contrast(text ?? line, ground) < (text ? 4.5 : 3));
  expect.soft(low.map(told), `low contrast, ${state}`).toEqual([]);
  expect(found.length, state).toBeGreaterThan(10);
  return found;
}

/** `[what, width, height]` of everything drawn in the element, whole pixels. */
export function boxes(page, selector = "*") {
  return element(page).evaluate((host, selector) => {
    const all = [...host.shadowRoot.querySelectorAll(selector)].filter((it) => it.checkVisibility());
    return all.map((it) => {
      const { width, height } = it.getBoundingClientRect();
      return [`${it.localName}.${it.className} ${it.id}`, Math.round(width), Math.round(height)];
    });
  }, selector);
}
