// A vendor's page with a worker of its own, the widget's folder on another origin, under a strict policy.
import * as buypass from "./support/buypass.mjs";
import { button, fill, review } from "./support/form.mjs";
import { expectKept } from "./support/offline.mjs";
import { expect, test } from "./support/test.mjs";

// A site that is out of reach.
test.use({ expected: /^Failed to load resource: net::ERR_CONNECTION_REFUSED/ });

const open = (page, host) => page.goto(`${host.url}/offline/index.html`);

test("opens, whole, when neither the site nor the widget's host can be reached", async ({ page, host, complaints }) => {
  await open(page, host);
  await expect(button(page, "nb", "review")).toBeVisible();
  await expectKept(page);
  expect(complaints).toEqual([]);
  await host.end();
  await open(page, host);
  await fill(page, buypass.typed());
  await review(page);
  expect(await page.getByRole("main").evaluate((it) => getComputedStyle(it).maxWidth), "the style sheet").toBe("704px");
  // All that was asked for was there.
  expect(complaints).toEqual([]);
});
