// One submission as people read it. Text is only ever set as text: anybody may
// have written it.

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export const time = new Intl.DateTimeFormat("nb-NO", { dateStyle: "medium", timeStyle: "short" });

/** Marks that nobody sees: what came before the engine took them away may hold some. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202d\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text as it is stored, without what nobody sees; U+202E, which turns letters around, is named. */
const readable = (it) => String(it).replace(INVISIBLE, "").replaceAll("\u202e", "[U+202E]");

/** A definition's text in bokmål, or in what language it has. */
export const text = (it) => (typeof it === "object" && it ? (it.nb ?? Object.values(it)[0]) : (it ?? ""));

/** A name as it can stand in a sentence. */
export const shortened = (name) => (name.length > 60 ? `${name.slice(0, 59)}…` : name);

/** The day in Norway, as `2026-11-21`. */
const norwegian = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Oslo" });

/** A day as `1. november`, with the year if that is another than that of `beside`. */
function dayInWords(iso, beside) {
  const year = iso.slice(0, 4) === beside.slice(0, 4) ? {} : { year: "numeric" };
  return new Date(`${iso}T12:00:00Z`).toLocaleDateString("nb-NO", { day: "numeric", month: "long", timeZone: "UTC", ...year });
}

/** By which day a submission was judged, where that is not simply the day it came. */
export function judged({ judgedOn, judgedBy, receivedAt }) {
  if (!judgedOn) return "";
  const received = norwegian.format(new Date(receivedAt));
  const day = dayInWords(judgedOn, received);
  if (judgedBy === "sender-out-of-bounds") return `Vurdert etter dagen den kom, ${day}. Dagen avsender oppgir, teller ikke`;
  const days = Math.round((Date.parse(received) - Date.parse(judgedOn)) / 864e5);
  if (days === 0) return "";
  const far = `${Math.abs(days)} ${Math.abs(days) === 1 ? "dag" : "dager"} ${days > 0 ? "før" : "etter at"} den kom`;
  if (judgedBy === "sender") return `Vurdert etter dagen den ble lagret hos avsender: ${day}, ${far}`;
  return `Vurdert etter ${day}, ${far}`;
}

const money = (ore) => (ore / 100).toLocaleString("nb-NO", { style: "currency", currency: "NOK" });

/** Rows of label and content. */
function list(pairs) {
  return element("dl", {}, ...pairs.map(([label, ...content]) =>
    element("div", {}, element("dt", { textContent: label }), element("dd", {}, ...content))));
}

/**
 * Everything there is to see of a submission. Of a packet, `forms` are the
 * definitions of its parts, and `filings` stand under their headings.
 */
export function shown(envelope, item, form, { forms, filings }) {
  const parts = (envelope.parts ?? []).map((it, at) => ({ ...it, definition: forms[at], filing: filings[at] }));
  const own = { ...envelope.answers };
  for (const it of parts) delete own[it.form.id];
  return [
    ...about(envelope, item, form),
    ...order(envelope.totals, (key) => named(key, form, parts)),
    ...answers(own, form, "h2"),
    ...parts.flatMap((it) => part(it, envelope.answers[it.form.id] ?? {})),
  ];
}

function about(envelope, item, form) {
  const pairs = [
    ["Skjema", form ? text(form.title) : envelope.form.id],
    ["Utgave", envelope.form.version],
    ["Sendt", time.format(new Date(envelope.submittedAt))],
    ["Mottatt", time.format(new Date(item.receivedAt))],
    ...(judged(item) ? [["Regler og priser", judged(item)]] : []),
    ...(item.sender ? [["Avsender", `${grouped(item.sender)}, med egen nøkkel`]] : []),
    ...sums(envelope.totals),
    ["Kontrollsum", element("code", { textContent: envelope.digest })],
    ["Id", element("code", { textContent: envelope.id })],
  ];
  if (envelope.replaces) pairs.push(["Retter", element("code", { textContent: envelope.replaces })]);
  return [list(pairs), ...otherEdition(form, envelope.form.version)];
}

