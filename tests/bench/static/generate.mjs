// The page a careful web developer would write by hand for a definition: semantic HTML that
// is complete without JavaScript. What such a page takes is the floor Blankett is measured by.

const LANGUAGE = "nb";

/** The page, as HTML. */
export function page(definition) {
  const fields = definition.sections.flatMap((section) => section.fields);
  const ids = new Map(fields.map((field, at) => [field.key, `f${at}`]));
  const sections = definition.sections.map((section) => drawSection(section, ids));
  return `<!doctype html>
<html lang="${LANGUAGE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(definition.title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/form.css">
<script src="/static/form.js" defer></script>
</head>
<body>
<main>
<form method="post" action="/api/innsendinger" novalidate>
<h1>${text(definition.title)}</h1>
${definition.intro ? `<p class="lead">${text(definition.intro)}</p>` : ""}
<p class="help">Fyll ut alle felt som ikke er merket «valgfritt».</p>
${sections.join("\n")}
<div id="summary" class="summary" role="group" tabindex="-1" aria-labelledby="summary-title" hidden>
<h2 id="summary-title">For å gå videre må du rette opp følgende feil</h2>
<ul></ul>
</div>
<button id="review">Se over svarene</button>
</form>
</main>
</body>
</html>
`;
}

function drawSection(section, ids) {
  return `<section aria-labelledby="${section.id}">
<h2 id="${section.id}">${text(section.title)}</h2>
${section.help ? `<p class="help">${text(section.help)}</p>` : ""}
${section.fields.map((field) => drawField(field, ids)).join("\n")}
</section>`;
}

function drawField(field, ids) {
  const id = ids.get(field.key);
  const label = text(field.label);
  const help = field.help ? `<p class="help" id="${id}-help">${text(field.help)}</p>` : "";
  const hidden = condition(field["shown-when"], ids, "data-shown-when");
  switch (field.kind) {
    case "price":
      return `<p class="note">${label} <strong>${kroner(field.amount)} kr eks. mva.</strong></p>`;
    case "information":
      return `<div class="note"${hidden}><p class="label">${label}</p><p>${text(field.help)}</p></div>`;
    default:
  }
  const rule = rules(field, ids);
  const error = `<p class="error" id="${id}-error" hidden></p>`;
  const tag = field.required || field["required-when"] ? "" : ' <span class="help">(valgfritt)</span>';
  const common = `name="${field.key}" aria-describedby="${id}-help ${id}-error"${field.required ? " required" : ""}`;
  const around = (body) => `<div class="field"${hidden}${rule}>\n${body}\n${error}\n</div>`;
  const labelled = (control) => around(`<label class="label" for="${id}">${label}${tag}</label>\n${help}\n${control}`);
  switch (field.kind) {
    case "tick":
      return around(`<div class="option"><input type="checkbox" id="${id}" ${common}> <label for="${id}">${label}</label></div>\n${help}`);
    case "choices": {
      const options = field.options.map((option, at) => drawOption(option, `${id}-${at}`, field.key));
      return around(`<fieldset aria-describedby="${id}-help ${id}-error"><legend class="label">${label}${tag}</legend>\n${help}\n${options.join("\n")}</fieldset>`);
    }
    case "long-text":
      return labelled(`<textarea id="${id}" rows="${field.rows ?? 4}" ${common}>${field.initial ? text(field.initial) : ""}</textarea>`);
    default: {
      const value = field.initial ? ` value="${text(field.initial)}"` : "";
      const complete = field.autocomplete ? ` autocomplete="${field.autocomplete}"` : "";
      return labelled(`<input id="${id}" ${common} ${INPUTS[field.kind]}${complete}${value}>`);
    }
  }
}

const INPUTS = {
  text: 'type="text"',
  email: 'type="email" inputmode="email"',
  phone: 'type="tel" inputmode="tel"',
  postcode: 'type="text" inputmode="numeric"',
  identifier: 'type="text" inputmode="numeric"',
};

function drawOption(option, id, name) {
  const help = option.help ? `<p class="help" id="${id}-help">${text(option.help)}</p>` : "";
  const described = option.help ? ` aria-describedby="${id}-help"` : "";
  const box = `<div class="option"><input type="checkbox" id="${id}" name="${name}" value="${option.value}"${described}> <label for="${id}">${text(option.label)}</label>${help}</div>`;
  if (!option.specify) return box;
  const opened = ` data-shown-when="${escaped(JSON.stringify({ name, contains: option.value }))}"`;
  return `${box}
<div class="field opened"${opened}${says({ required: `Fyll ut ${text(option.specify.name ?? option.specify.label)}.` })}>
<label class="label" for="${id}-text">${text(option.specify.label)}</label>
<textarea id="${id}-text" name="${name}-${option.value}" rows="2" aria-describedby="${id}-text-error"></textarea>
<p class="error" id="${id}-text-error" hidden></p>
</div>`;
}

/** What form.js is to check, as attributes. */
function rules(field, ids) {
  const own = field.messages?.[field.kind === "choices" ? "required.choices" : "required"];
  const required = own ? text(own) : `Fyll ut ${text(field.name ?? field.label).toLowerCase()}.`;
  const check = { email: "epost", phone: "telefon", postcode: "postnummer" }[field.kind] ?? field.identifier;
  const when = condition(field["required-when"], ids, "data-required-when");
  const needed = field.required || field["required-when"];
  return when + says({ required: needed && required, check, max: field.max });
}

function says(attributes) {
  const given = Object.entries(attributes).filter(([, value]) => value);
  return given.map(([name, value]) => ` data-${name}="${escaped(String(value))}"`).join("");
}

function condition(when, ids, attribute) {
  if (!when) return "";
  const plain = (it) => (it.any ? { any: it.any.map(plain) } : { ...it, name: it.field, field: undefined });
  return ` ${attribute}="${escaped(JSON.stringify(plain(when)))}"`;
}

const kroner = (ore) => (ore / 100).toLocaleString("nb-NO");

const text = (words) => escaped(typeof words === "object" ? words[LANGUAGE] : String(words));

const escaped = (plain) => plain.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`);
