// Both forms from the first field to the backend, on a phone and a desktop.
import * as annex from "./support/annex.mjs";
import * as buypass from "./support/buypass.mjs";
import { canonical, digest } from "./support/canonical.mjs";
import { SIZES, button, expectNoSideScroll, fill, review, rows, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

/** The one submission the backend has is this, and the receipt says so. */
async function expectDelivered(page, server, language, { form, answers, totals }) {
  const { item, text, envelope } = await server.only();
  expect(envelope.answers).toEqual(answers);
  expect(envelope.totals).toEqual(totals);
  expect(envelope.form).toEqual(form);
  expect(envelope.language).toBe(language);
  expect(envelope.replaces).toBeNull();
  expect(envelope.digest).toBe(digest({ answers, form, salt: envelope.salt }));
  expect(envelope.salt).toMatch(/^[0-9a-f]{32}$/);
  expect(text, "bytes are canonical JSON").toBe(canonical(envelope));
  expect(Math.abs(Date.now() - Date.parse(envelope.submittedAt))).toBeLessThan(120_000);
  expect(item).toMatchObject({ id: envelope.id, form, digest: envelope.digest, replaces: null });

  const told = Object.fromEntries((await rows(page)).slice(0, 4));
  const words = WORDS[language];
  expect(told[words.reference]).toBe(item.reference);
  expect(told[words.digest]).toBe(envelope.digest);
  expect(told[words.form]).toContain(form.version);
  expect(told[words.time]).toContain(String(new Date(envelope.submittedAt).getFullYear()));
}

/** The page's own title, the form's, «The answers you sent», and each section below that. */
async function expectReceiptHeadings(page, language, sections) {
  const level = (level) => page.getByRole("heading", { level });
  await expect(level(1)).toHaveCount(1);
  await expect(level(2)).toHaveText([WORDS[language].receiptTitle]);
  await expect(level(3)).toHaveText([WORDS[language].sentAnswers]);
  await expect(level(4)).toHaveText(sections);
}

async function expectNoSecret(page, secrets) {
  // The form's own and the queue's below it.
  const texts = await page.locator(".blankett").allInnerTexts();
  expect(texts[0].length).toBeGreaterThan(100);
  const text = texts.join("\n");
  for (const secret of secrets) expect(text).not.toContain(secret);
}

for (const size of SIZES) {
  for (const language of ["nb", "en"]) {
    test(`the Buypass order in ${language}, ${size.width} wide`, async ({ page, server }) => {
      await page.setViewportSize(size);
      await page.goto(server.page(buypass.ID, language));
      await fill(page, buypass.typed(language));
      await expectNoSideScroll(page);
      await review(page, language);
      expect(await rows(page)).toEqual(buypass.shown(language));
      await expectNoSecret(page, buypass.SECRETS);
      await expectNoSideScroll(page);
      await send(page, language);
      expect((await rows(page)).slice(4)).toEqual(buypass.shown(language));
      await expectReceiptHeadings(page, language, buypass.titles(language));
      await expectNoSecret(page, buypass.SECRETS);
      await expectNoSideScroll(page);
      await expectDelivered(page, server, language, buypass);
    });
  }

  test(`the annex, ${size.width} wide`, async ({ page, server }) => {
    await page.setViewportSize(size);
    await page.goto(server.page(annex.ID));
    await annex.fillIn(page);
    await expectNoSideScroll(page);
    await review(page);
    const told = await rows(page);
    expect(told).toContainEqual(["Organisasjonsnummer", "971 058 676"]);
    expect(told).toContainEqual(["Spesielle sikkerhetsbehov.", expect.stringContaining("personvernfremmede")]);
    expect(told.flat().join("\n")).toContain("Fosterforeldre");
    await expectNoSideScroll(page);
    await send(page);
    expect((await rows(page)).slice(4)).toEqual(told);
    await expectReceiptHeadings(page, "nb", annex.TITLES);
    // Several choices are a list; a single answer is none.
    const answer = (label) => page.locator(".row").filter({ has: page.getByRole("term").filter({ hasText: label }) });
    await expect(answer("Personopplysningene som behandles").getByRole("listitem")).toHaveCount(3);
    await expect(answer("Virksomhetens navn").getByRole("list")).toHaveCount(0);
    await expectNoSideScroll(page);
    await expectDelivered(page, server, "nb", { ...annex, answers: annex.answers() });
  });
}

// WCAG 2.1, 1.4.10: as wide as a desktop page at 400 %.
for (const [form, fillIn] of [
  [buypass, (page) => fill(page, buypass.typed())],
  [annex, annex.fillIn],
]) {
  test(`${form.ID} at 320 pixels`, async ({ page, server }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(server.page(form.ID));
    await expect(button(page, "nb", "review")).toBeVisible();
    await expectNoSideScroll(page);
    await button(page, "nb", "review").click();
    await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeVisible();
    await expectNoSideScroll(page);
    await fillIn(page);
    await expectNoSideScroll(page);
    await review(page);
    await expectNoSideScroll(page);
    await send(page);
    await expectNoSideScroll(page);
  });
}
