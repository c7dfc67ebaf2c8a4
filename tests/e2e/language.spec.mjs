// The language changes under a form that somebody is filling in, and a page
// takes the form out and puts it in again: nothing that was written is lost,
// and nothing that was sent comes back.
import * as annex from "./support/annex.mjs";
import * as buypass from "./support/buypass.mjs";
import { begins, button, field, fill, online, option, receipt, review, rows, send } from "./support/form.mjs";
import { drop, forward } from "./support/relay.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const element = (page) => page.locator("blankett-form");

const inEnglish = (page) => page.getByRole("link", { name: "English" }).click();
const inNorwegian = (page) => page.getByRole("link", { name: "Norsk", exact: true }).click();

/** What a page may do with a form that somebody is filling in. */
const HANDLINGS = {
  "another lang": (page) => element(page).evaluate((it) => it.setAttribute("lang", "en")),
  "taken out and put in again": (page) =>
    element(page).evaluate(async (it) => {
      const parent = it.parentNode;
      it.remove();
      await new Promise((done) => setTimeout(done, 50));
      it.setAttribute("lang", "en");
      parent.append(it);
    }),
  "moved at once": (page) =>
    element(page).evaluate((it) => {
      it.parentNode.append(it);
      it.setAttribute("lang", "en");
    }),
};

/** Every field of the sections shows what was typed. */
async function expectTyped(page, sections) {
  for (const [section, fields] of sections) {
    for (const [label, value] of fields) {
      const found = field(page, section, label);
      if (value === true) await expect.soft(found).toBeChecked();
      else expect.soft((await found.inputValue()).replaceAll(" ", ""), label).toBe(value.replaceAll(" ", ""));
    }
  }
}

test("the links of the demo page change the language where it stands", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  await fill(page, buypass.typed());
  await page.evaluate(() => (window.same = true));
  for (const [change, language] of [
    [inEnglish, "en"],
    [inNorwegian, "nb"],
    [inEnglish, "en"],
  ]) {
    await change(page);
    await expect(button(page, language, "review")).toBeVisible();
    await expectTyped(page, buypass.typed(language));
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.locator("nav [aria-current]")).toHaveAttribute("lang", language);
    expect(new URL(page.url()).search).toBe(`?form=${buypass.ID}&lang=${language}`);
  }
  expect(await page.evaluate(() => window.same), "the page was not loaded again").toBe(true);
  await expect(page).toHaveTitle("Information – Buypass enterprise certificates – Blankett");
  await expect(page.getByText("accepts test numbers")).toHaveCount(1);

  await review(page, "en");
  await send(page, "en");
  const { envelope } = await server.only();
  expect(envelope.answers).toEqual(buypass.answers);
  expect(envelope.language).toBe("en");
});

for (const [name, handle] of Object.entries(HANDLINGS)) {
  test(`${name}: what is written stays, wrong and unfinished too`, async ({ page, host }) => {
    await page.goto(`${host.url}/events.html`);
    await fill(page, buypass.typed());
    await field(page, "Informasjon om virksomheten", "Organisasjonsnummer").fill("97105");
    await field(page, "Informasjon om virksomheten", "Hovedtelefonnummer").fill("ring meg");
    await field(page, "Signaturberettiget", "Fødselsnummer").fill("018190 1201");
    await field(page, "Signaturberettiget", "E-postadresse").fill("kari@");
    await handle(page);
    await expect(button(page, "en", "review")).toBeVisible();
    const [first, second, ...others] = buypass.typed("en");
    const wrong = { "Organisation number": "97105", "Main telephone number": "ring meg", "E-mail address": "kari@" };
    wrong["National identity number (11 digits)"] = "0181901201";
    const changed = ([section, fields]) => [section, fields.map(([label, value]) => [label, wrong[label] ?? value])];
    await expectTyped(page, [changed(first), changed(second), ...others]);
  });

  test(`${name}: the receipt stays, and the next form is empty`, async ({ page, host }) => {
    await page.goto(`${host.url}/events.html`);
    await fill(page, buypass.typed());
    await review(page);
    await send(page);
    const reference = (await rows(page))[0][1];
    await handle(page);
    await receipt(page, "en");
    expect((await rows(page))[0][1]).toBe(reference);
    await button(page, "en", "new").click();
    await expect(button(page, "en", "review")).toBeVisible();
    const empty = ([section, fields]) => [section, fields.filter(([, value]) => value !== true).map(([label]) => [label, ""])];
    // Shown only when the recipient is used again.
    const [organisation, person, certificate] = buypass.typed("en").map(empty);
    await expectTyped(page, [organisation, person, certificate]);
    await expect(field(page, "Recipient of the activation code", "This person")).not.toBeChecked();
    expect(JSON.stringify(await element(page).evaluate((it) => it.answers()))).not.toContain("Nordmann");
  });
}

test("taken out for longer: what is written is there when it comes back, what was sent is not", async ({ page, host }) => {
  await page.goto(`${host.url}/events.html`);
  await fill(page, buypass.typed());
  await field(page, "Informasjon om virksomheten", "Hovedtelefonnummer").fill("ring meg");
  const absent = () =>
    element(page).evaluate(async (it) => {
      const parent = it.parentNode;
      it.remove();
      // The element lets go of the form after a second.
      await new Promise((done) => setTimeout(done, 1500));
      parent.append(it);
    });
  await absent();
  await expect(field(page, "Signaturberettiget", "Etternavn")).toHaveValue("Nordmann");
  await expect(field(page, "Informasjon om virksomheten", "Hovedtelefonnummer")).toHaveValue("ring meg");
  await field(page, "Informasjon om virksomheten", "Hovedtelefonnummer").fill("22123456");
  await review(page);
  await send(page);
  await absent();
  await expect(field(page, "Signaturberettiget", "Etternavn")).toHaveValue("");
});

