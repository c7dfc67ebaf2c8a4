import { receipt } from "./support/form.mjs";
import { expect, field, stored, submit, test, type } from "./support/small-form.mjs";
test("late idle", async ({ page, url }) => {
  await page.addInitScript(() => { window.requestIdleCallback = (act, o) => setTimeout(act, 4000); });
  await page.goto(url);
  await type(page, "en");
  await page.waitForTimeout(1000);
  await submit(page, "en");
  await receipt(page);
  await page.waitForTimeout(6000);
  console.log("drafts after receipt:", (await stored(page, "drafts")).length);
  await page.reload();
  await expect(field(page, "Merke")).toBeVisible();
  await page.waitForTimeout(1500);
  console.log("offered:", await page.getByRole("button", { name: "Fortsett der du slapp" }).count());
});
