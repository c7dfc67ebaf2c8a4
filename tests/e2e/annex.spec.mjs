// Annex 1 of the agreement: fifty-one boxes that hang together.
import * as annex from "./support/annex.mjs";
import { begins, button, field, option, review, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const PURPOSES = "Formål med behandlingen";
const CATEGORIES = "Kategorier av personopplysninger";
const SPECIAL = "Særlige kategorier av personopplysninger";
const SECURITY = "Spesielle sikkerhetsbehov";
const SPECIFY = "Annet (vennligst spesifiser):";

const NO_SECURITY = "Velg minst ett sikkerhetsbehov når særlige kategorier behandles.";
const NOT_TICKED =
  "Kryss av for særlige kategorier av personopplysninger når du har valgt noen av dem i neste del, eller fjern valgene der.";

const summaryOf = (page) => page.getByRole("group", { name: WORDS.nb.summary });
const entry = (page, sentence) => summaryOf(page).getByRole("link", { name: sentence, exact: true });

test.beforeEach(async ({ page, server }) => {
  await page.goto(server.page(annex.ID));
});

test("has fifty-one check boxes in six named groups, none ticked", async ({ page }) => {
  expect(annex.GROUPS).toHaveLength(6);
  for (const [name, count] of annex.GROUPS) {
    await expect(page.getByRole("group", { name: begins(name) }).getByRole("checkbox")).toHaveCount(count);
  }
  expect(annex.GROUPS.reduce((sum, [, count]) => sum + count, 0)).toBe(51);
  // With those of the order, the agreement and annex 2.
  await expect(page.getByRole("checkbox")).toHaveCount(70);
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(0);
});

test("«annet» asks what, and forgets it when it is unticked", async ({ page, server }) => {
  await annex.fillIn(page);
  const text = page.getByRole("group", { name: PURPOSES }).getByRole("textbox", { name: SPECIFY });
  await text.fill("");
  await button(page, "nb", "review").click();
  await entry(page, "Fyll ut andre formål.").click();
  await expect(text).toBeFocused();

  await text.fill("Noe som ikke skal sendes");
  await option(page, PURPOSES, SPECIFY).uncheck();
  await expect(text).toBeHidden();
  await expect(summaryOf(page)).toBeHidden();
  await review(page);
  await expect(page.getByText("Noe som ikke skal sendes")).toHaveCount(0);
  await send(page);
  const { text: bytes, envelope } = await server.only();
  expect(envelope.answers.v1.formaal).toEqual(["helsetjenester"]);
  expect(envelope.answers.v1).not.toHaveProperty("formaal-annet");
  expect(bytes).not.toContain("Noe som ikke skal sendes");
});

test("the text «annet» opens stands right after its box", async ({ page }) => {
  const box = option(page, PURPOSES, SPECIFY);
  const text = page.getByRole("group", { name: PURPOSES }).getByRole("textbox", { name: SPECIFY });
  await expect(text).toBeHidden();
  await box.focus();
  await page.keyboard.press("Space");
  await expect(box).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(text).toBeFocused();
  await expect(text).toHaveAttribute("aria-required", "true");
});

test("a special category ticks «Særlige kategorier», and says so when that is unticked", async ({ page }) => {
  await annex.fillIn(page);
  await option(page, CATEGORIES, "Særlige kategorier").uncheck();
  await button(page, "nb", "review").click();
  await expect(entry(page, NOT_TICKED)).toBeVisible();
  await entry(page, NOT_TICKED).click();
  await expect(page.getByRole("group", { name: begins(CATEGORIES) }).getByRole("checkbox").first()).toBeFocused();
  await option(page, CATEGORIES, "Særlige kategorier").check();
  await expect(summaryOf(page)).toBeHidden();
});

test("ticking a special category is enough", async ({ page }) => {
  const implied = option(page, CATEGORIES, "Særlige kategorier");
  await expect(implied).not.toBeChecked();
  await option(page, SPECIAL, "Helseopplysninger").check();
  await expect(implied).toBeChecked();
});

for (const [others, boxes] of [
  ["with another box", ["Kontaktinformasjon"]],
  ["as the only one", []],
]) {
  test(`unticking «Særlige kategorier» ${others} at once shows what is wrong`, async ({ page }) => {
    for (const box of boxes) await option(page, CATEGORIES, box).check();
    await option(page, SPECIAL, "Helseopplysninger").check();
    await option(page, CATEGORIES, "Særlige kategorier").uncheck();
    await page.keyboard.press("Tab");
    const group = page.getByRole("group", { name: begins(CATEGORIES) });
    await expect(group.getByText(NOT_TICKED, { exact: true })).toBeVisible();
    await option(page, CATEGORIES, "Særlige kategorier").check();
    await expect(group.getByText(NOT_TICKED, { exact: true })).toHaveCount(0);
  });
}

test("special categories ask for a security need, and that for an agreement, which may come later", async ({ page }) => {
  await annex.fillIn(page);
  for (const need of ["Særlig behov for konfidensialitet", "Særlig behov for personvernfremmede"]) {
    await option(page, SECURITY, need).uncheck();
  }
  const agreement = field(page, "Vedlegg 1: Sikkerhetsbehov", "Avtale om økt sikkerhet");
  await expect(agreement).toBeHidden();
  await button(page, "nb", "review").click();
  await expect(entry(page, NO_SECURITY)).toBeVisible();

  await option(page, SECURITY, "Særlig behov for integritet").check();
  await expect(entry(page, NO_SECURITY)).toHaveCount(0);
  await expect(agreement).toBeVisible();
  // What a tick leads to stands before the boxes.
  const needs = page.getByRole("group", { name: begins(SECURITY) });
  await expect(needs.getByText("det må inngås en avtale om økt sikkerhet")).toBeVisible();
  await agreement.fill("");
  await review(page);
});

test("without special categories no security need is asked for", async ({ page }) => {
  const need = page.getByRole("group", { name: begins(SECURITY) });
  await expect(need).toHaveAccessibleName(/valgfritt/);
  await option(page, SPECIAL, "Helseopplysninger").check();
  await expect(need).not.toHaveAccessibleName(/valgfritt/);
});

test("boxes of advice appear for children, article 9 and article 10", async ({ page }) => {
  const advice = (text) => page.getByText(text, { exact: true });
  const nine = "Personvernforordningen artikkel 9";
  const ten = "Personvernforordningen artikkel 10";
  await option(page, "Personopplysningene som behandles", "Barn").check();
  await expect(advice("Særskilt vern av barn")).toBeVisible();
  await option(page, SPECIAL, "Opplysninger om straffedommer").check();
  await expect(advice(ten)).toBeVisible();
  await expect(advice(nine)).toBeHidden();
  await option(page, SPECIAL, "Helseopplysninger").check();
  await expect(advice(nine)).toBeVisible();
});
