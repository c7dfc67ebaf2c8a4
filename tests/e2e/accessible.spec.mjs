// Every form in every state and language, on a phone and a desktop.
import { CONTRAST, expectAccessibleEverywhere } from "./support/accessible.mjs";
import { button, receipt, review } from "./support/form.mjs";
import { FORMS, answers, definition, eachStep, known, show } from "./support/orders.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

// What is stopped is said in the console, too.
test.use({ expected: OUTAGE });

const INBOX = "**/api/innsendinger";
// It stays that way while it is looked at.
const BUSY = { status: 503, headers: { "Retry-After": "300" } };

for (const [language, words] of Object.entries(WORDS)) {
  // The colours are those of any language.
  const but = language === "nb" ? [] : [CONTRAST];
  const wrong = async (page) => {
    await button(page, language, "review").click();
    await expect(page.getByRole("group", { name: words.summary })).toBeFocused();
  };

  for (const form of FORMS) {
    test(`${form} in ${language}`, async ({ page, server }) => {
      const check = (state) => expectAccessibleEverywhere(page, state, but);
      await show(page, server, form, { language });
      await check("empty");

      await wrong(page);
      await check("errors");

      // Of the packet every form.
      await known(page, answers(form, { databehandleravtale: true }));
      await check("filled");

      await review(page, language);
      await check("review");

      await page.route(INBOX, (route) => route.fulfill(BUSY));
      await button(page, language, "send").click();
      await expect(page.getByRole("alert")).toContainText(words.busy);
      await check("trouble");

      await page.unroute(INBOX);
      await button(page, language, "retry").click();
      await receipt(page, language);
      await check("receipt");
    });

    // A packet always has steps.
    if (definition(form).parts) continue;

    test(`${form} in ${language}, in steps`, async ({ page, server }) => {
      await show(page, server, form, { language, layout: "steps" });
      let count = 0;
      await eachStep(page, () => (count += 1));
      expect(count).toBeGreaterThan(1);
      await wrong(page);
      await expectAccessibleEverywhere(page, "errors", but);
    });
  }
}
