// The back office: what has come in, for the one who holds the token. The token
// is in this module's memory and nowhere else. Text is only ever set as text.

const find = (id) => document.getElementById(id);
const table = document.querySelector("table");
const rows = document.querySelector("tbody");

let token = "";
/** The id after which the list goes on, or null. */
let next = null;
/** The submission that is open: its id and its bytes. */
let open = null;
/** Definitions by form id, so that each is fetched once. */
const definitions = new Map();

/** What went wrong, in words for the person. */
class Trouble extends Error {}

async function ask(path) {
  let answer;
  try {
    answer = await fetch(path, {
      headers: { Authorization: `Bearer ${token}` },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
  } catch {
    throw new Trouble("Vi får ikke kontakt med serveren. Sjekk nettet og prøv igjen.");
  }
  if (answer.ok) return answer;
  if (answer.status === 401) throw Object.assign(new Trouble("Tilgangsnøkkelen er ikke riktig."), { token: true });
  const problem = await answer.json().catch(() => ({}));
  if (String(problem.type).endsWith(":no-token")) {
    throw new Trouble("Serveren er startet uten tilgangsnøkkel. Den som driver den, må sette BLANKETT_TOKEN.");
  }
  if (answer.status === 404) throw new Trouble("Innsendingen finnes ikke.");
  throw new Trouble(`Serveren kan ikke svare nå (${answer.status}). Prøv igjen om litt.`);
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

let fading;

/** What goes well is said for a while, what goes wrong until something else is done. */
function say(text, trouble = false) {
  clearTimeout(fading);
  find("status").textContent = text;
  find("status").classList.toggle("trouble", trouble);
  if (text && !trouble) fading = setTimeout(say, 8000, "");
}

/** Shows one of the three parts of the page. */
function show(part) {
  for (const id of ["login", "list", "one"]) find(id).hidden = id !== part;
  find("leave").hidden = part === "login";
  say("");
}

/** Runs what a button does, once at a time, and tells what went wrong. */
async function run(button, work) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const wait = setTimeout(() => say("Henter …"), 300);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.token) leave(error.message);
    else say(error.message, true);
  } finally {
    clearTimeout(wait);
    if (find("status").textContent === "Henter …") say("");
    button.removeAttribute("aria-disabled");
  }
}

// The token.

function refuse(sentence) {
  find("token-error").textContent = sentence;
  find("token-error").hidden = !sentence;
  find("token").setAttribute("aria-invalid", sentence ? "true" : "false");
  if (sentence) find("token").focus();
}

function leave(sentence = "") {
  token = "";
  next = open = null;
  rows.replaceChildren();
  find("answers").replaceChildren();
  show("login");
  find("token").value = "";
  refuse(sentence);
  find("token").focus();
}

find("login").addEventListener("submit", (event) => {
  event.preventDefault();
  const given = find("token").value.trim();
  if (!given) return refuse("Lim inn tilgangsnøkkelen.");
  // A header holds nothing else.
  if (!/^[!-~]+$/.test(given)) return refuse("Tilgangsnøkkelen er ikke riktig.");
  token = given;
  run(event.submitter ?? find("login").querySelector("button"), async () => {
    await fill();
    refuse("");
    find("token").value = "";
    show("list");
    find("list-title").focus();
  });
});

find("leave").addEventListener("click", () => leave());

// The list.

const time = new Intl.DateTimeFormat("nb-NO", { dateStyle: "medium", timeStyle: "short" });
const short = (digest) => `${digest.replace("sha-256=", "").slice(0, 8)} …`;

async function fill(after) {
  const answer = await ask(`api/innsendinger${after ? `?after=${after}` : ""}`);
  const page = await answer.json();
  if (!after) rows.replaceChildren();
  rows.append(...page.items.map(row));
  next = page.next;
  table.hidden = rows.childElementCount === 0;
  find("empty").hidden = !table.hidden;
  find("more").hidden = next === null;
}

function row(item) {
  const button = element("button", { type: "button", className: "link", textContent: item.reference });
  button.addEventListener("click", () => run(button, () => read(item, button)));
  const form = element("span", { textContent: item.form.id });
  definition(item.form.id).then((it) => it && (form.textContent = text(it.title)));
  const cells = [
    ["Referanse", button],
    ["Mottatt", time.format(new Date(item.receivedAt))],
    ["Skjema", form],
    ["Kontrollsum", element("code", { textContent: short(item.digest), title: item.digest })],
  ].map(([label, content]) => {
    const cell = element("td", {}, content);
    cell.setAttribute("role", "cell");
    cell.dataset.label = label;
    return cell;
  });
  const made = element("tr", {}, ...cells);
  made.setAttribute("role", "row");
  return made;
}

find("refresh").addEventListener("click", (event) =>
  run(event.currentTarget, async () => {
    await fill();
    say("Listen er oppdatert.");
  }),
);

find("more").addEventListener("click", (event) =>
  run(event.currentTarget, async () => {
    const before = rows.childElementCount;
    await fill(next);
    // The button may be gone now.
    rows.children[before]?.querySelector("button").focus();
    say(`Listen viser ${rows.childElementCount} innsendinger.`);
  }),
);

// One submission.

function definition(id) {
  if (!definitions.has(id)) {
    const fetched = fetch(`forms/${id}.json`, { credentials: "omit" }).then((it) => (it.ok ? it.json() : null));
    definitions.set(id, fetched.catch(() => definitions.delete(id) && null));
  }
  return definitions.get(id);
}

/** A definition's text in bokmål, or in what language it has. */
const text = (it) => (typeof it === "object" && it ? (it.nb ?? Object.values(it)[0]) : (it ?? ""));

