// Repeating rows: added, moved, removed and brought back, by keyboard alone.
import { expectAccessible } from "./support/accessible.mjs";
import { button, expectNoSideScroll, field, review, send } from "./support/form.mjs";
import { answers, choose, element, open, own, row } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const ID = "opus-bruker";
const DONE = answers(ID);
const ADD = { name: "Legg til bruker", exact: true };

const heading = (page, name) => row(page, name).getByText(name, { exact: true });
const press = async (page, name, key = "Enter") => {
  await page.getByRole("button", { name, exact: true }).focus();
  await page.keyboard.press(key);
};

async function fillUser(page, name, [title, first, last, accounts]) {
  const user = row(page, name);
  await user.getByLabel("Tittel").fill(title);
  await user.getByLabel("Fornavn").fill(first);
  await user.getByLabel("Etternavn").fill(last);
  await choose(user, "Eget regnskap?", accounts);
}

async function expectUsers(page, names) {
  for (const [at, [title, first, last, accounts]] of names.entries()) {
    const user = row(page, `Bruker ${at + 1}`);
    await expect(user.getByLabel("Tittel")).toHaveValue(title);
    await expect(user.getByLabel("Fornavn")).toHaveValue(first);
    await expect(user.getByLabel("Etternavn")).toHaveValue(last);
    await expect(user.getByRole("radio", { name: accounts, exact: true })).toBeChecked();
  }
  await expect(row(page, `Bruker ${names.length + 1}`)).toHaveCount(0);
}

const KARI = ["Tannlege", "Kari", "Nordmann", "Ja"];
const LIV = ["tannpleier", "Liv", "Berg", "Nei"];

