// The Buypass form as assistive technology has it, kept to be read in review: whoever changes
// a name, a role or a state changes these files. `npx playwright test aria-snapshot -u` writes them.
import * as buypass from "./support/buypass.mjs";
import { button } from "./support/form.mjs";
import { element, show } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

for (const language of ["nb", "en"]) {
  test(`the Buypass form in ${language}`, async ({ page, server }, info) => {
    // The same on every system.
    info.snapshotSuffix = "";
    // Word for word: `toMatchAriaSnapshot` would overlook what is new.
    const expectSame = async (name) => expect(await element(page).ariaSnapshot()).toMatchSnapshot(`${name}.yml`);
    await show(page, server, buypass.ID, { language });
    await expectSame(`buypass-${language}`);
    await button(page, language, "review").click();
    await expect(page.getByRole("group", { name: WORDS[language].summary })).toBeFocused();
    await expectSame(`buypass-${language}-errors`);
  });
}
