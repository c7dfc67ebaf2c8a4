// Names, roles and states of every control, as the browser tells them.
import { told } from "./support/accessible.mjs";
import { button, field } from "./support/form.mjs";
import { FORMS, choose, definition, element, own, plain, show } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";

const required = true;
const options = [
  { value: "a", label: "Alfa", help: "Om alfa." },
  { value: "b", label: "Beta" },
];
const columns = [{ key: "navn", kind: "text", label: "Navn", required }];

// Definition; role, name and description; what is said when it is left empty.
const CONTROLS = [
  [{ kind: "text", label: "Tekst", help: "Om tekst.", required }, ["textbox", "Tekst", "Om tekst."], "Fyll ut tekst."],
  [{ kind: "text", label: "Frivillig" }, ["textbox", "Frivillig (valgfritt)", ""]],
  [{ kind: "long-text", label: "Notat", required }, ["textbox", "Notat", ""], "Fyll ut notat."],
  [
    { kind: "identifier", identifier: "organisasjonsnummer", label: "Nummer", required },
    ["textbox", "Nummer", ""],
    "Fyll ut nummer.",
  ],
  [{ kind: "email", label: "Epost", required }, ["textbox", "Epost", ""], "Fyll ut epost."],
  [{ kind: "phone", label: "Telefon", required }, ["textbox", "Telefon", ""], "Fyll ut telefon."],
  [{ kind: "postcode", label: "Postnummer", required }, ["textbox", "Postnummer", ""], "Fyll ut postnummer."],
  [{ kind: "date", label: "Dato", required }, ["textbox", "Dato", "dd.mm.åååå"], "Fyll ut dato."],
  [{ kind: "number", label: "Antall", required }, ["textbox", "Antall", ""], "Fyll ut antall."],
  [{ kind: "yes-no", label: "Er det slik?", help: "Om det.", required }, ["radiogroup", "Er det slik?", "Om det."], "Velg er det slik."],
  [{ kind: "choice", label: "Ett valg", options, required }, ["radiogroup", "Ett valg", ""], "Velg ett valg."],
  [{ kind: "choice", as: "select", label: "Liste", options, required }, ["combobox", "Liste", ""], "Velg liste."],
  [{ kind: "choices", label: "Flere", options, required }, ["group", "Flere", ""], "Velg minst ett alternativ under flere."],
  [{ kind: "tick", label: "Godtatt", help: "Om alt.", required }, ["checkbox", "Godtatt", "Om alt."], "Kryss av for godtatt."],
  [{ kind: "rows", label: "Ansatte", row: "Ansatt", columns }, ["group", "Ansatte (valgfritt)", ""]],
  [{ kind: "signature", label: "Signatur", required }, ["radiogroup", "Signatur", ""], "Velg hvordan du vil signere, og signer."],
  [{ kind: "information", label: "Mer om dette", help: "Les dette.", fold: true }, ["DisclosureTriangle", "Mer om dette", ""]],
].map(([definition, ...rest], at) => [{ key: `felt-${at}`, ...definition }, ...rest]);

const FIELDS = CONTROLS.map(([field]) => field);

/** The one node of this role and name. */
function one(nodes, role, name) {
  const found = nodes.filter((it) => it.role === role && it.name === name);
  expect(found, `${role} ${name}`).toHaveLength(1);
  return found[0];
}

test("each control tells its name, its help, and what is wrong with it", async ({ page, host }) => {
  await own(page, host, FIELDS);
  let nodes = await told(page);
  for (const [, [role, name, description]] of CONTROLS) {
    const node = one(nodes, role, name);
    expect.soft(node.description, name).toBe(description);
    expect.soft(node.invalid ?? "false", name).toBe("false");
  }
  await button(page, "nb", "review").click();
  nodes = await told(page);
  for (const [field, [role, name, description], sentence] of CONTROLS) {
    const node = one(nodes, role, name);
    expect.soft(plain(node.description), name).toBe([description, sentence].filter(Boolean).join(" "));
    // ARIA has no such state for a group of check boxes; its description tells.
    const wrong = Boolean(sentence) && role !== "group";
    expect.soft(node.invalid ?? "false", name).toBe(String(wrong));
    if (role === "textbox" || role === "radiogroup") expect.soft(node.required, name).toBe(Boolean(field.required));
  }
  // Chromium does not tell these.
  for (const name of ["Liste", "Godtatt"]) {
    await expect(field(page, "S", name)).toHaveAttribute("aria-required", "true");
  }
});

test("what is chosen, ticked and opened is told", async ({ page, host }) => {
  await own(page, host, FIELDS);
  await choose(page, "Ett valg", "Beta");
  await page.getByRole("group", { name: "Flere" }).getByRole("checkbox", { name: "Alfa" }).check();
  await page.getByRole("checkbox", { name: "Godtatt" }).check();
  await field(page, "S", "Liste").selectOption("Beta");
  await page.getByText("Mer om dette").click();
  const nodes = await told(page);
  const states = (role, name) => nodes.filter((it) => it.role === role && it.name === name).map((it) => it.checked);
  expect(states("radio", "Alfa")).toEqual(["false"]);
  expect(states("radio", "Beta")).toEqual(["true"]);
  expect(states("checkbox", "Alfa")).toEqual(["true"]);
  expect(states("checkbox", "Beta")).toEqual(["false"]);
  expect(states("checkbox", "Godtatt")).toEqual(["true"]);
  // The help of an option is the option's.
  expect(one(nodes, "radio", "Alfa").description).toBe("Om alfa.");
  expect(one(nodes, "DisclosureTriangle", "Mer om dette").expanded).toBe(true);
  expect(nodes.find((it) => it.role === "option" && it.name === "Beta").selected).toBe(true);
});

test("a row and its buttons are told apart from the others", async ({ page, host }) => {
  await own(page, host, FIELDS);
  const add = page.getByRole("button", { name: "Legg til ansatt" });
  while (!(await page.getByRole("group", { name: "Ansatt 2" }).count())) await add.click();
  const nodes = await told(page);
  for (const name of ["Ansatt 1", "Ansatt 2"]) one(nodes, "group", name);
  for (const name of ["Fjern: Ansatt 1", "Fjern: Ansatt 2", "Flytt ned: Ansatt 1", "Flytt opp: Ansatt 2"]) {
    one(nodes, "button", name);
  }
});

test("the words on a control are in its name", async ({ page, server }) => {
  for (const form of FORMS) {
    await show(page, server, form);
    const others = await element(page).evaluate((it) =>
      [...it.shadowRoot.querySelectorAll("button, a, summary")]
        .filter((it) => it.checkVisibility() && !(it.ariaLabel ?? it.innerText).startsWith(it.innerText))
        .map((it) => `${it.innerText}: ${it.ariaLabel}`),
    );
    expect(others, form).toEqual([]);
  }
});

/** The language that the first text of an element is read in. */
const language = (place) => place.evaluate((it) => it.closest("[lang]").lang);

test("what is written in another language than the form's own says so", async ({ page, server }) => {
  // Forms are in bokmål and English; the interface is in nynorsk, too.
  for (const form of FORMS) {
    const { title } = definition(form);
    if (title.nn) continue;
    await show(page, server, form, { language: "nn" });
    const place = element(page);
    expect.soft(await language(button(page, "nn", "review").or(button(page, "nn", "next")).filter({ visible: true }))).toBe("nn");
    expect.soft(await language(place.getByRole("heading", { level: 2, name: title.nb })), form).toBe("nb");
    expect.soft(await language(place.locator("label, legend").first()), form).toBe("nb");
  }
});
