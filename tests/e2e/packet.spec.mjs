// The take-over packet: several forms as one case, what they share typed once.
import { expectAccessible } from "./support/accessible.mjs";
import { digest } from "./support/canonical.mjs";
import { button, expectNoSideScroll, field, review, send } from "./support/form.mjs";
import { answers, choose, definition, expectRunning, open, plain } from "./support/orders.mjs";
import { TOKEN } from "./support/server.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const ID = "opus-overtagelse-pakke";
const PARTS = definition(ID).parts;
const TITLE = Object.fromEntries(PARTS.map((it) => [it.form, it.title.nb]));
const SETTLEMENT = {
  "elektronisk-oppgjor": true,
  "nye-brukere": false,
  samhandlingslink: false,
  databehandleravtale: false,
};
const QUESTIONS = {
  "elektronisk-oppgjor": "Sender klinikken elektronisk oppgjør",
  "nye-brukere": "Skal brukere legges til eller endres?",
  samhandlingslink: "Skal samhandlingslink bestilles?",
  databehandleravtale: "Skal dere inngå databehandleravtale nå?",
};

const steps = (page) => page.getByRole("navigation", { name: "Skjemaene i saken" });
const step = (page, title) => steps(page).getByRole("listitem").filter({ hasText: title });
const go = async (page, title) => {
  await step(page, title).getByRole("button").click();
  await expect(page.getByRole("heading", { level: 3, name: title, exact: true })).toBeFocused();
};
/** Goes to the last step, where one can look the answers over. */
const last = (page) => steps(page).getByRole("button").last().click();

async function expectSteps(page, ids) {
  await expect(steps(page).getByRole("button")).toHaveText(["Om saken", ...ids.map((it) => TITLE[it])]);
}

/** How many answers a step lacks. */
async function lacking(page, title) {
  const text = plain(await step(page, title).innerText());
  if (text.endsWith("Ferdig")) return 0;
  return Number(text.match(/(\d+) gjenstår$/)[1]);
}

/** A field of the step that is shown which is not typed but read. */
const read = (page, section, label) =>
  page
    .getByRole("region", { name: section, exact: true })
    .getByRole("paragraph")
    .filter({ hasText: new RegExp(`^${label}$`) })
    .locator("xpath=following-sibling::p[last()]");

test("four questions decide which forms there are", async ({ page, server }) => {
  await open(page, server, ID);
  const always = ["opus-overtagelse", "opus-lisens"];
  // Most need an agreement on the data, which is therefore there from the start.
  await expectSteps(page, [...always, "opus-databehandleravtale"]);
  await choose(page, QUESTIONS.databehandleravtale, "Nei");
  await expectSteps(page, always);
  for (const [question, forms] of [
    ["elektronisk-oppgjor", ["opus-visma-samhandling", "buypass-virksomhetssertifikat"]],
    ["nye-brukere", ["opus-bruker"]],
    ["samhandlingslink", ["opus-samhandlingslink"]],
    ["databehandleravtale", ["opus-databehandleravtale"]],
  ]) {
    await choose(page, QUESTIONS[question], "Ja");
    await expectSteps(page, [...always, ...forms]);
    await choose(page, QUESTIONS[question], "Nei");
  }
  for (const question of Object.values(QUESTIONS)) await choose(page, question, "Ja");
  await expectSteps(page, PARTS.map((it) => it.form));
  await expect(steps(page).getByRole("button", { name: "Om saken" })).toHaveAttribute("aria-current", "step");
  await expectAccessible(page, "all forms");
});

