// What is empty or wrong is gathered above the button, as the Norwegian design
// systems agree on it.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const summaryOf = (page) => page.getByRole("group", { name: WORDS.nb.summary });

test.beforeEach(async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
});

test("an empty field is left in peace until the answers are looked over", async ({ page }) => {
  const name = field(page, "Signaturberettiget", "Fornavn");
  await name.focus();
  await page.keyboard.press("Tab");
  await expect(field(page, "Signaturberettiget", "Etternavn")).toBeFocused();
  await expect(name).not.toHaveAttribute("aria-invalid");
  await expect(page.getByText("Fyll ut fornavnet til den signaturberettigede.")).toHaveCount(0);
  await button(page, "nb", "review").click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
});

test("the summary takes the focus, stands before the button and is no live region", async ({ page }) => {
  await button(page, "nb", "review").click();
  const summary = summaryOf(page);
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("heading", { name: WORDS.nb.summary })).toBeVisible();

  const live = await summary.evaluate((it) => {
    const outer = it.closest("[aria-live], [role=alert], [role=status], [role=log]");
    return Boolean(outer ?? it.querySelector("[aria-live], [role=alert], [role=status], [role=log]"));
  });
  expect(live).toBe(false);

  // From the summary, past its links, the next stop is the button.
  const links = await summary.getByRole("link").count();
  for (let at = 0; at <= links; at++) await page.keyboard.press("Tab");
  await expect(button(page, "nb", "review")).toBeFocused();
});

test("each entry is a required field's own sentence and leads to it", async ({ page }) => {
  await button(page, "nb", "review").click();
  const links = summaryOf(page).getByRole("link");
  const expected = buypass.typed().flatMap(([section, fields]) => fields.map(([label]) => [section, label]));
  const optional = ["OU (Avdeling/enhet)", "CN (Common Name)", "Mottakeren skal brukes i flere bestillinger"];
  // Shown only when the recipient is used again.
  const hidden = ["Fødselsnummer", "Adresse", "Postnummer", "Sted"];
  const required = expected.filter(
    ([section, label]) =>
      !optional.includes(label) && !(section === "Mottaker av aktiveringskode" && hidden.includes(label)),
  );
  await expect(links).toHaveCount(required.length);
  for (const [at, [section, label]] of required.entries()) {
    await links.nth(at).click();
    const input = field(page, section, label);
    await expect(input).toBeFocused();
    await expect(input).toBeInViewport();
    const sentence = await links.nth(at).innerText();
    const own = page.getByRole("region", { name: section, exact: true }).getByText(sentence, { exact: true });
    await expect(own).toHaveCount(1);
  }
});

test("entries vanish as fields are mended, and come back if they are spoilt", async ({ page }) => {
  await button(page, "nb", "review").click();
  const summary = summaryOf(page);
  const before = await summary.getByRole("link").count();
  const name = field(page, "Signaturberettiget", "Fornavn");
  await name.fill("Kari");
  await expect(summary.getByRole("link")).toHaveCount(before - 1);
  await name.fill("");
  await expect(summary.getByRole("link")).toHaveCount(before);

  await fill(page, buypass.typed());
  await expect(summary).toBeHidden();
  await review(page);
});

test("a wrong answer stands in the summary with its sentence", async ({ page }) => {
  await fill(page, buypass.typed());
  await field(page, "Informasjon om virksomheten", "Organisasjonsnummer").fill("971058677");
  await button(page, "nb", "review").click();
  const sentence = "Organisasjonsnummeret er ikke gyldig. Sjekk at du har tastet riktig.";
  await expect(summaryOf(page).getByRole("link")).toHaveText([sentence]);
});

test("hidden fields are neither asked for nor sent", async ({ page, server }) => {
  await fill(page, buypass.typed());
  const section = page.getByRole("region", { name: "Mottaker av aktiveringskode" });
  await section.getByRole("checkbox").uncheck();
  await expect(section.getByLabel("Adresse", { exact: true })).toBeHidden();
  await review(page);
  await button(page, "nb", "send").click();
  await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeVisible();
  const { envelope } = await server.only();
  const { fornavn, etternavn, epost, mobilnummer } = buypass.answers.aktiveringskode;
  expect(envelope.answers.aktiveringskode).toEqual({ gjenbruk: false, fornavn, etternavn, epost, mobilnummer });
});