test("a new form after a delivery is not filled in from the last one", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  await fill(page, buypass.typed());
  await review(page);
  await send(page);
  await button(page, "nb", "new").click();
  const name = field(page, "Signaturberettiget", "Fornavn");
  await name.fill("Ida");
  await inEnglish(page);
  await expect(field(page, "Authorised signatory", "First name")).toHaveValue("Ida");
  await expect(field(page, "Authorised signatory", "Last name")).toHaveValue("");
});

test("what begins anew is not brought back", async ({ page, host }) => {
  await page.goto(`${host.url}/events.html`);
  await fill(page, buypass.typed().slice(0, 2));
  await element(page).evaluate((it) => it.reset());
  await element(page).evaluate((it) => it.setAttribute("lang", "en"));
  await expect(field(page, "Authorised signatory", "First name")).toHaveValue("");
});

test("a default goes on following its field", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  const name = "Tannlegene Vest AS";
  await field(page, "Informasjon om virksomheten", "Organisasjonens navn").fill(name);
  await inEnglish(page);
  const common = field(page, "Information in the enterprise certificate", "CN (Common Name)");
  await expect(common).toHaveValue("");
  await expect(common).toHaveAttribute("placeholder", name);
});

test("a preset text that was emptied stays empty; one that was not touched is in the new language", async ({ page, server }) => {
  for (const [touched, wanted] of [[true, ""], [false, "For as long as the service agreement is in force"]]) {
    await page.goto(server.page(annex.ID));
    const duration = field(page, "Vedlegg 1: Varighet", "Varigheten av behandlingen");
    await expect(duration).toHaveValue(/^Så lenge/);
    if (touched) await duration.fill("");
    await inEnglish(page);
    await expect(button(page, "en", "review")).toBeVisible();
    await expect.soft(page.locator('[name="v1.varighet"]')).toHaveValue(wanted);
    // What the vendor has set is in the new language, too.
    await expect.soft(page.getByText("The supervisor can, in the period")).toBeVisible();
    await page.evaluate(() => sessionStorage.clear());
  }
});

test("the boxes of the annex stay ticked, also those that contradict each other", async ({ page, server }) => {
  await page.goto(server.page(annex.ID));
  await annex.fillIn(page);
  await option(page, "Kategorier av personopplysninger", "Særlige kategorier").uncheck();
  const before = await page.getByRole("checkbox", { checked: true }).evaluateAll((all) => all.map((it) => it.id));
  await inEnglish(page);
  await expect(button(page, "en", "review")).toBeVisible();
  const after = await page.getByRole("checkbox", { checked: true }).evaluateAll((all) => all.map((it) => it.id));
  expect(after).toEqual(before);
  const purposes = page.getByRole("group", { name: begins(annex.GROUPS_IN_ENGLISH[0]) });
  await expect(purposes.getByRole("textbox")).toHaveValue("Forskning");
});

test("it can be filled in and sent after it was put in again, time after time", async ({ page, host }) => {
  await page.goto(`${host.url}/events.html`);
  await expect(button(page, "nb", "review")).toBeVisible();
  for (let times = 0; times < 3; times++) {
    await element(page).evaluate((it) => it.parentNode.append(it));
    await expect(button(page, "nb", "review")).toHaveCount(1);
  }
  await fill(page, buypass.typed());
  await review(page);
  await send(page);
  await host.backend.only();
});

test.describe("while a submission waits", () => {
  test.use({ expected: OUTAGE });

  async function waiting(page, relay) {
    // Full jitter at its shortest: the next attempt is soon made.
    await page.addInitScript(() => (Math.random = () => 0));
    await page.goto(relay.page(buypass.ID));
    await fill(page, buypass.typed());
    await review(page);
    // The backend has it, though nobody here knows.
    relay.plan = drop;
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toContainText(WORDS.nb.noContact);
  }

  test("another language does not make it a second submission", async ({ page, server, relay }) => {
    await waiting(page, relay);
    await inEnglish(page);
    relay.plan = forward;
    // Either it goes on by itself, or the person sends what stands there.
    const sent = page.getByRole("heading", { name: WORDS.en.receiptTitle });
    await expect(button(page, "en", "review").or(button(page, "en", "retry")).or(sent)).toBeVisible();
    if (await button(page, "en", "review").isVisible()) {
      await review(page, "en");
      await button(page, "en", "send").click();
    }
    await receipt(page, "en");
    const { text } = await server.only();
    expect(text).toBe(relay.posts[0].text);
    for (const post of relay.posts) expect(post.text).toBe(relay.posts[0].text);
  });

  test("`reset` begins anew, and what waits is sent all the same", async ({ page, server, relay }) => {
    await waiting(page, relay);
    expect(await element(page).evaluate((it) => it.reset())).toBe(true);
    await expect(field(page, "Signaturberettiget", "Fornavn")).toHaveValue("");
    relay.plan = forward;
    await online(page);
    await expect.poll(() => relay.posts.length).toBeGreaterThan(1);
    await expect.poll(async () => (await server.list()).length).toBe(1);
    const { text } = await server.only();
    expect(text).toBe(relay.posts[0].text);
    // The form that was begun meanwhile is not disturbed.
    await expect(field(page, "Signaturberettiget", "Fornavn")).toBeVisible();
  });
});
