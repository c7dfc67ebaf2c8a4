// The order and the data processing agreement, filled in with all of annex 1.
import { definition, edition, fill, option } from "./form.mjs";

export const ID = "assistert-selvhjelp-databehandleravtale";
export const form = edition(ID);
export const SECRETS = [];
export const totals = {};

const { sections } = definition(ID);
const fields = sections.flatMap((section) => section.fields);
const find = (key) => fields.find((it) => it.key === key);

const groups = fields.filter((it) => it.kind === "choices" && it.key.startsWith("v1."));

/** The groups of check boxes of annex 1 by name, with the number of boxes. */
export const GROUPS = groups.map((it) => [it.label.nb, it.options.length]);
export const GROUPS_IN_ENGLISH = groups.map((it) => it.label.en);

/** The sections that have answers. The project is for another service than the one ordered. */
export const TITLES = sections.filter((it) => it.id !== "prosjekt").map((it) => it.title.nb);

/** What is ordered and confirmed, by key. */
const ORDER = {
  tjenester: ["selvhjelpsprogram"],
  bekreftelser: ["hjemmelsgrunnlag", "rett-til-databehandler", "ansvar-for-data", "melding-konsesjon", "informert"],
};

// [key of the group in annex 1, codes, what is written under the last]
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
    [["Tjeneste/oppdragsavtalen", "The service agreement"], "Bestilling 12"],
  ]],
];

const AGREEMENT = [
  [["Vedlegg 1: Sikkerhetsbehov", "Annex 1: Security needs"], [
    [["Avtale om økt sikkerhet", "Agreement on increased security"], "Vedlegg 3"],
  ]],
];

const ACCEPTANCE = [
  [["Aksept og undertegning", "Acceptance and signing"], [
    [["Aksept av avtalen", "Acceptance of the agreement"], true],
  ]],
];

const inLanguage = (filled, at) =>
  filled.map(([name, fields]) => [name[at], fields.map(([label, value]) => [label[at], value])]);

/** Fills in what is not preset; dates, texts and all other presets stay as they are. */
export async function fillIn(page, language = "nb") {
  const at = language === "en" ? 1 : 0;
  await fill(page, inLanguage(PARTIES, at));
  for (const [key, codes, text] of [...Object.entries(ORDER), ...TICKS]) {
    const { label, options } = find(key);
    for (const code of codes) {
      const chosen = options.find((it) => it.value === code);
      await option(page, label[language], chosen.label[language]).check();
      if (!chosen.specify) continue;
      const group = page.getByRole("group", { name: label[language] });
      await group.getByRole("textbox", { name: chosen.specify.label[language] }).fill(text);
    }
  }
  await fill(page, inLanguage([...AGREEMENT, ...ACCEPTANCE], at));
}

/** Today where the browser is, and so many days later. */
function date(days = 0) {
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Oslo" });
  const [year, month, day] = today.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
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
    ...ORDER,
    bestillingsdato: date(),
    avtaleperiode: 12,
    levering: { senest: date(7) },
    offentliggjoring: { reservasjon: false },
    behandlingsansvarlig: { epost: "kari@klinikk.example" },
    tillegg: { med: false },
    "signert-avtale": "ingen",
    aksept: true,
    "aksept-navn": "Kari Nordmann",
    v1: {
      ...v1,
      "formaal-beskrivelse": text("v1.formaal-beskrivelse"),
      "kategorier-beskrivelse": text("v1.kategorier-beskrivelse"),
      sikkerhetsavtale: "Vedlegg 3",
      varighet: text("v1.varighet"),
    },
  };
}
