// Annex 1 of the data processing agreement, filled in completely.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { edition, fill, option } from "./form.mjs";

export const ID = "assistert-selvhjelp-databehandleravtale";
export const form = edition(ID);
export const SECRETS = [];
export const totals = {};

const definition = JSON.parse(readFileSync(join(process.env.BLANKETT_DIST, "forms", `${ID}.json`), "utf8"));
const fields = definition.sections.flatMap((section) => section.fields);
const find = (key) => fields.find((it) => it.key === key);

/** The groups of check boxes by name, with the number of boxes. */
export const GROUPS = fields.filter((it) => it.kind === "choices").map((it) => [it.label.nb, it.options.length]);
export const GROUPS_IN_ENGLISH = fields.filter((it) => it.kind === "choices").map((it) => it.label.en);

/** The sections that have answers. */
export const TITLES = definition.sections.map((it) => it.title.nb);

// [key of the group, codes, what is written under the last]
const TICKS = [
  ["v1.formaal", ["helsetjenester", "annet"], "Forskning"],
  ["v1.registrerte", ["barn", "pasienter", "andre"], "Fosterforeldre"],
  ["v1.kategorier", ["kontaktinformasjon", "saerlige-kategorier", "annet"], "Bilder"],
  ["v1.saerlige", ["helse", "straffedommer"]],
  ["v1.sikkerhetsbehov", ["konfidensialitet", "personvernteknologi"]],
  ["v1.aktiviteter", ["lagring", "annet"], "Innsyn"],
];

const PARTIES = [
  [["Hvem vedlegget gjelder", "Who the annex is for"], [
    [["Organisasjonsnummer", "Organisation number"], "971058676"],
    [["Virksomhetens navn", "Name of the organisation"], "Tannlegene Vest AS"],
    [["Kontaktpersonens fulle navn", "Full name of the contact person"], "Kari Nordmann"],
    [["Kontaktpersonens telefon", "Contact person's telephone number"], "22123456"],
    [["Kontaktpersonens e-postadresse", "Contact person's e-mail address"], "kari@klinikk.example"],
    [["Tjenesteavtalen vedlegget hører til", "The service agreement this annex belongs to"], "Bestilling 12"],
  ]],
];

const AGREEMENT = [
  [["Sikkerhetsbehov", "Security needs"], [
    [["Avtale om økt sikkerhet", "Agreement on increased security"], "Vedlegg 3"],
  ]],
];

const inLanguage = (sections, at) =>
  sections.map(([name, fields]) => [name[at], fields.map(([label, value]) => [label[at], value])]);

/** Fills in everything; the two preset texts and the duration stay as they are. */
export async function fillIn(page, language = "nb") {
  const at = language === "en" ? 1 : 0;
  await fill(page, inLanguage(PARTIES, at));
  for (const [key, codes, text] of TICKS) {
    const { label, options } = find(key);
    for (const code of codes) {
      const chosen = options.find((it) => it.value === code);
      await option(page, label[language], chosen.label[language]).check();
      if (!chosen.specify) continue;
      const group = page.getByRole("group", { name: label[language] });
      await group.getByRole("textbox", { name: chosen.specify.label[language] }).fill(text);
    }
  }
  await fill(page, inLanguage(AGREEMENT, at));
}

/** What the backend must have. */
export function answers(language = "nb") {
  const text = (key) => find(key).initial[language];
  const v1 = {};
  for (const [key, codes, written] of TICKS) {
    const name = key.replace("v1.", "");
    v1[name] = codes;
    if (written) v1[`${name}-${codes.at(-1)}`] = written;
  }
  return {
    virksomhet: { organisasjonsnummer: "971058676", navn: "Tannlegene Vest AS" },
    kontaktperson: { navn: "Kari Nordmann", telefon: "22123456", epost: "kari@klinikk.example" },
    tjenesteavtale: { referanse: "Bestilling 12" },
    v1: {
      ...v1,
      "formaal-beskrivelse": text("v1.formaal-beskrivelse"),
      "kategorier-beskrivelse": text("v1.kategorier-beskrivelse"),
      sikkerhetsavtale: "Vedlegg 3",
      varighet: text("v1.varighet"),
    },
  };
}
