// A queue of ten thousand.
import { act, count, entries, open, place, put, row, section } from "./support/queue.mjs";
import { expect, test } from "./support/test.mjs";

const MANY = 10_000;
// Milliseconds.
const MOST = 300;

const counted = `${MANY / 1000}\u00a0000 skjemaer er ikke sendt`;

test("the list opens at once, and is shown a part at a time", async ({ page, server }) => {
  await page.goto(server.url);
  await place(page);
  await expect(count(page, "Alt er sendt")).toBeVisible();
  for (let at = 0; at < MANY; at += 2_500) {
    await put(page, "items", Array.from({ length: 2_500 }, (_, number) => row({ headers: true, state: "parked", status: 404 }, at + number)));
  }
  await expect(count(page, counted)).toBeVisible();
  const took = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const time = await page.evaluate(async () => {
      const root = document.querySelector("blankett-queue").shadowRoot;
      const began = performance.now();
      root.querySelector("button").click();
      while (!root.querySelector("li")) await new Promise((done) => requestAnimationFrame(done));
      return performance.now() - began;
    });
    took.push(time);
    await count(page, counted).click();
    await expect(entries(page)).toHaveCount(0);
  }
  took.sort((one, other) => one - other);
  expect(took[2], `${took.map(Math.round)} ms`).toBeLessThan(MOST);

  await open(page, counted);
  await expect(entries(page)).toHaveCount(20);
  await act(section(page, "Ikke sendt"), "Vis 20 til");
  await expect(entries(page)).toHaveCount(40);
  await expect(entries(page).nth(20).getByRole("heading")).toBeFocused();
  await act(section(page, "Lagring på denne maskinen"), "Slett alt på denne maskinen");
  await expect(page.getByRole("group", { name: /^Vil du slette alt/ })).toContainText("Skjemaer som ikke er sendt: 10\u00a0000.");
});
