// Every stop of every form by the tab key: seen, in view, not covered, in order, and there is a way out.
import { SIZES, button } from "./support/form.mjs";
import { FORMS, answers, eachStep, element, known, show } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";

/** A place before the form and one after it, as on any page. */
function surround(page) {
  return element(page).evaluate((it) => {
    for (const [id, method] of [
      ["before", "before"],
      ["after", "after"],
    ]) {
      it[method](Object.assign(document.createElement("a"), { id, href: "#", textContent: id }));
    }
  });
}

/** Where the focus is, and what is wrong with how it is shown. */
function stop(page) {
  return page.evaluate(() => {
    let it = document.activeElement;
    const been = (window.been ??= new Set());
    if (it.id === "before" || it.id === "after") {
      been.clear();
      return { id: it.id };
    }
    let root = document;
    while (it.shadowRoot?.activeElement) {
      root = it.shadowRoot;
      it = root.activeElement;
    }
    const name = `${it.localName} ${it.id || it.innerText}`;
    if (root === document) return { name, wrong: "is not in the form" };
    const { top, bottom, left, right, width, height } = it.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(it);
    // The middle of what can be seen of it. Of a long text Chromium shows the line with the caret.
    const ends = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    const onTop = root.elementFromPoint((left + right) / 2, (ends[0] + ends[1]) / 2);
    const faults = {
      "has had the focus before": been.has(it),
      "does not show that it has the focus": outlineStyle === "none" || parseFloat(outlineWidth) < 2,
      "has no room": width === 0 || height === 0,
      "is out of view": ends[1] - ends[0] < Math.min(height, 20),
      "is covered": !onTop || !(it.contains(onTop) || onTop.contains(it)),
    };
    been.add(it);
    const place = { top: top + scrollY, bottom: bottom + scrollY, left };
    return { name, wrong: Object.keys(faults).filter((it) => faults[it]).join(", "), place };
  });
}

/** From the place before the form to the one after it. Gives the names of the stops. */
async function walk(page) {
  const stops = [];
  let last;
  await page.locator("#before").focus();
  for (;;) {
    await page.keyboard.press("Tab");
    const here = await stop(page);
    if (here.id === "after") return stops;
    expect(here.id, "the tab key goes forwards").toBeUndefined();
    expect.soft(here.wrong, here.name).toBe("");
    if (last?.place && here.place) {
      const after = here.place.top >= last.place.bottom - 1 || (here.place.left > last.place.left && here.place.bottom > last.place.top);
      expect.soft(after, `«${here.name}» stands after «${last.name}»`).toBe(true);
    }
    stops.push(here.name);
    expect(stops.length, "a way out").toBeLessThan(400);
    last = here;
  }
}

for (const form of FORMS) {
  test(`there and back: ${form}`, async ({ page, server }) => {
    await page.setViewportSize(SIZES[0]);
    await show(page, server, form);
    await surround(page);
    await known(page, answers(form));
    await eachStep(page, () => {});
    const stops = await walk(page);
    expect(stops.length).toBeGreaterThan(5);

    // And out again at the other end.
    await page.locator("#after").focus();
    for (let count = 0; count <= stops.length; count++) await page.keyboard.press("Shift+Tab");
    await expect(page.locator("#before")).toBeFocused();
  });
}

test("a form with errors, on a large screen", async ({ page, server }) => {
  await show(page, server, "opus-overtagelse");
  await surround(page);
  await button(page, "nb", "review").click();
  const stops = await walk(page);
  const links = await element(page).getByRole("link").count();
  expect(links).toBeGreaterThan(5);
  expect(stops.filter((it) => it.startsWith("a "))).toHaveLength(links);
});
