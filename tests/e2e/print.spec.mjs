// The receipt on paper: everything that was sent, and nothing to press.
import * as annex from "./support/annex.mjs";
import * as buypass from "./support/buypass.mjs";
import { button, definition, fill, review, rows, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const FORMS = [
  [buypass, (page) => fill(page, buypass.typed())],
  [annex, annex.fillIn],
];

/** What one agrees to and is told, with its text. All of it is shown with these answers. */
function terms(id) {
  const fields = definition(id).sections.flatMap((it) => it.fields);
  return fields.filter((it) => it.kind === "information").map((it) => [it.label.nb, it.help.nb]);
}

for (const [form, fillIn] of FORMS) {
  test(`the receipt of ${form.ID} on paper`, async ({ page, server }) => {
    await page.goto(server.page(form.ID));
    await fillIn(page);
    await review(page);
    const answers = await rows(page);
    await send(page);
    const { item } = await server.only();
    const title = page.getByText(definition(form.ID).title.nb, { exact: true }).filter({ visible: true });
    await expect(title).toHaveCount(0);

    await page.evaluate(() => (window.print = () => (window.printed = true)));
    await button(page, "nb", "print").click();
    expect(await page.evaluate(() => window.printed)).toBe(true);

    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("button")).toHaveCount(0);
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByText("godtar testnumre")).toBeHidden();
    // The document stands under its own name.
    await expect(title).toHaveCount(1);
    await expect(page.getByText(WORDS.nb.receiptTitle, { exact: true })).toBeHidden();
    const edition = await page.getByRole("definition").filter({ hasText: form.form.version }).innerText();
    expect(edition).toContain(definition(form.ID).title.nb);

    const printed = await rows(page);
    expect(printed[0]).toEqual([WORDS.nb.reference, item.reference]);
    expect(printed[3]).toEqual([WORDS.nb.digest, item.digest]);
    const agreed = terms(form.ID);
    const isTerm = ([label]) => agreed.some(([it]) => it === label);
    expect(printed.slice(4).filter((it) => !isTerm(it))).toEqual(answers);
    expect(printed.slice(4).filter(isTerm)).toEqual(agreed);
    const text = await page.locator("blankett-form .blankett").first().innerText();
    for (const secret of form.SECRETS) expect(text).not.toContain(secret);

    // As wide as the paper: nothing is cut off on the right.
    await page.setViewportSize({ width: 718, height: 1000 });
    const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  });
}
