// The page around the element: which form, in which language. All else is the
// element's, so that what is shown here is what a vendor gets.

// Only somebody who comes again may find a new version that waits, and has all this on the machine.
if (navigator.serviceWorker?.controller) {
  await import("./app-offline.js").then((it) => it.takeOver()).catch(() => {});
}

const query = new URLSearchParams(location.search);
/** Every language, and every form there is by id and title. */
const { languages, forms } = await json("forms.json").catch((error) => {
  document.querySelector("#lost").hidden = false;
  throw error;
});
const form = forms.find((it) => it.id === query.get("form"));
const nav = document.querySelector("nav");
const main = document.querySelector("main");
const onOwnMachine = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
/** Where all of them are sent. */
const ACTION = new URL("api/innsendinger", document.baseURI).href;
const widget = form && document.createElement("blankett-form");
/** The words that the page is in, and what keeps it for later. */
let said = {};
let kept;

async function json(path) {
  return (await fetch(path)).json();
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function address(changes) {
  return `?${new URLSearchParams({ ...Object.fromEntries(query), ...changes })}`;
}

function language() {
  return query.get("lang") in languages ? query.get("lang") : "nb";
}

/** Draws all but the form, which changes its own language and keeps its answers. */
async function draw() {
  const now = language();
  const words = await json(`locales/${now}.json`);
  if (now !== language()) return;
  document.documentElement.lang = now;
  said = words;
  kept?.say(words);
  const title = (it) => it.title[now] ?? it.title.nb;
  document.title = form ? `${title(form)} – Blankett` : "Blankett";
  for (const link of nav.children) {
    link.href = address({ lang: link.lang });
    link.toggleAttribute("aria-current", link.lang === now);
  }
  if (widget) {
    widget.lang = now;
    main.querySelector(".test")?.remove();
    if (onOwnMachine) main.prepend(element("p", { className: "test", textContent: words["app.test"] }));
    return;
  }
  const item = (it) => element("li", {}, element("a", { href: address({ form: it.id }), textContent: title(it) }));
  const list = element("ul", {}, ...forms.map(item));
  main.replaceChildren(element("h1", { textContent: words["app.heading"] }), list);
}

for (const [lang, name] of Object.entries(languages)) {
  const link = element("a", { lang, hreflang: lang, textContent: name });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    query.set("lang", lang);
    history.replaceState(null, "", `?${query}`);
    void draw();
  });
  nav.append(link);
}

// What was refused is filled in anew on its own form's page; where that is this one, the form takes it.
addEventListener("blankett-open", ({ detail }) => {
  if (detail.form !== form?.id && forms.some((it) => it.id === detail.form)) location.search = address({ form: detail.form });
});

if (widget) {
  const brand = document.querySelector("header > a");
  const heading = element("h1");
  brand.replaceWith(heading);
  heading.append(brand);
  widget.setAttribute("form", form.id);
  widget.setAttribute("action", ACTION);
  if (query.has("layout")) widget.setAttribute("layout", query.get("layout"));
  widget.toggleAttribute("test-numbers", onOwnMachine);
  widget.lang = language();
  main.append(widget);
}
const shown = widget && new Promise((done) => {
  for (const name of ["blankett-ready", "blankett-error"]) widget.addEventListener(name, done, { once: true });
});
await Promise.all([draw(), shown]);
// Below a form stands its own, as soon as there is something to see.
if (!widget) {
  const queue = document.createElement("blankett-queue");
  queue.setAttribute("action", ACTION);
  document.querySelector("footer").append(queue);
}
if ("serviceWorker" in navigator) {
  kept = await import("./app-offline.js");
  kept.say(said);
  await kept.keep();
}
