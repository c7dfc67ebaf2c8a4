// A browser that is killed and started again with its tabs as they were.
import { expect, test } from "@playwright/test";
import { Profile } from "./support/profile.mjs";
import { field, startBackend, stored, type } from "./support/small-form.mjs";

// Milliseconds. Chromium writes what belongs to a tab after a while, and not all of it at once.
const WRITTEN = 60_000;
const REST_WRITTEN = 8_000;

test("after a crash the tab that is restored goes on where it was; without the number", async () => {
  const backend = await startBackend();
  const profile = await Profile.make();
  try {
    const page = await profile.open();
    await page.goto(`${backend.proxy.url}/vert.html`);
    await expect(field(page, "Merke")).toBeVisible();
    await page.waitForTimeout(1_000);
    await type(page, "påbegynt");
    await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
    // The tab's address and the tab's key.
    for (const [folder, text] of [["Sessions", "/vert.html"], ["Session Storage", "blankett-key"]]) {
      const isWritten = async () => (await profile.files()).some(([path, bytes]) => path.startsWith(`Default/${folder}/`) && [text, [...text].join("\0")].some((it) => bytes.includes(it)));
      await expect.poll(isWritten, { message: folder, timeout: WRITTEN }).toBe(true);
    }
    await page.waitForTimeout(REST_WRITTEN);
    await profile.kill();

    await profile.open("--restore-last-session");
    const restored = () => profile.context.pages().find((it) => it.url().endsWith("/vert.html"));
    await expect.poll(() => Boolean(restored()), { timeout: 30_000 }).toBe(true);
    const goOn = restored().getByRole("button", { name: "Fortsett der du slapp" });
    await goOn.click();
    await expect(field(restored(), "Merke")).toHaveValue("påbegynt");
    await expect(field(restored(), "Fødselsnummer")).toHaveValue("");
  } finally {
    await profile.end();
    await backend.end();
  }
});
