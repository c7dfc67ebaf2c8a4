/**
 * `<blankett-form>`: forms of Norwegian vendors in any page.
 *
 * `import "blankett"` defines the element; there is nothing else to import but types. For JSX,
 * `import "blankett/react"`.
 */

import type { FormDefinition, Json } from "./definition.js";

export type * from "./definition.js";
export type { BlankettForm, BlankettQueue };

/** Answers by the keys of their fields: `virksomhet.navn` is `answers.virksomhet.navn`. */
export interface Answers {
  [key: string]: Json;
}

/** Which form was filled in. */
export interface Edition {
  id: string;
  version: string;
}

/** Money in øre. */
export interface Amounts {
  net: number;
  vat: number;
  gross: number;
}

/** A line of the order. `later` stands where the amount is not known yet. */
export type OrderLine = {
  /** The key of the field. */
  key: string;
  quantity: number;
  period: "once" | "month" | "year" | "other";
  /** The option that was chosen, if it is the option that costs. */
  option?: string;
} & (Amounts | { later: true });

/** What is charged once, every month and every year; empty if the form has no prices. */
export type Totals =
  | (Amounts & { currency: "NOK"; month?: Amounts; year?: Amounts; lines: OrderLine[] })
  | { [key in keyof Amounts | "currency" | "month" | "year" | "lines"]?: undefined };

/** One form of a case of several: its answers are `answers[form.id]`. */
export interface Part {
  form: Edition;
  totals: Totals;
  /** Its own; 32 hexadecimal digits. */
  salt: string;
  /** That of the form sent alone. */
  digest: string;
}

/** How somebody has signed; `facts` says over which answers. */
export type Signature =
  | { method: "typed"; name: string; facts: string }
  | { method: "drawn"; path: string; facts: string }
  | { method: "paper" };

/** What is posted. */
export interface Envelope {
  /** A UUID; the same in every attempt to send. */
  id: string;
  form: Edition;
  /** The language the person read. */
  language: string;
  /** RFC 3339. */
  submittedAt: string;
  answers: Answers;
  totals: Totals;
  /** 128 random bits, as 32 hexadecimal digits: keep it as you keep the answers. */
  salt: string;
  /** `sha-256=` and the hash of the canonical JSON of answers, form and salt. */
  digest: string;
  /** The id of the refused submission that this one corrects. */
  replaces: string | null;
  /** Of a case of several forms alone. */
  parts?: Part[];
}

/** The element's events. All bubble and are composed; `blankett-submit` can be cancelled. */
export interface BlankettEventMap {
  /** The form can be filled in. */
  "blankett-ready": CustomEvent<null>;
  /** An answer was changed: which, and nothing of what was written. */
  "blankett-change": CustomEvent<{ field: string }>;
  /** The form is about to be sent; `preventDefault()` stops it. The only event that holds answers. */
  "blankett-submit": CustomEvent<Envelope>;
  /** It could not be sent at once, is stored on this machine and goes by itself later. */
  "blankett-queued": CustomEvent<{ id: string }>;
  /** The backend has it. */
  "blankett-delivered": CustomEvent<{ id: string; reference: string; digest: string }>;
  /** The backend refused it; the form says why. */
  "blankett-rejected": CustomEvent<{ id: string; status: string }>;
  /** The form cannot be shown, or not be sent without somebody's help. */
  "blankett-error": CustomEvent<{ reason: "wasm" | "network" | "definition" | "broken" | "unauthorised" | "unsealed" }>;
}

/** A form in the page. It has no exported class: create it by its name. */
declare class BlankettForm extends HTMLElement {
  /** The id of a built-in form, or the `https:` or `http:` URL of a definition. */
  get form(): string;
  set form(value: string | null | undefined);

  /** Where the submission is posted. */
  get action(): string;
  set action(value: string | null | undefined);

  /** All sections on one page, or one at a time as steps; empty: as the definition says. */
  get layout(): string;
  set layout(value: "page" | "steps" | "" | null | undefined);

  /** In a `<form>` of the page, the name of the field that holds the submission. */
  get name(): string;
  set name(value: string | null | undefined);

  /** Nothing can be filled in; also of a `<fieldset disabled>` around it. */
  get disabled(): boolean;
  set disabled(value: boolean | null | undefined);

  /** Synthetic national identity numbers and test organisation numbers pass. */
  get testNumbers(): boolean;
  set testNumbers(value: boolean | null | undefined);

  /** A form of your own, instead of one by its id or URL. */
  get definition(): FormDefinition | undefined;
  set definition(value: FormDefinition | null | undefined);

  /** Answers that the page already knows, shaped like an envelope's. */
  get prefill(): Answers | undefined;
  set prefill(value: Answers | null | undefined);

  /** Asked before each attempt to send: headers such as a token's. */
  getHeaders: (() => HeadersInit | undefined | Promise<HeadersInit | undefined>) | null | undefined;

  /** Whether what is typed is kept until it is sent. */
  get drafts(): string;
  set drafts(value: "session" | "off" | "" | null | undefined);

  /** What answers are sealed to: a JWK, a JWKS, or the URL of one. Once set, to whatever, nothing leaves unsealed. */
  get recipientKey(): JsonWebKey | { keys: JsonWebKey[] } | string;
  set recipientKey(value: JsonWebKey | { keys: JsonWebKey[] } | string | null | undefined);

  /** The only keys that may be sealed to: their thumbprints (RFC 7638), with spaces between them. */
  get recipientKeyThumbprint(): string;
  set recipientKeyThumbprint(value: string | null | undefined);

  /** The page's own key for drafts, 32 bytes or one for AES-GCM: with it all fields are kept, in whichever tab. */
  draftKey: CryptoKey | Uint8Array | null | undefined;

  /** Who is logged in: what one has left is neither offered to another nor sent for them. */
  user: string | null | undefined;

  /** Checks everything and sends. False if something is wrong, which is shown, or nothing is there yet. */
  submit(): boolean;

  /** Begins anew, with nothing typed. False, and nothing happens, while a submission is in this page alone. */
  reset(): boolean;

  /** The answers as they would be sent now. */
  answers(): Answers;

  addEventListener<Type extends keyof BlankettEventMap>(
    type: Type,
    listener: (this: BlankettForm, event: BlankettEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (this: BlankettForm, event: HTMLElementEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;

  removeEventListener<Type extends keyof BlankettEventMap>(
    type: Type,
    listener: (this: BlankettForm, event: BlankettEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (this: BlankettForm, event: HTMLElementEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** The events of `<blankett-queue>`: they bubble, and are composed. */
export interface BlankettQueueEventMap {
  /** A refused submission lies ready as a draft of this form; `preventDefault()` where the page opens it. */
  "blankett-open": CustomEvent<{ form: string; draft: string }>;
}

/**
 * What is not sent yet and what was, anywhere in the page. It has no exported class, either. Its
 * attribute `action`: the addresses, with spaces between them, that exported files may be taken in
 * for, besides those of the page's forms.
 */
declare class BlankettQueue extends HTMLElement {}

declare global {
  interface HTMLElementTagNameMap {
    "blankett-form": BlankettForm;
    "blankett-queue": BlankettQueue;
  }

  // The events bubble: a page may listen anywhere.
  interface GlobalEventHandlersEventMap extends BlankettEventMap, BlankettQueueEventMap {}
}
