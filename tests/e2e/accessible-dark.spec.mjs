// What is drawn can be told from what it stands on, on a light page and a dark one.
import { CONTRAST, expectAccessible } from "./support/accessible.mjs";
import { SIZES, button, receipt, review } from "./support/form.mjs";
import { answers, choose, eachStep, element, known, show } from "./support/orders.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

test.use({ expected: OUTAGE });

const INBOX = "**/api/innsendinger";
const BUSY = { status: 503, headers: { "Retry-After": "300" } };

/** Whether what is drawn is light on dark. */
function isDark(page) {
  return element(page).evaluate((it) => {
    const { color, backgroundColor } = getComputedStyle(it.shadowRoot.querySelector(".blankett"));
    const sum = (text) => text.match(/[\d.]+/g).slice(0, 3).reduce((sum, it) => sum + Number(it), 0);
    return sum(color) > sum(backgroundColor);
  });
}

// Rows, prices and choices; steps and signatures; the vendor's own rows, and what is only read.
for (const [form, layout] of [
  ["opus-bruker", "page"],
  ["opus-overtagelse", "steps"],
  ["pureservice-databehandleravtale", "page"],
]) {
  test(`on a dark page all can be read: ${form}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await show(page, server, form, { layout, scheme: "light dark" });
    const check = (state) =>
      eachStep(page, async (step) => {
        await page.setViewportSize(SIZES[0]);
        await expectAccessible(page, `${state} ${step}`, { only: [CONTRAST] });
      });
    expect(await isDark(page)).toBe(true);
    await check("empty");
    await button(page, "nb", "review").click();
    await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeFocused();
    await check("errors");
    await known(page, answers(form));
    await eachStep(page, () => {});
    await review(page);
    await check("review");
    await page.route(INBOX, (route) => route.fulfill(BUSY));
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toContainText(WORDS.nb.busy);
    await check("trouble");
    await page.unroute(INBOX);
    await button(page, "nb", "retry").click();
    await receipt(page);
    await check("receipt");
  });
}

test("a page that is light only has a light form, whatever the reader's system", async ({ page, server }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await show(page, server, "opus-bruker", { scheme: "light" });
  expect(await isDark(page)).toBe(false);
});

/**
 * The contrast of the lines that show where a control is, and of the focus, against what
 * they stand on; WCAG 2.2, 1.4.11.
 */
function lines(page) {
  return element(page).evaluate(async (it) => {
    // What is faded in is measured when it is there.
    await Promise.all(it.shadowRoot.getAnimations().map((it) => it.finished));
    const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const light = (color) => {
      pixel.fillStyle = color;
      pixel.fillRect(0, 0, 1, 1);
      const part = (it) => (it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4);
      const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
      return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
    };
    const contrast = (one, other) => {
      const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    };
    const ground = (it) => {
      for (; it; it = it.parentElement) {
        const { backgroundColor } = getComputedStyle(it);
        if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
      }
      return "Canvas";
    };
    const found = [];
    for (const control of it.shadowRoot.querySelectorAll("input, select, textarea, button, a, summary, .pad")) {
      if (!control.checkVisibility()) continue;
      const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(control);
      const around = ground(control.parentElement);
      const bordered = parseFloat(borderTopWidth) > 0;
      // What is filled is told by what fills it.
      if (bordered) {
        const best = Math.max(contrast(borderTopColor, around), contrast(backgroundColor, around));
        found.push([`line of ${control.localName} ${control.type ?? ""}`, best]);
      }
      control.focus({ focusVisible: true });
      if (!control.matches(":focus-visible")) continue;
      const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(control);
      const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      found.push([`focus of ${control.localName} ${control.type ?? ""}`, seen ? contrast(outlineColor, around) : 0]);
    }
    return found;
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`the lines of fields and of the focus can be seen, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme });
    await show(page, server, "opus-overtagelse", { scheme: "light dark" });
    expect(await isDark(page)).toBe(colorScheme === "dark");
    await choose(page, "Signatur ny eier", "Tegn signaturen");
    for (const state of ["empty", "errors"]) {
      const found = await lines(page);
      expect(found.length).toBeGreaterThan(40);
      expect.soft(found.filter(([, contrast]) => contrast < 3), state).toEqual([]);
      await button(page, "nb", "review").click();
    }
  });
}
