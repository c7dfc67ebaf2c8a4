// The receipt on paper: everything that was sent, and nothing to press.
import * as annex from "./support/annex.mjs";
import * as buypass from "./support/buypass.mjs";
import { button, fill, review, rows, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const FORMS = [
  [buypass, (page) => fill(page, buypass.typed())],
  [annex, annex.fillIn],
];

for (const [form, fillIn] of FORMS) {
  test(`the receipt of ${form.ID} on paper`, async ({ page, server }) => {
    await page.goto(server.page(form.ID));
    await fillIn(page);
    await review(page);
    const answers = await rows(page);
    await send(page);
    const { item } = await server.only();

    await page.evaluate(() => (window.print = () => (window.printed = true)));
    await button(page, "nb", "print").click();
    expect(await page.evaluate(() => window.printed)).toBe(true);

    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("button")).toHaveCount(0);
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByText("godtar testnumre")).toBeHidden();
    await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeVisible();
    const title = await page.getByRole("definition").filter({ hasText: form.form.version }).innerText();
    expect(title.length).toBeGreaterThan(form.form.version.length);

    const printed = await rows(page);
    expect(printed[0]).toEqual([WORDS.nb.reference, item.reference]);
    expect(printed[3]).toEqual([WORDS.nb.digest, item.digest]);
    expect(printed.slice(4)).toEqual(answers);
    const text = await page.locator("body").innerText();
    for (const secret of form.SECRETS) expect(text).not.toContain(secret);

    // As wide as the paper: nothing is cut off on the right.
    await page.setViewportSize({ width: 718, height: 1000 });
    const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  });
}
