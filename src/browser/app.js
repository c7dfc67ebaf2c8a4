// The page around the element: which form, in which language. All else is the
// element's, so that what is shown here is what a vendor gets.

const FORMS = [
  {
    id: "buypass-virksomhetssertifikat",
    nb: ["Buypass virksomhetssertifikat", "Opplysningene som trengs for å bestille sertifikatet."],
    en: ["Buypass enterprise certificate", "What is needed to order the certificate."],
  },
  {
    id: "assistert-selvhjelp-databehandleravtale",
    nb: ["Databehandleravtale Assistert Selvhjelp, vedlegg 1", "Formål og kategorier: kryss av for det som gjelder dere."],
    en: ["Data processing agreement Assistert Selvhjelp, annex 1", "Purposes and categories: tick what applies to you."],
  },
];

const WORDS = {
  nb: {
    heading: "Velg skjema",
    test: "Denne siden kjører på din egen maskin og godtar testnumre. Bruk aldri ekte fødselsnummer her.",
  },
  en: {
    heading: "Choose a form",
    test: "This page runs on your own machine and accepts test numbers. Never use real national identity numbers here.",
  },
};

const query = new URLSearchParams(location.search);
const language = query.get("lang") === "en" ? "en" : "nb";
const form = FORMS.find((it) => it.id === query.get("form"));
const main = document.querySelector("main");
document.documentElement.lang = language;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function address(changes) {
  const next = new URLSearchParams(query);
  for (const [key, value] of Object.entries(changes)) next.set(key, value);
  return `?${next}`;
}

for (const link of document.querySelectorAll("nav a")) {
  link.href = address({ lang: link.lang });
  if (link.lang === language) link.setAttribute("aria-current", "true");
}

if (form) {
  const widget = element("blankett-form");
  widget.setAttribute("form", form.id);
  widget.setAttribute("action", new URL("api/innsendinger", document.baseURI).href);
  // Set by the server that runs on the developer's own machine.
  if (["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)) {
    widget.setAttribute("test-numbers", "");
    main.append(element("p", { className: "test", textContent: WORDS[language].test }));
  }
  document.title = `${form[language][0]} – Blankett`;
  main.append(widget);
} else {
  const item = (it) =>
    element(
      "li",
      {},
      element("a", { href: address({ form: it.id }), textContent: it[language][0] }),
      element("p", { textContent: it[language][1] }),
    );
  main.append(element("h1", { textContent: WORDS[language].heading }), element("ul", {}, ...FORMS.map(item)));
}
