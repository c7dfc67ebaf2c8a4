// Validates one form: a field when it is left, everything when it is sent. By hand, for the
// fields of generate.mjs; what a careful web developer writes without a library.

const form = document.querySelector("form");
const summary = document.getElementById("summary");
const list = summary.querySelector("ul");

const digits = (text) => text.replace(/[\s.]/g, "");

function weighted(number, weights) {
  return weights.reduce((sum, weight, at) => sum + weight * Number(number[at]), 0) % 11;
}

/** What is wrong with an answer, or nothing. */
const checks = {
  organisasjonsnummer(text) {
    const number = digits(text);
    if (!/^\d{9}$/.test(number)) return "Et organisasjonsnummer må ha 9 siffer.";
    if (!/^[89]/.test(number) || weighted(number, [3, 2, 7, 6, 5, 4, 3, 2, 1]) !== 0) {
      return "Organisasjonsnummeret er ikke gyldig. Sjekk at du har skrevet riktig.";
    }
  },

  fodselsnummer(text) {
    const number = digits(text);
    if (!/^\d{11}$/.test(number)) return "Et fødselsnummer må ha 11 siffer.";
    const day = Number(number.slice(0, 2)) % 40;
    const month = Number(number.slice(2, 4));
    const year = 2000 + Number(number.slice(4, 6));
    const date = new Date(Date.UTC(year, month - 1, day));
    if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) {
      return "Fødselsnummeret begynner ikke med en gyldig dato.";
    }
    const first = weighted(number, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]);
    const second = weighted(number, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
    if (first > 3 || second !== 0) return "Fødselsnummeret er ikke gyldig. Sjekk at du har skrevet riktig.";
  },

  epost(text) {
    if (!text.includes("@")) return "En e-postadresse må ha @.";
    if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text)) {
      return "E-postadressen er ikke gyldig. Den skal ligne navn@eksempel.no.";
    }
  },

  telefon(text) {
    const number = digits(text);
    if (/^\+(?!47)\d{6,15}$/.test(number)) return;
    if (!/^(\+47)?[2-9]\d{7}$/.test(number)) return "Et telefonnummer må ha 8 siffer.";
  },

  postnummer(text) {
    if (!/^\d{4}$/.test(text) || text === "0000") return "Et postnummer må ha 4 siffer.";
  },
};

// The controls of each question: one, or the boxes of a group.
const controls = new Map();
for (const control of form.querySelectorAll("input, textarea")) {
  if (controls.has(control.name)) controls.get(control.name).push(control);
  else controls.set(control.name, [control]);
}

/** The answer to a question: a text, or the values of the boxes that are ticked. */
function answer(name) {
  const asked = controls.get(name);
  if (asked[0].type !== "checkbox") return asked[0].value.trim();
  return asked.filter((it) => it.checked).map((it) => it.value);
}

function holds(condition) {
  if (condition.any) return condition.any.some(holds);
  const value = answer(condition.name);
  if (condition.contains) return value.includes(condition.contains);
  return value.length > 0;
}

// Every field once: what is asked of it, and where its error stands.
const fields = [...form.querySelectorAll(".field")].map((element) => {
  const control = element.querySelector("input, textarea");
  const group = control.type === "checkbox" && element.querySelector("fieldset");
  return {
    ...element.dataset,
    element,
    control,
    marked: group || control,
    name: control.name,
    error: element.querySelector(":scope > .error"),
    requiredWhen: element.dataset.requiredWhen && JSON.parse(element.dataset.requiredWhen),
  };
});
const byName = new Map(fields.map((it) => [it.name, it]));
const hiding = [...form.querySelectorAll("[data-shown-when]")].map((element) => ({
  element,
  condition: JSON.parse(element.dataset.shownWhen),
}));

function hide() {
  for (const { element, condition } of hiding) element.hidden = !holds(condition);
}

function fault(field) {
  if (field.element.hidden) return;
  const value = answer(field.name);
  if (value.length === 0) {
    const asked = field.required && (!field.requiredWhen || holds(field.requiredWhen));
    return asked ? field.required : undefined;
  }
  if (field.max && value.length > field.max) return `Skriv høyst ${field.max} tegn.`;
  return field.check && checks[field.check](value);
}

function show(field, message) {
  field.error.textContent = message ?? "";
  field.error.hidden = !message;
  if (message) field.marked.setAttribute("aria-invalid", "true");
  else field.marked.removeAttribute("aria-invalid");
}

function entry(field, message) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${field.control.id}`;
  link.textContent = message;
  item.append(link);
  return item;
}

form.addEventListener("input", (event) => {
  const field = byName.get(event.target.name);
  if (field && !field.error.hidden) show(field, fault(field));
});

form.addEventListener("change", (event) => {
  if (event.target.type === "checkbox") hide();
});

form.addEventListener("focusout", (event) => {
  const field = byName.get(event.target.name);
  if (field && event.target.value) show(field, fault(field));
});

form.addEventListener("submit", (event) => {
  const items = [];
  for (const field of fields) {
    const message = fault(field);
    show(field, message);
    if (message) items.push(entry(field, message));
  }
  list.replaceChildren(...items);
  summary.hidden = items.length === 0;
  if (items.length === 0) return;
  event.preventDefault();
  summary.focus();
});

// A browser may have put answers back.
hide();
