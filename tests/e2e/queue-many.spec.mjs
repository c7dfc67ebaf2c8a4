// A queue of ten thousand.
import { act, count, entries, open, place, put, row, section } from "./support/queue.mjs";
import { expect, test } from "./support/test.mjs";

const MANY = 10_000;

const counted = `${MANY / 1000}\u00a0000 skjemaer er ikke sendt`;

test("the list is shown a part at a time", async ({ page, server }) => {
  await page.goto(server.url);
  await place(page);
  await expect(count(page, "Alt er sendt")).toBeVisible();
  for (let at = 0; at < MANY; at += 2_500) {
    await put(page, "items", Array.from({ length: 2_500 }, (_, number) => row({ headers: true, state: "parked", status: 404 }, at + number)));
  }
  await expect(count(page, counted)).toBeVisible();
  await open(page, counted);
  await expect(entries(page)).toHaveCount(20);
  // As if another tab sent: the list is read again and again meanwhile.
  await page.evaluate(() => {
    const news = new BroadcastChannel("blankett-outbox");
    setInterval(() => news.postMessage({}), 10);
  });
  for (let before = 20; before < 200; before += 20) {
    await act(section(page, "Ikke sendt"), "Vis 20 til");
    await expect(entries(page)).toHaveCount(before + 20);
    await expect(entries(page).nth(before).getByRole("heading")).toBeFocused();
  }
  await act(section(page, "Lagring på denne maskinen"), "Slett alt på denne maskinen");
  await expect(page.getByRole("group", { name: /^Vil du slette alt/ })).toContainText("Skjemaer som ikke er sendt: 10\u00a0000.");
});
