// A browser that is killed and started again with its tabs as they were.
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Profile } from "./support/profile.mjs";
import { field, startBackend, stored, type } from "./support/small-form.mjs";

// Milliseconds. Chromium writes what belongs to a tab after a while, and not all of it at once.
const WRITTEN = 60_000;
const REST_WRITTEN = 8_000;

/** Some file in a folder of the profile has this text, in UTF-8 or UTF-16. */
async function expectWritten(profile, folder, text) {
  const texts = [text, [...text].join("\0")];
  const isWritten = async () => {
    const files = await profile.files(join("Default", folder)).catch(() => []);
    return files.some(([, bytes]) => texts.some((it) => bytes.includes(it)));
  };
  await expect.poll(isWritten, { message: folder, timeout: WRITTEN }).toBe(true);
}

test("after a crash the tab that is restored goes on where it was; without the number", async () => {
  const backend = await startBackend();
  const profile = await Profile.make();
  try {
    // As a person opens it: tabs that come by the debugging port Chromium has been seen to forget.
    const page = await profile.open(`${backend.proxy.url}/vert.html`);
    await expect(field(page, "Merke")).toBeVisible();
    await type(page, "påbegynt");
    await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
    // The tab's address and the tab's key.
    await expectWritten(profile, "Sessions", "/vert.html");
    await expectWritten(profile, "Session Storage", "blankett-key");
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