function otherEdition(form, version) {
  if (!form || form.version === version) return [];
  return [element("p", { textContent: `Ledetekstene under er fra utgave ${form.version} av skjemaet.` })];
}

// Money.

const PERIODS = { once: "", month: "per måned", year: "per år", other: "perioden er ikke oppgitt" };

const amount = ({ net, gross }) => `${money(net)} eks. mva., ${money(gross)} inkl. mva.`;

/** The sums by period, as far as there are any. */
function sums(totals) {
  const pairs = [];
  if (totals.gross !== undefined) pairs.push(["Sum", amount(totals)]);
  if (totals.month) pairs.push(["Sum per måned", amount(totals.month)]);
  if (totals.year) pairs.push(["Sum per år", amount(totals.year)]);
  return pairs;
}

/** Each line of the order; `name` gives a line's field. */
function order(totals, name) {
  if (!totals.lines?.length) return [];
  const pairs = totals.lines.map((line) => {
    const { field, label } = name(line.key);
    const option = field?.options?.find((it) => it.value === line.option);
    const words = [line.later ? "kommer i tillegg" : amount(line), PERIODS[line.period] ?? line.period];
    if (line.quantity !== 1) words.unshift(`${line.quantity.toLocaleString("nb-NO")} stk.`);
    return [[label, option ? text(option.label) : line.option].filter(Boolean).join(": "), words.filter(Boolean).join(", ")];
  });
  return [element("h2", { textContent: "Bestilling" }), list(pairs)];
}

/** The field of a key, in the form or in one of a packet's parts. */
function named(key, form, parts) {
  const part = parts.find((it) => key.startsWith(`${it.form.id}.`));
  const own = part ? key.slice(part.form.id.length + 1) : key;
  const fields = ((part ? part.definition : form)?.sections ?? []).flatMap((it) => it.fields ?? []);
  const field = fields.find((it) => it.key === own);
  return { field, label: field ? text(field.label) : key };
}

/** One form of a packet: what it is, and its answers. */
function part({ form, totals, digest, definition, filing }, given) {
  const title = definition ? text(definition.title) : form.id;
  const pairs = [
    ["Skjema", form.id],
    ["Utgave", form.version],
    ...sums(totals),
    ["Kontrollsum", element("code", { textContent: digest })],
  ];
  return [
    element("h2", { textContent: title }),
    list(pairs),
    element("div", { className: "buttons" }, filing),
    ...otherEdition(definition, form.version),
    ...answers(given, definition, "h3"),
  ];
}

// Answers.

/** All answers, under the form's own headings and labels; what the definition does not name comes last. */
function answers(given, form, level) {
  const left = new Map(leaves(given));
  const shown = [];
  for (const section of form?.sections ?? []) {
    const pairs = (section.fields ?? []).flatMap((it) => field(it, left));
    if (pairs.length) shown.push(element(level, { textContent: text(section.title) }), list(pairs));
  }
  if (left.size) {
    const pairs = unnamed(left);
    shown.push(element(level, { textContent: form ? "Andre svar" : "Svar" }), list(pairs));
  }
  return shown;
}

const unnamed = (left) => [...left.keys()].flatMap((key) => answered({ key, label: readable(key) }, left));

/** Repeating rows. */
const isList = (it) => Array.isArray(it) && it.some((row) => row && typeof row === "object");

const isSignature = (it) => ["typed", "drawn", "paper"].includes(it.method);

/** The answers with their dotted keys. */
function* leaves(json, key = "") {
  for (const [name, value] of Object.entries(json)) {
    const inner = key ? `${key}.${name}` : name;
    const inside = value && typeof value === "object" && !Array.isArray(value) && !isSignature(value);
    if (inside) yield* leaves(value, inner);
    else yield [inner, value];
  }
}

/** A field and the texts that its options open. */
function field(it, left) {
  const pairs = answered(it, left);
  for (const option of it.options ?? []) {
    if (!option.specify) continue;
    const own = { key: `${it.key}-${option.value}`, label: option.specify.label, kind: "text", secret: it.secret };
    pairs.push(...answered(own, left));
  }
  return pairs;
}

