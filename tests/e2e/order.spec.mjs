// What an order comes to: while one fills in, in what is sent, and on the receipt.
import { field, option, review, send } from "./support/form.mjs";
import { answers, choose, expectOrdered, expectRunning, open, plain, row, running, told } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";

const both = (net, gross) => `${net} kr eks. mva. / ${gross} kr inkl. mva.`;
const ore = (net) => ({ net, vat: net / 4, gross: net * 1.25 });

/** The sums of the one order that has come in, and its lines as text. */
async function ordered(server) {
  const { lines, ...sums } = (await server.only()).envelope.totals;
  const line = (it) => [it.key, it.option, it.quantity, it.period, it.later ? "later" : it.net];
  const words = (it) => line(it).filter((it) => it !== undefined).join(" ");
  return { sums, lines: lines.map(words) };
}

test("Visma: a package, two packs of partners and a course", async ({ page, server }) => {
  const known = answers("opus-visma-samhandling");
  for (const key of ["bestilling", "spesialist", "sum-eks-mva"]) delete known[key];
  await open(page, server, "opus-visma-samhandling", known);
  await expectRunning(page, "ingenting valgt ennå");
  const product = (label) => option(page, "Bestilling", label).first();
  await product("Installasjonspakke – spesialist").check();
  await expectRunning(page, both("9 840", "12 300"));
  await product("Opsjon 1 –").check();
  await expectRunning(page, both("11 590", "14 487,50"));
  await field(page, "Bestilling", "Antall pakker à 10 partnere").fill("2");
  await expectRunning(page, both("13 340", "16 675"));
  await product("Opsjon 2").check();
  await expectRunning(page, both("16 840", "21 050"));
  await product("Opsjon 2").uncheck();
  await expectRunning(page, both("13 340", "16 675"));
  await product("Opsjon 2").check();

  // It opens to its lines.
  await running(page).click();
  const lines = [
    ["Installasjonspakke – spesialist (Elin T fase 1 og 2)", both("9 840", "12 300")],
    ["Opsjon 1 – Oppsett eksterne partnere pr. pakke (spesialist) × 2", both("3 500", "4 375")],
    ["Opsjon 2 – webkurs (spesialist)", both("3 500", "4 375")],
    ["Sum", both("16 840", "21 050")],
  ];
  expect(await told(page.getByRole("group").filter({ has: running(page) }))).toEqual(lines);

  await review(page);
  await expectOrdered(page, lines);
  await send(page);
  await expectOrdered(page, lines);
  const { sums, lines: sent } = await ordered(server);
  expect(sums).toEqual({ currency: "NOK", ...ore(1684000) });
  expect(sent).toEqual([
    "bestilling spesialist 1 once 984000",
    "bestilling spesialist-opsjon-1 2 once 350000",
    "bestilling spesialist-opsjon-2 1 once 350000",
  ]);
  expect((await server.only()).envelope.answers["sum-eks-mva"]).toBe(1684000);
});

test("the interchange link: the level and the price follow the practitioners", async ({ page, server }) => {
  const { "antall-behandlere": _, nivaa, pris, ...known } = answers("opus-samhandlingslink");
  await open(page, server, "opus-samhandlingslink", known);
  // The rows of several clinics have one of that name, too.
  const count = field(page, "Tilleggstjenester", "Antall behandlere").first();
  const section = page.getByRole("region", { name: "Tilleggstjenester" });
  for (const [practitioners, level, price] of [
    [1, 1, both("570", "712,50")],
    [2, 1, both("570", "712,50")],
    [3, 2, both("717", "896,25")],
    [5, 2, both("717", "896,25")],
    [6, 3, both("980", "1 225")],
    [12, 3, both("980", "1 225")],
    [13, 4, both("1 110", "1 387,50")],
    [4, 2, both("717", "896,25")],
  ]) {
    await count.fill(String(practitioners));
    await expect(section.getByText(`Nivå ${level}`, { exact: true })).toBeVisible();
    await expectRunning(page, `${price} pr. måned`);
  }
  // Of the four levels the one that is ordered, and no other.
  const lines = [
    ["Nivå 2: 3-5 behandlere", `${both("717", "896,25")} pr. måned`],
    ["Sum pr. måned", both("717", "896,25")],
  ];
  await review(page);
  await expectOrdered(page, lines);
  await send(page);
  await expectOrdered(page, lines);
  const levels = (await told(page.locator("body"))).filter(([label]) => /^Nivå \d:/.test(label));
  expect(levels).toEqual(lines.slice(0, 1));
  const { sums, lines: sent } = await ordered(server);
  expect(sums).toEqual({ currency: "NOK", net: 0, vat: 0, gross: 0, month: ore(71700) });
  expect(sent).toEqual(["pris.nivaa-2 1 month 71700"]);
});

test("users: one new one costs 3 859, and postage is added", async ({ page, server }) => {
  const { bestilling, endring, brukere, ...known } = answers("opus-bruker");
  await open(page, server, "opus-bruker", known);
  await option(page, "Sett kryss", "Bestillingen gjelder ny bruker.").check();
  if (!(await row(page, "Bruker 1").count())) await page.getByRole("button", { name: "Legg til bruker" }).click();
  const user = row(page, "Bruker 1");
  await user.getByLabel("Tittel").fill("Tannlege");
  await user.getByLabel("Fornavn").fill("Kari");
  await user.getByLabel("Etternavn").fill("Nordmann");
  await choose(user, "Eget regnskap?", "Ja");
  await expectRunning(page, both("3 859", "4 823,75"));
  // Two cost twice as much, but the fee is one.
  await page.getByRole("button", { name: "Legg til bruker" }).click();
  await row(page, "Bruker 2").getByLabel("Fornavn").fill("Liv");
  await expectRunning(page, both("7 658", "9 572,50"));
  await page.getByRole("button", { name: "Fjern: Bruker 2" }).click();
  await expectRunning(page, both("3 859", "4 823,75"));

  const price = page.getByRole("region", { name: "Hva bestillingen gjelder" }).locator("p").filter({ hasText: "Porto" });
  expect(plain(await price.innerText())).toMatch(/^Porto ?kommer i tillegg$/);
  const lines = [
    ["Bestillingen gjelder ny bruker.", both("3 799", "4 748,75")],
    ["Administrasjonsgebyr", both("60", "75")],
    ["Porto", "kommer i tillegg"],
    ["Sum", both("3 859", "4 823,75")],
  ];
  await review(page);
  await expectOrdered(page, lines);
  await send(page);
  await expectOrdered(page, lines);
  const { sums, lines: sent } = await ordered(server);
  expect(sums).toEqual({ currency: "NOK", ...ore(385900) });
  expect(sent).toEqual([
    "bestilling ny-bruker 1 once 379900",
    "pris.administrasjonsgebyr 1 once 6000",
    "pris.porto 1 once later",
  ]);
});
