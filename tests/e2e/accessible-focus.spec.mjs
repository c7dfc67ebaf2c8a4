// Whatever a person does, the focus stands somewhere sensible in the form: never on the page.
import * as buypass from "./support/buypass.mjs";
import { button, field, review } from "./support/form.mjs";
import { FORMS, answers, choose, element, known, own, radios, row, show } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const summary = (page) => page.getByRole("group", { name: WORDS.nb.summary });
const heading = (page, name) => element(page).getByRole("heading", { name }).first();

/** Once what was set off is done: what has the focus, by tag, id and section. */
async function focused(page) {
  // The form moves the focus after it has drawn.
  await page.waitForTimeout(50);
  return page.evaluate(() => {
    let it = document.activeElement;
    while (it.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
    const section = it.closest("section, .section");
    const title = section?.getAttribute("aria-labelledby");
    return {
      in: Boolean(it.getRootNode().host?.matches("blankett-form")),
      seen: it.checkVisibility(),
      tag: it.localName,
      id: it.id,
      section: title && it.getRootNode().getElementById(title)?.innerText,
    };
  });
}

const IN_FORM = { in: true, seen: true };

const options = [
  { value: "a", label: "Alfa" },
  { value: "b", label: "Beta", specify: { label: "Hvilken" } },
];
const columns = [{ key: "navn", kind: "text", label: "Navn", required: true }];
/** A field of each sort that a person answers. */
const FIELDS = [
  { key: "tekst", kind: "text", label: "Tekst" },
  { key: "notat", kind: "long-text", label: "Notat" },
  { key: "dato", kind: "date", label: "Dato" },
  { key: "ja", kind: "yes-no", label: "Ja eller nei" },
  { key: "kryss", kind: "tick", label: "Jeg godtar" },
  { key: "ett", kind: "choice", label: "Ett valg", options },
  { key: "liste", kind: "choice", as: "select", label: "Liste", options: options.slice(0, 1) },
  { key: "flere", kind: "choices", label: "Flere valg", options },
  { key: "ansatte", kind: "rows", label: "Ansatte", row: "Ansatt", max: 2, columns },
  { key: "signatur", kind: "signature", label: "Signatur" },
].map((it) => ({ ...it, required: true }));

test("each link of the summary leads to where its field is answered", async ({ page, host }) => {
  await own(page, host, FIELDS);
  // With no row at all there is nothing but the button that adds one.
  while (await row(page, "Ansatt 1").count()) await page.getByRole("button", { name: "Fjern: Ansatt 1" }).click();
  await button(page, "nb", "review").click();
  const links = summary(page).getByRole("link");
  await expect(links).toHaveCount(FIELDS.length);
  for (const [at, { key }] of FIELDS.entries()) {
    await links.nth(at).click();
    const found = await focused(page);
    expect.soft(found, key).toMatchObject(IN_FORM);
    expect.soft(found.id, key).toMatch(new RegExp(`^blankett-${key}`));
    // Or else the browser goes to the address of the link.
    expect(new URL(page.url()).hash).toBe("");
  }
});

for (const form of FORMS) {
  test(`«Endre» leads into its section: ${form}`, async ({ page, server }) => {
    await show(page, server, form);
    await known(page, answers(form, { databehandleravtale: true }));
    const steps = element(page).getByRole("navigation").getByRole("button");
    const look = async () => {
      if (await steps.count()) await steps.last().click();
      await review(page);
    };
    await look();
    const changes = page.getByRole("button", { name: /^Endre: / });
    const names = await changes.evaluateAll((all) => all.map((it) => it.ariaLabel));
    expect(names.length).toBeGreaterThan(0);
    for (const [at, name] of names.entries()) {
      await changes.nth(at).click();
      const found = await focused(page);
      expect.soft(found, name).toMatchObject(IN_FORM);
      expect.soft(`Endre: ${found.section}`, name).toBe(name);
      await look();
    }
  });
}

test("from screen to screen the focus is on the heading", async ({ page, server }) => {
  const id = "opus-overtagelse";
  await show(page, server, id);
  await known(page, answers(id));
  await review(page);
  await expect(heading(page, WORDS.nb.reviewTitle)).toBeFocused();
  await button(page, "nb", "back").click();
  await expect(element(page).getByRole("heading", { level: 2 })).toBeFocused();
  await review(page);
  await button(page, "nb", "send").click();
  await expect(heading(page, WORDS.nb.receiptTitle)).toBeFocused();
  await button(page, "nb", "new").click();
  await expect(element(page).getByRole("heading", { level: 2 })).toBeFocused();
});

test("from step to step the focus is on the heading, which says how far one has come", async ({ page, server }) => {
  await show(page, server, buypass.ID, { layout: "steps" });
  await known(page, buypass.answers);
  const nav = element(page).getByRole("navigation");
  const step = element(page).getByRole("heading", { name: /^Steg \d/ });
  await nav.locator("summary").click();
  expect(await focused(page)).toMatchObject({ ...IN_FORM, tag: "summary" });
  const count = await nav.getByRole("button").count();
  for (let at = 2; at <= count; at++) {
    await button(page, "nb", "next").click();
    await expect(step).toBeFocused();
    await expect(step).toHaveAccessibleName(new RegExp(`^Steg ${at} av ${count}: `));
  }
  await button(page, "nb", "previous").click();
  await expect(step).toHaveAccessibleName(new RegExp(`^Steg ${count - 1} av ${count}: `));
  await expect(step).toBeFocused();
  await nav.getByRole("button").first().click();
  await expect(step).toHaveAccessibleName(new RegExp(`^Steg 1 av ${count}: `));
  await expect(step).toBeFocused();

  await nav.getByRole("button").last().click();
  await review(page);
  await button(page, "nb", "back").click();
  expect(await focused(page)).toMatchObject({ ...IN_FORM, tag: "h2" });
});

test("what a field opens leaves the focus where it is", async ({ page, host }) => {
  await own(page, host, FIELDS);
  for (const [role, group, name] of [
    ["radio", "radiogroup", "Ett valg"],
    ["checkbox", "group", "Flere valg"],
  ]) {
    const beta = page.getByRole(group, { name }).getByRole(role, { name: "Beta" });
    await beta.focus();
    await page.keyboard.press(" ");
    await expect(page.getByRole(group, { name }).getByRole("textbox", { name: "Hvilken" })).toBeVisible();
    await expect(beta).toBeFocused();
  }
});

test("the signature, by keyboard alone, in each of the ways", async ({ page, host }) => {
  await own(page, host, FIELDS);
  const all = radios(page, "Signatur");
  await all.getByRole("radio", { name: "Skriv navnet" }).focus();
  await page.keyboard.press(" ");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Kari Nordmann");
  await expect(all.getByLabel("Navnet til den som signerer")).toHaveValue("Kari Nordmann");
  await page.keyboard.press("Tab");
  await expect(all.getByRole("button", { name: "Fjern og signer på nytt" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(all.getByLabel("Navnet til den som signerer")).toBeFocused();

  await all.getByRole("radio", { name: "Skriv navnet" }).focus();
  for (const name of ["Tegn signaturen", "Signer på papir"]) {
    await page.keyboard.press("ArrowDown");
    await expect(all.getByRole("radio", { name })).toBeFocused();
    await expect(all.getByRole("radio", { name })).toBeChecked();
  }
});

test("the pad: what was drawn is taken back, and the focus stays", async ({ page, host }) => {
  await own(page, host, FIELDS);
  await choose(page, "Signatur", "Tegn signaturen");
  const pad = radios(page, "Signatur").getByRole("img");
  await pad.click();
  const again = radios(page, "Signatur").getByRole("button", { name: "Fjern og signer på nytt" });
  await again.focus();
  await page.keyboard.press("Enter");
  await expect(again).toBeFocused();
});

// By label, for they are drawn anew.
const HELD = {
  "a field of text": (page, at) => page.getByLabel(["Organisasjonsnummer", "Organisation number"][at]),
  "a box": (page, at) => page.getByRole("checkbox", { name: ["Mottakeren skal brukes", "This person will be"][at] }),
  "a button": (page, at) => button(page, ["nb", "en"][at], "review"),
  "a link of the summary": (page) => element(page).getByRole("link").nth(2),
};

for (const [name, held] of Object.entries(HELD)) {
  test(`another language leaves the focus on ${name}`, async ({ page, server }) => {
    await show(page, server, buypass.ID);
    await button(page, "nb", "review").click();
    await expect(summary(page)).toBeFocused();
    await held(page, 0).focus();
    await page.evaluate(() => (document.documentElement.lang = "en"));
    await expect(page.getByRole("group", { name: WORDS.en.summary })).toBeVisible();
    await expect(held(page, 1)).toBeFocused();
  });
}

test("another language leaves the focus in a row", async ({ page, server }) => {
  await show(page, server, "opus-bruker");
  await known(page, answers("opus-bruker"));
  await page.getByRole("button", { name: "Flytt opp: Bruker 2" }).click();
  await row(page, "Bruker 1").getByLabel("Fornavn").focus();
  await page.evaluate(() => (document.documentElement.lang = "en"));
  await expect(button(page, "en", "review")).toBeVisible();
  await expect(element(page).getByLabel("First name").first()).toBeFocused();
});

test("what comes after the first field leaves the focus, and the caret", async ({ page, server }) => {
  let go;
  const held = new Promise((done) => (go = done));
  await page.route(/\/(rest\.(js|css)|nb\.json|forms\/nb\/[^.]*\.json)$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(server.page(buypass.ID));
  const first = field(page, "Informasjon om virksomheten", "Organisasjonens navn");
  await first.fill("Tannlegene AS");
  for (let steps = 0; steps < 3; steps++) await page.keyboard.press("ArrowLeft");
  go();
  await expect(button(page, "nb", "review")).toBeVisible();
  await expect(first).toBeFocused();
  await page.keyboard.type(" Vest");
  await expect(first).toHaveValue("Tannlegene Vest AS");
});
