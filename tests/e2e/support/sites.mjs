// Playwright's `test` with sites of its own, on which a guide's pages stand.
import { Site } from "./snippets.mjs";
import { expect, test } from "./test.mjs";

export { expect };

export const siteTest = test.extend({
  site: async ({ page }, use) => {
    const site = await Site.start();
    await use(site);
    await page.close();
    await site.end();
  },

  /** Another one, on another origin. */
  other: async ({ page }, use) => {
    const other = await Site.start();
    await use(other);
    await page.close();
    await other.end();
  },
});
