// Characters that nobody sees, pasted into a form: those that mean nothing go, the one that turns
// letters around is refused with a sentence, and the server has the same rule.
import { envelope, post } from "./support/envelope.mjs";
import { button, receipt, review } from "./support/form.mjs";
import { expect, field, ledger, test, type } from "./support/small-form.mjs";

test("what nobody sees is not sent; what turns letters around is refused until it is gone", async ({ page, server, url }) => {
  await page.goto(url);
  await type(page, "\ufeffKari\u200b Nord\u00admann\u2069");
  await review(page);
  await button(page, "nb", "back").click();
  await field(page, "Merke").fill("Kari\u202ennam");
  await button(page, "nb", "review").click();
  await expect(field(page, "Merke")).toHaveAccessibleDescription(/har et tegn som ikke kan brukes. Det kan være usynlig/);
  await field(page, "Merke").fill("Kari\u200b Nordmann");
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  expect((await ledger(server)).map((it) => it.answers.merke)).toEqual(["Kari Nordmann"]);
});

for (const [name, merke] of [["U+200B", "Kari\u200b"], ["U+202E", "Kari\u202ennam"]]) {
  test(`the server takes no ${name} past the form`, async ({ server }) => {
    const form = { id: "proeve", version: "1" };
    const answers = { merke, fodselsnummer: "01819012012" };
    const { status, text } = await post(server, JSON.stringify(envelope({ form, answers, totals: { currency: "NOK", lines: [] } })));
    expect(status).toBe(422);
    expect(JSON.parse(text).errors.map((it) => it.pointer)).toContain("#/answers/merke");
  });
}
