/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A text in one language, or by language codes of two letters: `{"nb": "Navn", "en": "Name"}`. */
export type Text = string | { [language: string]: string };

interface Noted {
  /** Notes of the author; may stand anywhere, and nobody reads them. */
  $comment?: Json;
}

/** A form. What is wrong with it is told in the console, with its place. */
export interface FormDefinition extends Noted {
  /** Small letters, digits and hyphens. */
  id: string;
  /** Any text that changes when the form does, such as a date. */
  version: string;
  title: Text;
  intro?: Text;
  /** Said on the receipt. */
  receipt?: Text;
  /** All sections on one page, or one at a time. The element's `layout` counts more. */
  layout?: "page" | "steps";
  sections: Section[];
  /** Which answers mean what to the vendor's own systems; nothing to the form. */
  model?: Json;
}

export interface Section extends Noted {
  id: string;
  title: Text;
  help?: Text;
  "shown-when"?: Condition;
  /** Begins a sheet of its own when the receipt is printed. */
  "new-page"?: boolean;
  fields: Field[];
}

interface AnyField extends Noted {
  /** Where the answer stands: `virksomhet.navn` is `answers.virksomhet.navn`. */
  key: string;
  label: Text;
  /** How sentences call it: «Fyll ut *navnet*». */
  name?: Text;
  help?: Text;
  required?: boolean;
  "required-when"?: Condition;
  "shown-when"?: Condition;
  /** Stands there from the beginning. */
  initial?: Json;
  /** The key of a field whose answer counts while this one is empty. */
  "default-from"?: string;
  /** Never shown in full after it is typed. */
  secret?: boolean;
  /** Words of HTML's attribute of that name. */
  autocomplete?: string;
  /** Other words for what can be wrong, by its code. */
  messages?: { [code: string]: Text };
  /** The vendor's, not the reader's: a constant, or left to prefill and pen. */
  locked?: boolean;
  /** An option of a field, by its key, that this answer implies. */
  implies?: Noted & { field: string; option: string };
  /** What must not be, across fields. */
  rules?: Rule[];
}

export interface Rule extends Noted {
  id: string;
  when: Condition;
  severity: "error" | "warning";
  text: Text;
}

export interface Option extends Noted {
  value: string;
  label: Text;
  help?: Text;
  /** A text to fill in beside it, such as for «annet». */
  specify?: Noted & { label: Text; name?: Text; max?: number };
  price?: Price;
}

/** A line of the order. */
interface Price extends Noted {
  /** In øre, without VAT. */
  amount?: Formula;
  /** The same, each from a date. */
  prices?: (Noted & { from: string; amount: Formula; further?: number })[];
  /** For each after the first. */
  further?: number;
  quantity?: Formula;
  /** Per cent. */
  vat?: number;
  period?: "once" | "month" | "year" | "other";
  /** Not known yet, such as postage. */
  later?: boolean;
}

interface Plain<Kind extends string> extends AnyField {
  kind: Kind;
}

/** One field; what it may hold follows from its `kind`. */
export type Field =
  | Plain<"email">
  | Plain<"tick">
  | Plain<"yes-no">
  | TextField
  | LongTextField
  | IdentifierField
  | PhoneField
  | PostcodeField
  | DateField
  | NumberField
  | ChoiceField
  | ChoicesField
  | RowsField
  | SignatureField
  | ComputedField
  | PriceField
  | InformationField;

export interface TextField extends Plain<"text"> {
  min?: number;
  max?: number;
}

export interface LongTextField extends Plain<"long-text"> {
  /** How high it is drawn. */
  rows?: number;
  min?: number;
  max?: number;
}

export interface IdentifierField extends Plain<"identifier"> {
  identifier: "organisasjonsnummer" | "fodselsnummer" | "kontonummer" | "kid" | "postnummer" | "telefon" | "epost";
}

export interface PhoneField extends Plain<"phone"> {
  /** Warns at numbers that are not of a mobile. */
  mobile?: boolean;
}

export interface PostcodeField extends Plain<"postcode"> {
  /** The key of the field beside it. */
  place?: string;
}

export interface DateField extends Plain<"date"> {
  /** A date, `today`, or so many days from it: `today+14`. */
  min?: string;
  max?: string;
}

export interface NumberField extends Plain<"number"> {
  min?: number;
  max?: number;
  decimals?: number;
}

export interface ChoiceField extends Plain<"choice"> {
  as?: "radio" | "select";
  options: Option[];
}

export interface ChoicesField extends Plain<"choices"> {
  options: Option[];
  min?: number;
  max?: number;
}

export interface RowsField extends Plain<"rows"> {
  columns: Field[];
  /** What one is called. */
  row: Text;
  min?: number;
  max?: number;
  preset?: Json[];
  "locked-rows"?: boolean;
}

export interface SignatureField extends Plain<"signature"> {
  /** The keys of the fields with its place, date and name. */
  with?: string[];
}

export interface ComputedField extends Plain<"computed"> {
  value: Formula;
  as?: "number" | "money" | "percent" | "date" | "text";
  format?: Text;
}

export interface PriceField extends Plain<"price">, Price {}

export interface InformationField extends Plain<"information"> {
  fold?: boolean;
}

/** When a field is shown or required. A hidden field counts as not answered. */
export type Condition = Noted &
  (
    | { field: string; filled: boolean }
    | { field: string; equals: Json }
    | { field: string; contains: string }
    | { compare: [Formula, "<" | "<=" | "=" | "!=" | ">" | ">=", Formula] }
    | { "any-row": string; where: Condition }
    | { all: Condition[] }
    | { any: Condition[] }
    | { not: Condition }
  );

/** A number, date or text worked out from answers. */
export type Formula =
  | number
  | string
  | (Noted &
      (
        | { field: string }
        | { date: string }
        | { count: string; where?: Condition }
        | { sum: string; of: Formula }
        | { add: Formula[] }
        | { subtract: [Formula, Formula] }
        | { multiply: Formula[] }
        | { divide: [Formula, Formula] }
        | { step: Formula; steps: (Noted & { to?: number; is: number })[] }
        | { after: Formula; days: Formula }
        | { after: Formula; months: Formula }
        | { earliest: Formula[] }
        | { latest: Formula[] }
        | { month: Formula }
        | { "days-in-month": Formula }
        | { when: Condition; then: Formula; else: Formula }
        | { "first-known": Formula[] }
        | { join: Formula[] }
      ));
