// Numbers as people type them: grouped, mended, and told what is wrong.
import * as buypass from "./support/buypass.mjs";
import { field } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";

const ORGANISATION = ["Informasjon om virksomheten", "Organisasjonsnummer"];
const PERSON = ["Signaturberettiget", "Fødselsnummer (11 siffer)"];
const PHONE = ["Informasjon om virksomheten", "Hovedtelefonnummer"];
const MOBILE = ["Signaturberettiget", "Mobilnummer"];

const BAD_ORGANISATION = "Organisasjonsnummeret er ikke gyldig. Sjekk at du har tastet riktig.";
const BAD_PERSON = "Fødselsnummeret eller D-nummeret er ikke gyldig. Sjekk at du har tastet riktig.";

/** What assistive technology reads after the field. */
const description = (input) =>
  input.evaluate((it) => {
    const ids = (it.getAttribute("aria-describedby") ?? "").split(" ");
    return ids.map((id) => it.getRootNode().getElementById(id)?.innerText ?? "").join("\n");
  });

const caret = (input) => input.evaluate((it) => [it.selectionStart, it.selectionEnd]);
const place = (input, at) => input.evaluate((it, at) => it.setSelectionRange(at, at), at);

test.beforeEach(async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
});

for (const [where, wrong, right, sentence] of [
  [ORGANISATION, "971058677", "971058676", BAD_ORGANISATION],
  [ORGANISATION, "97105", "971058676", "Organisasjonsnummer må ha 9 siffer."],
  [PERSON, "01819012013", "01819012012", BAD_PERSON],
  [PERSON, "018190", "01819012012", "Fødselsnummer må ha 11 siffer."],
  [PHONE, "2212", "22123456", "Telefonnummer må ha 8 siffer. Utenlandske numre skrives med + og landkode."],
]) {
  test(`${wrong} as ${where[1]} is told on leaving and gone when mended`, async ({ page }) => {
    const input = field(page, ...where);
    await input.focus();
    await page.keyboard.type(wrong);
    await expect(input).not.toHaveAttribute("aria-invalid");
    expect(await description(input), "not while typing").not.toContain(sentence);
    await page.keyboard.press("Tab");
    await expect(input).toHaveAttribute("aria-invalid", "true");
    // Sentences come after the first field; whoever is quicker waits for them.
    await expect.poll(() => description(input)).toContain(sentence);
    // Said aloud as well: the field has been left.
    const said = page.locator("main").getByRole("status");
    await expect(said).toHaveText(`${where[1]}: ${sentence}`);

    const retype = async (text) => {
      await input.focus();
      await page.keyboard.press("Control+A");
      await page.keyboard.type(text);
    };
    await retype(right);
    await expect(input).not.toHaveAttribute("aria-invalid");
    expect(await description(input)).not.toContain(sentence);
    await expect(said).toBeEmpty();

    // The same mistake again is said again.
    await retype(wrong);
    await expect(said).toBeEmpty();
    await page.keyboard.press("Tab");
    await expect(said).toHaveText(`${where[1]}: ${sentence}`);
  });
}

for (const [where, ways, shown] of [
  [ORGANISATION, ["971058676", "971 058 676", "971.058.676", "971-058-676", "971\u00a0058\u00a0676", " 971058676 "], "971 058 676"],
  [PERSON, ["01819012012", "018190 12012", "018190-12012", "018190\u00a012012", "01.81.90.12012"], "018190 12012"],
  [PHONE, ["22123456", "22 12 34 56", "221 23 456", "22-12-34-56", "22.12.34.56"], "22 12 34 56"],
  [MOBILE, ["40612345", "406 12 345", "40 61 23 45", "406\u00a012\u00a0345"], "406 12 345"],
]) {
  test(`${where[1]} may be typed or pasted with separators`, async ({ page }) => {
    const input = field(page, ...where);
    for (const way of ways) {
      for (const put of [() => page.keyboard.type(way), () => page.keyboard.insertText(way)]) {
        await input.focus();
        await page.keyboard.press("Control+A");
        await page.keyboard.press("Delete");
        await put();
        await page.keyboard.press("Tab");
        await expect(input, JSON.stringify(way)).not.toHaveAttribute("aria-invalid");
        await expect(input, JSON.stringify(way)).toHaveValue(shown);
      }
    }
  });
}

test("digits are grouped while they are typed", async ({ page }) => {
  const input = field(page, ...ORGANISATION);
  await input.focus();
  for (const [digit, shown] of ["9", "97", "971", "971 0", "971 05", "971 058", "971 058 6"].map((it) => [it.at(-1), it])) {
    await page.keyboard.type(digit);
    await expect(input).toHaveValue(shown);
    expect(await caret(input)).toEqual([shown.length, shown.length]);
  }
});

test("the caret stays beside its digit", async ({ page }) => {
  const input = field(page, ...ORGANISATION);
  await input.focus();
  await page.keyboard.type("97158676");
  await expect(input).toHaveValue("971 586 76");

  // A digit in the middle: 971| 586 76.
  await place(input, 3);
  await page.keyboard.type("0");
  await expect(input).toHaveValue("971 058 676");
  expect(await caret(input)).toEqual([5, 5]);

  // Deleted forwards: 971 0|58 676.
  await page.keyboard.press("Delete");
  await expect(input).toHaveValue("971 086 76");
  expect(await caret(input)).toEqual([5, 5]);
  await page.keyboard.type("5");
  await expect(input).toHaveValue("971 058 676");
  expect(await caret(input)).toEqual([6, 6]);

  // Backwards past a space takes the digit before it, sooner or later: 971 |058 676.
  await place(input, 4);
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await expect(input).not.toHaveValue("971 058 676");
  const [at] = await caret(input);
  expect(at).toBeLessThanOrEqual(3);
});

test("backspace empties a grouped number", async ({ page }) => {
  const input = field(page, ...PERSON);
  await input.focus();
  await page.keyboard.type("01819012012");
  await expect(input).toHaveValue("018190 12012");
  for (let presses = 0; presses < 14 && (await input.inputValue()) !== ""; presses++) {
    await page.keyboard.press("Backspace");
  }
  await expect(input).toHaveValue("");
});

test("a number that is no mobile number is doubted, not refused", async ({ page }) => {
  const input = field(page, ...MOBILE);
  await input.fill("22123456");
  await input.blur();
  expect(await description(input)).toContain("Dette ser ikke ut som et mobilnummer.");
  await expect(input).not.toHaveAttribute("aria-invalid");
  await page.getByRole("button", { name: "Se over svarene" }).click();
  const summary = page.getByRole("group", { name: "For å gå videre" });
  await expect(summary).toBeVisible();
  await expect(summary.getByRole("link", { name: /mobilnummer$|mobilnummeret til den/i })).toHaveCount(0);
});