async function read(item, opener) {
  const answer = await ask(`api/innsendinger/${item.id}`);
  const bytes = await answer.text();
  const envelope = JSON.parse(bytes);
  const form = await definition(envelope.form.id);
  open = { id: item.id, bytes, opener };
  const reference = element("span", { className: "whole", textContent: item.reference });
  find("one-title").replaceChildren("Innsending ", reference);
  find("answers").replaceChildren(...about(envelope, item, form), ...answers(envelope.answers, form));
  show("one");
  history.pushState({ open: item.id }, "");
  find("one-title").focus();
  scrollTo(0, 0);
}

/** Rows of label and content. */
function list(pairs) {
  return element("dl", {}, ...pairs.map(([label, ...content]) =>
    element("div", {}, element("dt", { textContent: label }), element("dd", {}, ...content))));
}

function about(envelope, item, form) {
  const money = (ore) => (ore / 100).toLocaleString("nb-NO", { style: "currency", currency: "NOK" });
  const pairs = [
    ["Skjema", form ? text(form.title) : envelope.form.id],
    ["Utgave", envelope.form.version],
    ["Sendt", time.format(new Date(envelope.submittedAt))],
    ["Mottatt", time.format(new Date(item.receivedAt))],
  ];
  const { net, gross } = envelope.totals;
  if (gross !== undefined) pairs.push(["Sum", `${money(net)} eks. mva., ${money(gross)} inkl. mva.`]);
  pairs.push(["Kontrollsum", element("code", { textContent: envelope.digest })]);
  pairs.push(["Id", element("code", { textContent: envelope.id })]);
  if (envelope.replaces) pairs.push(["Retter", element("code", { textContent: envelope.replaces })]);
  const shown = [list(pairs)];
  if (form && form.version !== envelope.form.version) {
    shown.push(element("p", { textContent: `Ledetekstene under er fra utgave ${form.version} av skjemaet.` }));
  }
  return shown;
}

/** All answers, under the form's own headings and labels; what the definition does not name comes last. */
function answers(given, form) {
  const left = new Map(leaves(given));
  const shown = [];
  for (const section of form?.sections ?? []) {
    const pairs = [];
    for (const field of section.fields ?? []) {
      pairs.push(...answered(field, left));
      for (const option of field.options ?? []) {
        if (!option.specify) continue;
        const own = { key: `${field.key}-${option.value}`, label: option.specify.label, secret: field.secret };
        pairs.push(...answered(own, left));
      }
    }
    if (pairs.length) shown.push(element("h2", { textContent: text(section.title) }), list(pairs));
  }
  if (left.size) {
    const pairs = [...left.keys()].flatMap((key) => answered({ key, label: key }, left));
    shown.push(element("h2", { textContent: form ? "Andre svar" : "Svar" }), list(pairs));
  }
  return shown;
}

/** The answers with their dotted keys. */
function* leaves(json, key = "") {
  for (const [name, value] of Object.entries(json)) {
    const inner = key ? `${key}.${name}` : name;
    if (value && typeof value === "object" && !Array.isArray(value)) yield* leaves(value, inner);
    else yield [inner, value];
  }
}

function answered(field, left) {
  if (!left.has(field.key)) return [];
  const value = left.get(field.key);
  left.delete(field.key);
  const label = text(field.label);
  // Without a label nobody has said what it is; eleven digits may be a person.
  const secret = field.secret || field.identifier === "fodselsnummer" || (!field.kind && /^\d{11}$/.test(value));
  return [[label, ...(secret ? masked(label, written(field, value)) : [content(field, value)])]];
}

function content(field, value) {
  if (!Array.isArray(value)) return written(field, value);
  return element("ul", {}, ...value.map((it) => element("li", { textContent: written(field, it) })));
}

const GROUPS = { fodselsnummer: /^(\d{6})(\d{5})$/, organisasjonsnummer: /^(\d{3})(\d{3})(\d{3})$/ };

/** A value as people read it. */
function written(field, value) {
  if (Array.isArray(value)) return value.map((it) => written(field, it)).join(", ");
  if (typeof value === "boolean") return value ? "Ja" : "Nei";
  if (typeof value === "number") return value.toLocaleString("nb-NO");
  const option = field.options?.find((it) => it.value === value);
  if (option) return text(option.label);
  if (field.kind === "date") return value.split("-").reverse().join(".");
  const groups = GROUPS[field.identifier]?.exec(value);
  return groups ? groups.slice(1).join(" ") : String(value);
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

function close() {
  const opener = open?.opener;
  open = null;
  find("answers").replaceChildren();
  show("list");
  // The list may have been filled anew.
  (opener?.isConnected ? opener : find("list-title")).focus();
}

find("back").addEventListener("click", () => history.back());
addEventListener("popstate", () => token && open && close());

find("copy").addEventListener("click", (event) =>
  run(event.currentTarget, async () => {
    try {
      await navigator.clipboard.writeText(open.bytes);
    } catch {
      throw new Trouble("Nettleseren lar oss ikke kopiere. Last ned i stedet.");
    }
    say("Kopiert.");
  }),
);

find("download").addEventListener("click", () => {
  const address = URL.createObjectURL(new Blob([open.bytes], { type: "application/json" }));
  element("a", { href: address, download: `${open.id}.json` }).click();
  URL.revokeObjectURL(address);
  say("Lastet ned.");
});

// A browser may keep the page whole when it is left, for whoever comes back to it.
addEventListener("pageshow", (event) => event.persisted && leave());
