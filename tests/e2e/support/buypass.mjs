// The Buypass order, filled in completely. All numbers are synthetic.
import { edition } from "./form.mjs";

export const ID = "buypass-virksomhetssertifikat";
export const form = edition(ID);

/** The personal numbers, which must never be seen after they are typed. */
export const SECRETS = ["12012", "12034"];

// Label in bokmål and English, what is typed, and what is shown if that differs.
const SECTIONS = [
  [
    ["Informasjon om virksomheten", "About the organisation"],
    ["Organisasjonsnummer", "Organisation number", "971058676", "971 058 676"],
    ["Organisasjonens navn", "Name of the organisation", "Tannlegene Vest AS"],
    ["Firmaadresse", "Business address", "Storgata 1"],
    ["Postnummer", "Postcode", "0150"],
    ["Sted", "Place", "Oslo"],
    ["Hovedtelefonnummer", "Main telephone number", "22123456", "22 12 34 56"],
  ],
  [
    ["Signaturberettiget", "Authorised signatory"],
    ["Fornavn", "First name", "Kari"],
    ["Etternavn", "Last name", "Nordmann"],
    ["Fødselsnummer (11 siffer)", "National identity number (11 digits)", "01819012012", "018190 •••••"],
    ["Mobilnummer", "Mobile number", "40612345", "406 12 345"],
    ["E-postadresse", "E-mail address", "kari@klinikk.example"],
  ],
  [
    ["Informasjon i virksomhetssertifikatet", "Information in the enterprise certificate"],
    ["OU (Avdeling/enhet)", "OU (Department/unit)", "Resepsjonen"],
    // Left empty: the organisation's name is used.
    ["CN (Common Name)", "CN (Common Name)", "", "Tannlegene Vest AS"],
  ],
  [
    ["Mottaker av aktiveringskode", "Recipient of the activation code"],
    ["Mottakeren skal brukes i flere bestillinger", "This person will be the recipient in several orders", true],
    ["Fødselsnummer", "National identity number", "17858512034", "178585 •••••"],
    ["Fornavn", "First name", "Ola"],
    ["Etternavn", "Last name", "Nordmann"],
    ["Adresse", "Address", "Strandkaien 2"],
    ["Postnummer", "Postcode", "5003"],
    ["Sted", "Place", "Bergen"],
    ["E-postadresse", "E-mail address", "ola@klinikk.example"],
    ["Mobilnummer", "Mobile number", "40612345", "406 12 345"],
  ],
];

const LANGUAGES = ["nb", "en"];

/** Sections of `[label, what is typed]`. */
export function typed(language = "nb") {
  const at = LANGUAGES.indexOf(language);
  return SECTIONS.map(([names, ...fields]) => [names[at], fields.map((it) => [it[at], it[2]])]);
}

/** The titles of the sections with answers, the price's first. */
export function titles(language = "nb") {
  return [["Pris", "Price"], ...SECTIONS.map(([names]) => names)].map((it) => it[LANGUAGES.indexOf(language)]);
}

/** What review and receipt must show, in order. */
export function shown(language = "nb") {
  const at = LANGUAGES.indexOf(language);
  const yes = ["Ja", "Yes"][at];
  const price = [
    ["Pris pr. sertifikat med gyldighet i 3 år", "5\u00a0300\u00a0kr\u00a0eks.\u00a0mva. / 6\u00a0625\u00a0kr\u00a0inkl.\u00a0mva."],
    ["Price per certificate, valid for 3 years", "NOK\u00a05,300\u00a0excl.\u00a0VAT / NOK\u00a06,625\u00a0incl.\u00a0VAT"],
  ][at];
  const value = ([, , typed, shown]) => shown ?? (typed === true ? yes : typed);
  const fields = SECTIONS.flatMap(([, ...fields]) => fields.map((it) => [it[at], value(it)]));
  return [price, ...fields];
}

/** What the backend must have. */
export const answers = {
  virksomhet: {
    organisasjonsnummer: "971058676",
    navn: "Tannlegene Vest AS",
    adresse: "Storgata 1",
    postnummer: "0150",
    poststed: "Oslo",
    telefon: "22123456",
  },
  signaturberettiget: {
    fornavn: "Kari",
    etternavn: "Nordmann",
    fodselsnummer: "01819012012",
    mobilnummer: "40612345",
    epost: "kari@klinikk.example",
  },
  sertifikat: { ou: "Resepsjonen", cn: "Tannlegene Vest AS" },
  aktiveringskode: {
    gjenbruk: true,
    fodselsnummer: "17858512034",
    fornavn: "Ola",
    etternavn: "Nordmann",
    adresse: "Strandkaien 2",
    postnummer: "5003",
    poststed: "Bergen",
    epost: "ola@klinikk.example",
    mobilnummer: "40612345",
  },
};

const sum = { net: 530000, vat: 132500, gross: 662500 };

export const totals = { currency: "NOK", ...sum, lines: [{ key: "pris", period: "once", quantity: 1, ...sum }] };