test("what the forms share is typed once and stands in each", async ({ page, server }) => {
  await open(page, server, ID);
  for (const [key, question] of Object.entries(QUESTIONS)) await choose(page, question, SETTLEMENT[key] ? "Ja" : "Nei");
  const before = await lacking(page, "Om saken");
  expect(before).toBeGreaterThan(5);
  await field(page, "Det nye selskapet", "Firmanavn").fill("Tannlegene Vest AS");
  await field(page, "Det nye selskapet", "Organisasjonsnummer").fill("971058676");
  await field(page, "Det nye selskapet", "Adresse").first().fill("Strandgaten 2");
  expect(await lacking(page, "Om saken")).toBe(before - 3);
  await field(page, "Det nye selskapet", "Postnummer").fill("5003");
  await field(page, "Det nye selskapet", "Sted").fill("Bergen");
  // The place where one signs is the company's own, until another one is typed.
  expect(await lacking(page, "Om saken")).toBe(before - 6);

  // Each form under its own label, and not to be typed anew.
  for (const [form, section, name, number] of [
    ["opus-overtagelse", "Ny selskapsinformasjon", "Nytt klinikk- firmanavn", "Organisasjonsnummer"],
    ["opus-lisens", "Kunden", "Foretaksnavn", "Org\\.nr\\."],
    ["opus-visma-samhandling", "Kundeopplysninger", "Organisasjonsnavn", "Organisasjonsnummer"],
    ["buypass-virksomhetssertifikat", "Informasjon om virksomheten", "Organisasjonens navn", "Organisasjonsnummer"],
  ]) {
    await go(page, TITLE[form]);
    await expect(read(page, section, name)).toHaveText("Tannlegene Vest AS");
    await expect(read(page, section, number)).toHaveText("971 058 676");
    await expect(page.getByRole("region", { name: section }).getByRole("textbox", { name: name })).toHaveCount(0);
  }

  // What is only suggested may be another thing in one form.
  await go(page, TITLE["opus-lisens"]);
  const street = field(page, "Kunden", "Gateadresse");
  await expect(street).toHaveAttribute("placeholder", "Strandgaten 2");
  await street.fill("Torget 1");
  await go(page, TITLE["opus-visma-samhandling"]);
  await expect(field(page, "Kundeopplysninger", "Adresse")).toHaveAttribute("placeholder", "Strandgaten 2, 5003 Bergen");

  // Mended in one place, mended in all but where it is another thing.
  await go(page, "Om saken");
  await field(page, "Det nye selskapet", "Firmanavn").fill("Tannlegene Nord AS");
  await field(page, "Det nye selskapet", "Adresse").first().fill("Strandgaten 4");
  await go(page, TITLE["opus-lisens"]);
  await expect(read(page, "Kunden", "Foretaksnavn")).toHaveText("Tannlegene Nord AS");
  await expect(street).toHaveValue("Torget 1");
  await go(page, TITLE["opus-visma-samhandling"]);
  await expect(field(page, "Kundeopplysninger", "Adresse")).toHaveAttribute("placeholder", "Strandgaten 4, 5003 Bergen");
});

test("one goes on and back through the steps, and each counts what it lacks", async ({ page, server }) => {
  const known = answers(ID, SETTLEMENT);
  delete known["opus-lisens"]["antall-pc"];
  delete known["buypass-virksomhetssertifikat"].signaturberettiget.epost;
  await page.setViewportSize({ width: 360, height: 780 });
  await open(page, server, ID, known);
  const ids = ["opus-overtagelse", "opus-lisens", "opus-visma-samhandling", "buypass-virksomhetssertifikat"];
  await expectSteps(page, ids);
  expect(await lacking(page, TITLE["opus-lisens"])).toBe(1);
  expect(await lacking(page, TITLE["opus-visma-samhandling"])).toBe(0);
  const next = page.getByRole("button", { name: "Neste", exact: true });
  const back = page.getByRole("button", { name: "Forrige", exact: true });
  await expect(back).toBeHidden();
  for (const id of ids) {
    await expect(button(page, "nb", "review")).toBeHidden();
    await next.click();
    await expect(page.getByRole("heading", { level: 3, name: TITLE[id] })).toBeFocused();
    await expectNoSideScroll(page);
  }
  await expect(next).toBeHidden();
  await expect(button(page, "nb", "review")).toBeVisible();
  await back.click();
  await expect(page.getByRole("heading", { level: 3, name: TITLE["opus-visma-samhandling"] })).toBeFocused();

  // What is wrong is told with its form, and leads to its step.
  await last(page);
  await button(page, "nb", "review").click();
  const summary = page.getByRole("group", { name: WORDS.nb.summary });
  await expect(summary).toBeFocused();
  const links = summary.getByRole("link");
  await expect(links).toHaveCount(2);
  await expect(links.nth(0)).toHaveText(new RegExp(`^${TITLE["opus-lisens"]}: `));
  await expect(links.nth(1)).toHaveText(new RegExp(`^${TITLE["buypass-virksomhetssertifikat"]}: `));
  await expectAccessible(page, "errors");
  await links.nth(0).click();
  const computers = field(page, "Vedlikeholdsavtale", "Antall PC’er");
  await expect(computers).toBeFocused();
  await expect(computers).toHaveAttribute("aria-invalid", "true");
  await expect(steps(page).getByRole("button", { name: TITLE["opus-lisens"] })).toHaveAttribute("aria-current", "step");
  await computers.fill("3");
  expect(await lacking(page, TITLE["opus-lisens"])).toBe(0);
  await expect(links).toHaveCount(1);
  await links.click();
  const mail = field(page, "Signaturberettiget", "E-postadresse");
  await expect(mail).toBeFocused();
  await mail.fill("kari@klinikk.example");
  await expect(summary).toBeHidden();
  await review(page);
});

