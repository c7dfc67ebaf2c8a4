// The question that a draft asks: by keyboard alone, for screen readers, on a phone and a desktop,
// in two languages.
import { SIZES, begins, expectNoSideScroll } from "./support/form.mjs";
import { expectAccessible } from "./support/accessible.mjs";
import { expect, field, stored, test, type } from "./support/small-form.mjs";

const WORDS = {
  nb: {
    title: "Du har et påbegynt skjema",
    time: "Sist endret",
    goOn: "Fortsett der du slapp",
    restart: "Slett og begynn på nytt",
    locked: "Det ble skrevet i en fane som er lukket",
    away: "Slett",
  },
  en: {
    title: "You have a form you began earlier",
    time: "Last changed",
    goOn: "Continue where you left off",
    restart: "Delete and start again",
    locked: "It was written in a tab that is closed",
    away: "Delete",
  },
};

const language = (page, lang) => page.evaluate((lang) => (document.documentElement.lang = lang), lang);

for (const [lang, words] of Object.entries(WORDS)) {
  test(`${lang}: the question is accessible, fits a phone, and names its buttons`, async ({ page, url, context, relay }, testInfo) => {
    const { body } = relay.pages["/vert.html"];
    relay.pages["/vert.html"].body = body.replace('lang="nb">', `lang="${lang}"><style>html { color-scheme: light dark; background: Canvas }</style>`);
    await page.goto(url);
    const mark = page.getByRole("textbox", { name: /^Merke/ });
    await mark.fill("første");
    await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
    await page.close();
    const next = await context.newPage();
    await next.goto(url);
    await next.getByRole("textbox", { name: /^Merke/ }).fill("andre");
    await expect.poll(async () => (await stored(next, "drafts")).length).toBe(2);
    await next.reload();
    const region = next.getByRole("region", { name: words.title });
    await expect(region.getByRole("listitem")).toHaveCount(2);
    await expect(region.getByText(words.locked)).toBeVisible();
    // Which of the two each button is about.
    for (const name of ["goOn", "restart", "away"]) {
      await expect(region.getByRole("button", { name: words[name], exact: true })).toHaveAccessibleDescription(begins(words.time));
    }
    for (const size of SIZES) {
      await next.setViewportSize(size);
      for (const colorScheme of ["light", "dark"]) {
        await next.emulateMedia({ colorScheme });
        await expectAccessible(next, `${lang} ${size.width} ${colorScheme}`);
        await expectNoSideScroll(next);
        await next.screenshot({ path: testInfo.outputPath(`drafts-${lang}-${size.width}-${colorScheme}.png`), fullPage: true });
      }
    }
  });
}

test("by keyboard alone: reached before the form, answered, and the focus is in the form", async ({ page, url }) => {
  await page.goto(url);
  await type(page, "påbegynt");
  await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
  await page.reload();
  const region = page.getByRole("region", { name: WORDS.nb.title });
  await expect(region).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(region.getByRole("button", { name: WORDS.nb.goOn })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(region.getByRole("button", { name: WORDS.nb.restart })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(field(page, "Merke")).toHaveValue("påbegynt");
  await page.keyboard.press("Tab");
  await expect(field(page, "Merke")).toBeFocused();
});

test("the question follows the language of the page", async ({ page, url }) => {
  await page.goto(url);
  await type(page, "påbegynt");
  await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
  await page.reload();
  await expect(page.getByRole("region", { name: WORDS.nb.title })).toBeVisible();
  await language(page, "en");
  await expect(page.getByRole("region", { name: WORDS.en.title })).toBeVisible();
  await expect(page.getByRole("region", { name: WORDS.nb.title })).toHaveCount(0);
});

test("the question does not push away what somebody is typing in", async ({ page, url }) => {
  await page.goto(url);
  await type(page, "påbegynt");
  await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
  await page.reload();
  await field(page, "Merke").fill("noe annet");
  await expect(page.getByRole("region", { name: WORDS.nb.title })).toBeVisible();
  await expect(field(page, "Merke")).toHaveValue("noe annet");
  await expect(field(page, "Merke")).toBeFocused();
});