test("a row is added, moved, removed and brought back", async ({ page, server }) => {
  const { brukere, ...others } = DONE;
  await open(page, server, ID, others);
  if (!(await row(page, "Bruker 1").count())) await page.getByRole("button", ADD).click();
  await fillUser(page, "Bruker 1", KARI);
  await press(page, ADD.name);
  await expect(heading(page, "Bruker 2")).toBeFocused();
  // From the heading the next stop is the row's first field.
  await page.keyboard.press("Tab");
  await expect(row(page, "Bruker 2").getByLabel("Tittel")).toBeFocused();
  await fillUser(page, "Bruker 2", LIV);
  await expectUsers(page, [KARI, LIV]);
  await expect(page.getByRole("button", { name: "Flytt opp: Bruker 1" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Flytt ned: Bruker 2" })).toHaveCount(0);
  await expectAccessible(page, "rows");

  await press(page, "Flytt opp: Bruker 2");
  await expect(heading(page, "Bruker 1")).toBeFocused();
  await expectUsers(page, [LIV, KARI]);
  await press(page, "Flytt ned: Bruker 1", " ");
  await expect(heading(page, "Bruker 2")).toBeFocused();
  await expectUsers(page, [KARI, LIV]);

  await press(page, "Fjern: Bruker 1");
  await expectUsers(page, [LIV]);
  await expect(element(page).getByRole("status")).toHaveText("Bruker 1 er fjernet.");
  const back = page.getByRole("button", { name: "Angre", exact: true });
  await expect(back).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(heading(page, "Bruker 1")).toBeFocused();
  await expect(back).toHaveCount(0);
  await expectUsers(page, [KARI, LIV]);
});

test("what is wrong in a row is told with the row, and leads there", async ({ page, server }) => {
  const brukere = DONE.brukere.map((it) => ({ ...it }));
  delete brukere[1].etternavn;
  await open(page, server, ID, { ...DONE, brukere });
  await button(page, "nb", "review").click();
  const summary = page.getByRole("group", { name: WORDS.nb.summary });
  const link = summary.getByRole("link");
  await expect(link).toHaveText(["Bruker 2: Fyll ut etternavn."]);
  await expectAccessible(page, "an error in a row");
  await link.click();
  const last = row(page, "Bruker 2").getByLabel("Etternavn");
  await expect(last).toBeFocused();
  await expect(last).toHaveAccessibleDescription(/Fyll ut etternavn\./);
  await expect(last).toHaveAttribute("aria-invalid", "true");

  // The row has another number when it is moved.
  await press(page, "Flytt opp: Bruker 2");
  await expect(link).toHaveText(["Bruker 1: Fyll ut etternavn."]);
  await row(page, "Bruker 1").getByLabel("Etternavn").fill("Berg");
  await expect(summary).toBeHidden();
  await review(page);
});

test("a row that was added and left empty is not sent", async ({ page, server }) => {
  await open(page, server, ID, DONE);
  await page.getByRole("button", ADD).click();
  await expect(row(page, "Bruker 3")).toBeVisible();
  await review(page);
  await expect(page.getByText(/^Bruker \d$/).filter({ visible: true })).toHaveText(["Bruker 1", "Bruker 2"]);
  await send(page);
  expect((await server.only()).envelope.answers).toEqual(DONE);
});

test("there is no button for more rows than there may be", async ({ page, host }) => {
  const columns = [{ key: "navn", kind: "text", label: "Navn" }];
  await own(page, host, [{ key: "ansatte", kind: "rows", max: 2, row: "Ansatt", label: "Ansatte", columns }]);
  const add = page.getByRole("button", { name: "Legg til ansatt", exact: true });
  while (!(await row(page, "Ansatt 2").count())) await add.click();
  await expect(heading(page, "Ansatt 2")).toBeFocused();
  await expect(add).toBeHidden();
  await row(page, "Ansatt 1").getByLabel("Navn").fill("Kari");
  await row(page, "Ansatt 2").getByLabel("Navn").fill("Ola");
  await press(page, "Fjern: Ansatt 1");
  await expect(add).toBeVisible();
  await page.getByRole("button", { name: "Angre", exact: true }).click();
  await expect(add).toBeHidden();
  expect(await element(page).evaluate((it) => it.answers())).toEqual({ ansatte: [{ navn: "Kari" }, { navn: "Ola" }] });
});

test("the vendor's own rows read as text, and are sent", async ({ page, server }) => {
  const { vedlegg2, ...others } = answers("vieri-databehandleravtale");
  await page.setViewportSize({ width: 360, height: 780 });
  await open(page, server, "vieri-databehandleravtale", others);
  for (const { navn, adresse } of vedlegg2.underleverandorer) {
    await expect(page.getByRole("definition").filter({ hasText: navn })).toBeVisible();
    await expect(page.getByRole("definition").filter({ hasText: adresse })).toBeVisible();
  }
  await expect(page.getByRole("button", { name: /^(Fjern|Flytt)/ })).toHaveCount(0);
  await expectNoSideScroll(page);
  await review(page);
  await send(page);
  expect((await server.only()).envelope.answers.vedlegg2).toEqual(vedlegg2);
});

test("own rows stand below the vendor's, and only they can be moved", async ({ page, host }) => {
  const columns = [{ key: "navn", kind: "text", label: "Navn" }];
  const preset = [{ navn: "Microsoft" }, { navn: "Orbyt" }];
  const rows = { key: "hvem", kind: "rows", max: 4, row: "Leverandør", label: "Hvem", columns, preset };
  await own(page, host, [{ ...rows, "locked-rows": true }]);
  await expect(page.getByRole("definition")).toHaveText(["Microsoft", "Orbyt"]);
  await expect(page.getByRole("textbox")).toHaveCount(0);
  const add = page.getByRole("button", { name: "Legg til leverandør", exact: true });
  await add.click();
  await expect(heading(page, "Leverandør 3")).toBeFocused();
  await add.click();
  await expect(add).toBeHidden();
  await field(page, "S", "Navn").last().fill("Braathe");
  await expect(page.getByRole("button", { name: /^Flytt/ })).toHaveText(["Flytt ned", "Flytt opp"]);
  await expect(page.getByRole("button", { name: /^Fjern/ })).toHaveCount(2);
  const sent = { hvem: [...preset, { navn: "Braathe" }] };
  expect(await element(page).evaluate((it) => it.answers())).toEqual(sent);
});