test("sent as one case, from which each form can be taken", async ({ page, server }) => {
  const known = answers(ID, SETTLEMENT);
  // The packet itself suggests a reinstallation.
  for (const key of ["bestilling", "spesialist", "sum-eks-mva"]) delete known["opus-visma-samhandling"][key];
  await open(page, server, ID, known);
  await expectRunning(page, "16 555 kr eks. mva. / 20 693,75 kr inkl. mva. + 9 041 kr eks. mva. / 11 301,25 kr inkl. mva. pr. år");
  await last(page);
  await review(page);
  await expectNoSideScroll(page);
  await send(page);

  const { envelope, item } = await server.only();
  const ids = ["opus-overtagelse", "opus-lisens", "opus-visma-samhandling", "buypass-virksomhetssertifikat"];
  const { lines, ...sums } = envelope.totals;
  const year = { net: 904100, vat: 226025, gross: 1130125 };
  expect(sums).toEqual({ currency: "NOK", net: 1655500, vat: 413875, gross: 2069375, year });
  expect(lines.length).toBeGreaterThan(4);
  expect(envelope.form).toEqual({ id: ID, version: definition(ID).version });
  expect(envelope.digest).toBe(digest(envelope));
  expect(envelope.answers["opus-visma-samhandling"].bestilling).toEqual(["reinstallasjon"]);
  expect(envelope.parts.map((it) => it.form)).toEqual(
    ids.map((id) => ({ id, version: PARTS.find((it) => it.form === id).version })),
  );
  const net = { "opus-overtagelse": 755500, "opus-lisens": 0, "opus-visma-samhandling": 370000 };
  net["buypass-virksomhetssertifikat"] = 530000;
  for (const part of envelope.parts) {
    expect(part.totals.net ?? 0, part.form.id).toBe(net[part.form.id]);
    expect(part.digest).toBe(digest({ ...part, answers: envelope.answers[part.form.id] }));
  }
  // Who is given one form cannot guess at the others.
  const salts = [envelope, ...envelope.parts].map((it) => it.salt);
  expect(new Set(salts).size).toBe(ids.length + 1);
  expect(envelope.answers["opus-lisens"].kunde.foretaksnavn).toBe("Tannlegene Vest AS");

  const ask = async (form, token) => {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    return fetch(`${server.url}/api/innsendinger/${envelope.id}/deler/${form}`, { headers });
  };
  for (const part of envelope.parts) {
    const answer = await ask(part.form.id, TOKEN);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ id: envelope.id, answers: envelope.answers[part.form.id], ...part });
  }
  expect((await ask("opus-bruker", TOKEN)).status).toBe(404);
  expect((await ask("opus-lisens")).status).toBe(401);

  // The receipt proves the case, and each form of it.
  const told = await page.getByRole("definition").allInnerTexts();
  for (const proof of [item.reference, envelope.digest, ...envelope.parts.map((it) => it.digest)]) {
    expect(told).toContain(proof);
  }
  for (const id of ids) await expect(page.getByRole("heading", { name: TITLE[id], exact: true })).toBeVisible();
});
