// A script that comes after the first field fails, or takes its time: whoever sends meanwhile is
// told, and it is sent once the script is there.
import { button, receipt } from "./support/form.mjs";
import { answer } from "./support/relay.mjs";
import { expect, field, test, type } from "./support/small-form.mjs";

const WAITS = "Henter det som trengs for å sende. Svarene dine står her.";

for (const file of ["rest.js", "local.js"]) {
  test(`${file} fails twice: sending waits, says so, and goes on`, async ({ page, relay, url }) => {
    relay.plan = answer(204);
    let left = 2;
    let mend;
    const mended = new Promise((done) => (mend = done));
    await page.route(`**/${file}`, async (route) => {
      if (left === 0) return route.continue();
      left -= 1;
      // The second is answered when the sentence has been read.
      if (left === 0) await mended;
      return route.fulfill({ status: 503, body: "" });
    });
    await page.goto(url);
    await type(page, "hemmelig");
    await button(page, "nb", "review").click();
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert").filter({ hasText: WAITS })).toHaveCount(1);
    expect(relay.posts).toEqual([]);
    mend();
    await receipt(page);
    await expect(page.getByText(WAITS)).toHaveCount(0);
    expect(relay.ids).toHaveLength(1);
  });
}

test("all that uses what is stored uses the same, also when it has failed", async ({ page, relay, url }) => {
  relay.plan = answer(503);
  let left = 1;
  await page.route("**/local.js", (route) => (left-- > 0 ? route.abort() : route.continue()));
  await page.goto(url);
  await type(page, "hemmelig");
  await button(page, "nb", "review").click();
  await button(page, "nb", "send").click();
  // The queue's screen tells of what the form has stored.
  await expect(page.getByText("1 skjema er ikke sendt")).toBeVisible();
  relay.plan = answer(204);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await receipt(page);
  await expect(page.getByText("1 skjema er ikke sendt")).toHaveCount(0);
  await expect(field(page, "Merke")).toHaveCount(0);
});
