// The back office: what has come in, for the one who holds the token. The token
// is in this module's memory and nowhere else. Text is only ever set as text.

import { panels, waiting } from "./erstatninger.js";
import { element, judged, shown, text, time } from "./innsending.js";

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

/** Asks the server; with `json`, posts it. */
async function ask(path, json) {
  let answer;
  const posted = json && { method: "POST", body: JSON.stringify(json) };
  try {
    answer = await fetch(path, {
      ...posted,
      headers: { Authorization: `Bearer ${token}`, ...(json && { "Content-Type": "application/json" }) },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
  } catch {
    throw new Trouble("Vi får ikke kontakt med serveren. Sjekk nettet og prøv igjen.");
  }
  if (answer.ok) return answer;
  if (answer.status === 401) throw Object.assign(new Trouble("Tilgangsnøkkelen er ikke riktig."), { token: true });
  if (answer.status === 429) throw Object.assign(new Trouble("Det er prøvd for mange feil tilgangsnøkler herfra. Vent et minutt og prøv igjen."), { token: true });
  const problem = await answer.json().catch(() => ({}));
  if (String(problem.type).endsWith(":no-token")) {
    throw new Trouble("Serveren er startet uten tilgangsnøkkel. Den som driver den, må sette BLANKETT_TOKEN.");
  }
  if (answer.status === 409) {
    const sentence = "Noe har endret seg siden du åpnet innsendingen. Se på den på nytt, og avgjør så.";
    throw Object.assign(new Trouble(sentence), { outdated: true });
  }
  if (answer.status === 404) throw new Trouble("Innsendingen finnes ikke.");
  throw new Trouble(`Serveren kan ikke svare nå (${answer.status}). Prøv igjen om litt.`);
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
  find("waiting").replaceChildren();
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

const short = (digest) => `${digest.replace("sha-256=", "").slice(0, 8)} …`;

async function fill(after) {
  const answer = await ask(`api/innsendinger${after ? `?after=${after}` : ""}`);
  const page = await answer.json();
  await fillWaiting();
  if (!after) rows.replaceChildren();
  rows.append(...page.items.map(row));
  next = page.next;
  table.hidden = rows.childElementCount === 0;
  find("empty").hidden = !table.hidden;
  find("more").hidden = next === null;
}

/** The agreements that wait for a decision, above the list. */
async function fillWaiting() {
  const list = await (await ask("api/erstatninger")).json();
  // Somebody may have logged out meanwhile.
  if (!token) return;
  find("waiting").replaceChildren(...waiting(list, visit));
  find("waiting").hidden = list.waiting === 0;
}

function row(item) {
  const button = element("button", { type: "button", className: "link", textContent: item.reference });
  button.addEventListener("click", () => run(button, () => read(item, button)));
  const form = element("span", { textContent: item.form.id });
  definition(item.form.id).then((it) => it && (form.textContent = text(it.title)));
  const cells = [
    ["Referanse", button],
    ["Mottatt", arrival(item)],
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

function arrival(item) {
  const mark = judged(item);
  const when = time.format(new Date(item.receivedAt));
  return mark ? element("span", {}, when, element("span", { className: "mark", textContent: mark })) : when;
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

async function read(item, opener) {
  const answer = await ask(`api/innsendinger/${item.id}`);
  const bytes = await answer.text();
  const envelope = JSON.parse(bytes);
  const form = await definition(envelope.form.id);
  const parts = envelope.parts ?? [];
  const displaced = await (await ask(`api/erstatninger?submission=${item.id}`)).json();
  const forms = await Promise.all(parts.map((it) => definition(it.form.id)));
  const again = open !== null;
  open = { id: item.id, bytes, opener: open?.opener ?? opener };
  const reference = element("span", { className: "whole", textContent: item.reference });
  find("one-title").replaceChildren("Innsending ", reference);
  const filings = parts.map((it) => filing(item, it));
  const known = (name) => answer.headers.get(name);
  const received = { receivedAt: known("received-at") ?? item.receivedAt, judgedOn: known("judged-on"), judgedBy: known("judged-by"), sender: known("sender") };
  const deciding = { decide: (button, it, decision, by) => decide(item, button, it, decision, by), open: visit };
  find("answers").replaceChildren(
    ...panels(displaced.items, deciding),
    ...shown(envelope, received, form, { forms, filings }),
  );
  show("one");
  // From one submission to another is no further step back to the list.
  if (!again) history.pushState({ open: item.id }, "");
  find("one-title").focus();
  scrollTo(0, 0);
}

const visit = (item, button) => run(button, () => read(item, button));

/** Keeps the office's decision, and shows what stands after it. */
function decide(item, button, displacement, decision, by) {
  const { submission, form, displaces } = displacement;
  return run(button, async () => {
    const again = async () => {
      await read(item, button);
      document.querySelector(".notice h2")?.focus();
    };
    try {
      await ask("api/erstatninger", { submission: submission.id, form, displaces: displaces.id, decision, by });
    } catch (error) {
      if (error.outdated) await again();
      throw error;
    }
    await fillWaiting();
    await again();
    const done = decision === "confirm" ? `Bekreftet: ${submission.reference} erstatter ${displaces.reference}.` : `Avvist: ${displaces.reference} står.`;
    say(done);
  });
}

/** The button that takes out one form of a packet, as a submission of its own. */
function filing(item, part) {
  const name = element("span", { className: "name", textContent: ` ${part.form.id}` });
  const button = element("button", { type: "button", className: "secondary" }, "Last ned skjemaet for seg", name);
  button.addEventListener("click", () =>
    run(button, async () => {
      const answer = await ask(`api/innsendinger/${item.id}/deler/${part.form.id}`);
      save(await answer.text(), `${item.id}-${part.form.id}.json`);
    }),
  );
  return button;
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

function save(json, name) {
  const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  element("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
  say("Lastet ned.");
}

find("download").addEventListener("click", () => save(open.bytes, `${open.id}.json`));

// A browser may keep the page whole when it is left, for whoever comes back to it.
addEventListener("pageshow", (event) => event.persisted && leave());