function answered(field, left) {
  if (!left.has(field.key)) return [];
  const value = left.get(field.key);
  left.delete(field.key);
  const label = text(field.label);
  // Without a label nobody has said what it is; eleven digits may be a person.
  const secret = field.secret || field.identifier === "fodselsnummer" || (!field.kind && /^\d{11}$/.test(value));
  const inside = isList(value) || isSignature(value ?? {});
  return [[label, ...(secret && !inside ? masked(label, written(field, value)) : [content(field, value)])]];
}

function content(field, value) {
  if (value && typeof value === "object" && isSignature(value)) return signature(value);
  if (!Array.isArray(value)) return written(field, value);
  if (isList(value)) return entries(field, value);
  return element("ul", {}, ...value.map((it) => element("li", { textContent: written(field, it) })));
}

/** Repeating rows, each with its columns. */
function entries(field, value) {
  const name = text(field.row) || "Rad";
  return element("ol", { className: "rows" }, ...value.map((row, at) => {
    const left = new Map(leaves(row ?? {}));
    const pairs = columns(field, left);
    const said = element("p", { className: "row", textContent: `${name} ${at + 1}` });
    return element("li", {}, said, list([...pairs, ...unnamed(left)]));
  }));
}

const columns = (rows, left) =>
  (rows.columns ?? []).flatMap((it) => field({ ...it, secret: it.secret || rows.secret }, left));

function signature({ method, name, path }) {
  if (method === "paper") return "Signeres på papiret";
  if (method === "typed") return `Signert med navn: ${readable(name)}`;
  // The engine takes no other letters; a file made by hand may have them.
  if (typeof path !== "string" || !/^[ML0-9 ]+$/.test(path)) return "Tegnet signatur, som ikke kan vises";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of [["viewBox", "0 0 600 200"], ["role", "img"], ["aria-label", "Tegnet signatur"]]) {
    svg.setAttribute(key, value);
  }
  svg.classList.add("signature");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** An organisation number in groups of three. */
export const grouped = (number) => number.replace(/^(\d{3})(\d{3})(\d{3})$/, "$1 $2 $3");

const GROUPS = { fodselsnummer: /^(\d{6})(\d{5})$/, organisasjonsnummer: /^(\d{3})(\d{3})(\d{3})$/ };

/** A value as people read it. */
function written(field, value) {
  if (Array.isArray(value)) return value.map((it) => written(field, it)).join(", ");
  if (typeof value === "boolean") return value ? "Ja" : "Nei";
  if (typeof value === "number") return computed(field, number(field, value));
  if (value && typeof value === "object") return readable(JSON.stringify(value));
  const option = field.options?.find((it) => it.value === value);
  if (option) return text(option.label);
  if (field.kind === "date" || field.as === "date") return computed(field, value.split("-").reverse().join("."));
  const groups = GROUPS[field.identifier]?.exec(value);
  return groups ? groups.slice(1).join(" ") : computed(field, readable(value));
}

function number(field, value) {
  if (field.kind === "computed" && field.as === "money") return money(value);
  const plain = value.toLocaleString("nb-NO", { maximumFractionDigits: 6 });
  return field.kind === "computed" && field.as === "percent" ? `${plain} %` : plain;
}

/** In the sentence that a computed field puts its value in. */
function computed(field, value) {
  return field.kind === "computed" && field.format ? text(field.format).replace("{value}", () => value) : value;
}

function masked(label, value) {
  const shown = element("span", { textContent: "•••••••••••" });
  const verb = element("span", { textContent: "Vis" });
  const name = element("span", { className: "name", textContent: ` ${label}` });
  const button = element("button", { type: "button", className: "plain" }, verb, name);
  button.addEventListener("click", () => {
    const hidden = verb.textContent === "Vis";
    shown.textContent = hidden ? value : "•••••••••••";
    verb.textContent = hidden ? "Skjul" : "Vis";
  });
  return [shown, button];
}
