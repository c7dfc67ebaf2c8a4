// Agreements that displace others in the record of processing, or would do so
// when the office confirms it. Text is only ever set as text: anybody may have
// written it.

import { element, grouped, shortened, time } from "./innsending.js";

/** The name that was typed last, so that it is typed once. In memory only. */
let by = "";

const named = ({ reference, controller }) => `${reference} av «${shortened(controller.name)}»`;

function controller({ name, number }) {
  return number ? `${name}, ${grouped(number)}` : name;
}

/** The list of those that wait. `open` shows a submission. */
export function waiting({ items, waiting }, open) {
  const lines = items.map((it) => {
    const button = element("button", { type: "button", className: "link", textContent: it.submission.reference });
    button.addEventListener("click", () => open(it.submission, button));
    return element("li", {}, button, ` vil erstatte ${named(it.displaces)}`);
  });
  if (waiting > items.length) lines.push(element("li", { textContent: `og ${waiting - items.length} til` }));
  const sentence = waiting === 1 ? "1 avtale venter på bekreftelse" : `${waiting} avtaler venter på bekreftelse`;
  return [element("summary", { textContent: sentence }), element("ul", {}, ...lines)];
}

/**
 * What a submission displaces or would displace, each with the office's
 * decision. `decide(item, decision, by)` keeps one, `open` shows the other.
 */
export function panels(items, { decide, open }) {
  return items.map((item, at) => {
    const id = `displaces-${at}`;
    const title = element("h2", { id, textContent: TITLES[item.state], tabIndex: -1 });
    const made = element("section", { className: "notice" }, title, ...story(item), comparison(item, open), ...form(item, id, decide));
    made.setAttribute("aria-labelledby", id);
    return made;
  });
}

const TITLES = {
  pending: "Venter på bekreftelse",
  confirmed: "Erstatter en annen avtale",
  rejected: "Avvist: erstatter ikke den andre avtalen",
  sender: "Erstatter en annen avtale",
};

function story({ state, submission, displaces, decided }) {
  const other = displaces.reference;
  const who = decided ? `${decided.by}, ${time.format(new Date(decided.at))}` : "";
  const corrects = submission.controller.number !== displaces.controller.number;
  const lines = {
    pending: [
      corrects
        ? `Avsenderen oppgir at denne avtalen retter ${other}, som er en annen virksomhets avtale.`
        : "Dere har fra før en avtale på samme skjema for denne virksomheten.",
      `Hvis du bekrefter, erstatter denne avtalen ${other} i protokollen over behandlingsaktiviteter. Til da står ${other}.`,
      "Hvem som helst kan oppgi et organisasjonsnummer. Spør derfor virksomheten først, på et telefonnummer eller en e-postadresse som dere hadde fra før, ikke en som står her.",
    ],
    confirmed: [`Bekreftet av ${who}. ${other} står ikke lenger i protokollen.`],
    rejected: [`Avvist av ${who}. ${other} står i protokollen.`],
    sender: [`Sendt med virksomhetens egen nøkkel. Da erstatter den ${other} uten at dere bekrefter det.`],
  };
  return lines[state].map((textContent) => element("p", { textContent }));
}

/** Both, so that they can be held against each other. */
function comparison({ submission, displaces }, open) {
  const button = element("button", { type: "button", className: "link", textContent: displaces.reference });
  button.addEventListener("click", () => open(displaces, button));
  const side = (label, it, name) =>
    element("div", {}, element("dt", { textContent: label }),
      element("dd", {}, name, `, ${controller(it.controller)}, mottatt ${time.format(new Date(it.receivedAt))}`));
  return element("dl", {}, side("Denne", submission, submission.reference), side("Den andre", displaces, button));
}

function form(item, id, decide) {
  const input = element("input", { id: `${id}-by`, type: "text", maxLength: 100, autocomplete: "off", value: by });
  const error = element("p", { id: `${id}-error`, className: "error", textContent: "Skriv navnet ditt.", hidden: true });
  const help = element("p", { id: `${id}-help`, className: "help", textContent: "Lagres sammen med avgjørelsen." });
  input.setAttribute("aria-describedby", `${help.id} ${error.id}`);
  const button = (textContent, className, decision) => {
    const made = element("button", { type: "button", className, textContent });
    made.addEventListener("click", () => {
      by = input.value.trim();
      error.hidden = Boolean(by);
      input.setAttribute("aria-invalid", String(!by));
      if (by) decide(made, item, decision, by);
      else input.focus();
    });
    return made;
  };
  const confirm = (words) => button(`${words} ${named(item.displaces)}`, "", "confirm");
  const buttons = {
    pending: () => [confirm("Bekreft at den erstatter"), button("Avvis", "secondary", "reject")],
    rejected: () => [confirm("Bekreft likevel at den erstatter")],
    confirmed: () => [button(`Angre: ${item.displaces.reference} skal stå likevel`, "secondary", "reject")],
    sender: () => [button(`Avvis: ${item.displaces.reference} skal stå likevel`, "secondary", "reject")],
  };
  const label = element("label", { htmlFor: input.id, textContent: "Navnet ditt" });
  return [label, help, error, input, element("div", { className: "buttons" }, ...buttons[item.state]())];
}
