// The page around the element: which form, in which language. All else is the
// element's, so that what is shown here is what a vendor gets.

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
// Every form there is, by id and title.
const forms = await fetch("forms.json").then((answer) => answer.json());
const form = forms.find((it) => it.id === query.get("form"));
const links = [...document.querySelectorAll("nav a")];
const main = document.querySelector("main");
const onOwnMachine = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
const widget = form && document.createElement("blankett-form");

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function address(changes) {
  return `?${new URLSearchParams({ ...Object.fromEntries(query), ...changes })}`;
}

/** Draws all but the form, which changes its own language and keeps its answers. */
function draw() {
  const language = query.get("lang") === "en" ? "en" : "nb";
  document.documentElement.lang = language;
  document.title = form ? `${form.title[language]} – Blankett` : "Blankett";
  for (const link of links) {
    link.href = address({ lang: link.lang });
    link.toggleAttribute("aria-current", link.lang === language);
  }
  if (widget) {
    widget.lang = language;
    main.querySelector(".test")?.remove();
    if (onOwnMachine) main.prepend(element("p", { className: "test", textContent: WORDS[language].test }));
    return;
  }
  const item = (it) =>
    element("li", {}, element("a", { href: address({ form: it.id }), textContent: it.title[language] }));
  const list = element("ul", {}, ...forms.map(item));
  main.replaceChildren(element("h1", { textContent: WORDS[language].heading }), list);
}

for (const link of links) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    query.set("lang", link.lang);
    history.replaceState(null, "", `?${query}`);
    draw();
  });
}

draw();
if (widget) {
  const brand = document.querySelector("header > a");
  const heading = element("h1");
  brand.replaceWith(heading);
  heading.append(brand);
  widget.setAttribute("form", form.id);
  widget.setAttribute("action", new URL("api/innsendinger", document.baseURI).href);
  widget.toggleAttribute("test-numbers", onOwnMachine);
  main.append(widget);
}
