// Every form as wide as a desktop page at 400 %, with room between letters and lines: WCAG 2.2,
// 1.4.10 and 1.4.12 at once, which is more than either asks for. The size of targets (2.5.8) is
// axe's rule target-size, in every state of accessible.spec.mjs.
import { button, expectNoSideScroll, receipt, review } from "./support/form.mjs";
import { FORMS, answers, eachStep, element, known, show } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

/** What readers' own styles set: the values of 1.4.12. */
const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }`;

/** The form with that room; again, if it has been drawn anew with its own styles alone. */
function space(page) {
  return element(page).evaluate(({ shadowRoot }, text) => {
    window.spacing ??= new CSSStyleSheet();
    window.spacing.replaceSync(text);
    const others = shadowRoot.adoptedStyleSheets.filter((it) => it !== window.spacing);
    shadowRoot.adoptedStyleSheets = [...others, window.spacing];
  }, SPACING);
}

/** No text is cut off by what it stands in, and no line stands on another. */
async function expectNothingLost(page) {
  const cut = await element(page).evaluate((it) => {
    const lost = [];
    for (const place of it.shadowRoot.querySelectorAll("*")) {
      if (!place.checkVisibility() || !place.textContent.trim() || place.closest(".unseen, svg")) continue;
      const style = getComputedStyle(place);
      if (style.display === "inline" || place.matches("select, option, textarea")) continue;
      const over = place.scrollHeight - place.clientHeight;
      const fixed = style.overflowY !== "visible" && over > 1;
      // A box that is lower than its text lets it run into the next.
      const out = style.overflowY === "visible" && place.clientHeight > 0 && over > parseFloat(style.lineHeight) / 2;
      if (fixed || out) lost.push(`<${place.localName} class="${place.className}"> ${place.textContent.trim().slice(0, 40)}: ${over}`);
    }
    for (const input of it.shadowRoot.querySelectorAll("input:not([type=checkbox], [type=radio])")) {
      if (input.checkVisibility() && input.scrollHeight > input.clientHeight + 1) lost.push(`<input name="${input.name}">`);
    }
    return lost;
  });
  expect.soft(cut).toEqual([]);
}

for (const form of FORMS) {
  test(`320 pixels, spaced: ${form}`, async ({ page, server }) => {
    await page.setViewportSize({ width: 320, height: 256 });
    await show(page, server, form);
    const check = async () => {
      await space(page);
      await eachStep(page, async () => {
        await expectNoSideScroll(page);
        await expectNothingLost(page);
      });
    };
    await eachStep(page, () => {});
    await button(page, "nb", "review").click();
    await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeFocused();
    await check();
    await known(page, answers(form, { databehandleravtale: true }));
    await check();
    await review(page);
    await check();
    await button(page, "nb", "send").click();
    await receipt(page);
    await check();
  });
}

test("no dragging: nothing but the pad asks for it, and a name can be typed instead", async ({ page, server }) => {
  for (const form of FORMS) {
    await show(page, server, form);
    await expect(element(page).locator("[draggable], input[type=range]")).toHaveCount(0);
    const pads = element(page).locator(".pad");
    const typed = element(page).getByRole("radio", { name: "Skriv navnet", includeHidden: true });
    expect(await pads.count()).toBe(await typed.count());
  }
});
