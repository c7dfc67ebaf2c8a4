// Complete answers to every built-in form, and what stands on the screen of an order.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";

const FOLDER = new URL("../../forms/", import.meta.url);
const PACKET = "opus-overtagelse-pakke";
const WRITTEN_ON = "2026-11-21";
const DAY = 86_400_000;

/** A built definition. */
export function definition(id) {
  return JSON.parse(readFileSync(join(process.env.BLANKETT_DIST, "forms", `${id}.json`), "utf8"));
}

/** The ids of all forms that are hosted. */
export const FORMS = JSON.parse(readFileSync(join(process.env.BLANKETT_DIST, "forms.json"), "utf8")).forms.map((it) => it.id);

/** Today, where the browser is. */
function today() {
  return new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Oslo" });
}

/** JSON of the native tests, as if it were written today. */
function dated(text) {
  const passed = Math.round((Date.parse(today()) - Date.parse(WRITTEN_ON)) / DAY);
  const moved = (value) => new Date(Date.parse(value) + passed * DAY).toISOString().slice(0, 10);
  return JSON.parse(text, (_, value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? moved(value) : value));
}

/** Form: the complete answers of its native tests. */
const ANSWERS = {};
for (const name of readdirSync(FOLDER)) {
  const text = readFileSync(new URL(name, FOLDER), "utf8");
  const [, form] = text.match(/const FORM: &str = include_str!\("[^"]*\/([^"/]+)\.json"\)/) ?? [];
  const [, own] = text.match(/const (?:ANSWERS|OWN): &str = r#"(.*?)"#/s) ?? [];
  if (own) ANSWERS[form ?? PACKET] = own;
}

/** Complete answers to a form; to the packet, with the forms that are asked for. */
export function answers(id, asked = {}) {
  const own = dated(ANSWERS[id]);
  if (id !== PACKET) return own;
  Object.assign(own.sak, asked);
  const needs = {
    "opus-bruker": "nye-brukere",
    "opus-visma-samhandling": "elektronisk-oppgjor",
    "opus-samhandlingslink": "samhandlingslink",
    "buypass-virksomhetssertifikat": "elektronisk-oppgjor",
    "opus-databehandleravtale": "databehandleravtale",
  };
  const parts = definition(PACKET).parts.map((it) => it.form).filter((it) => own.sak[needs[it]] ?? true);
  return { ...own, ...Object.fromEntries(parts.map((it) => [it, dated(ANSWERS[it])])) };
}

export const element = (page) => page.locator("blankett-form");

/** Everything that comes after the first field is there. */
async function complete(page) {
  await expect.poll(() => element(page).evaluate((it) => it.shadowRoot?.adoptedStyleSheets.length)).toBe(2);
  // While something has yet to come, the button that goes on says so, and is disabled.
  await expect(element(page).getByRole("button").filter({ visible: true }).first()).toBeVisible();
  await expect(element(page).getByRole("button", { disabled: true })).toHaveCount(0);
}

/** A form with what is known already. */
export async function open(page, server, form, prefill) {
  await page.goto(server.page(form));
  await complete(page);
  if (prefill) await known(page, prefill);
}

/** A vendor's page with nothing on it but its heading and a form. */
export async function show(page, server, form, { language = "nb", layout = "page", scheme = "light" } = {}) {
  const html = `<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="${scheme}" />
        <title>Bestilling</title>
        <style>
          :root {
            color: CanvasText;
            background: Canvas;
          }
        </style>
        <link rel="icon" href="data:," />
        <script type="module" src="blankett.js"></script>
      </head>
      <body>
        <main>
          <h1>Bestilling</h1>
          <blankett-form form="${form}" action="api/innsendinger" layout="${layout}" test-numbers></blankett-form>
        </main>
      </body>
    </html>`;
  const address = `${server.url}/bestilling`;
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(address);
  await complete(page);
}

/** Goes through the steps of the form, or looks at the one screen it has. */
export async function eachStep(page, look) {
  const nav = element(page).getByRole("navigation");
  const summary = nav.locator("details:not([open]) summary");
  if (await summary.isVisible()) await summary.click();
  const steps = nav.getByRole("button");
  const count = await steps.count();
  for (let at = 0; at < count; at++) {
    await steps.nth(at).click();
    await expect(steps.nth(at)).toHaveAttribute("aria-current", "step");
    await look(await steps.nth(at).innerText());
  }
  if (!count) await look("");
}

/** The page comes to know answers. */
export async function known(page, prefill) {
  await element(page).evaluate(
    (it, prefill) =>
      new Promise((done) => {
        it.addEventListener("blankett-ready", done, { once: true });
        it.prefill = prefill;
      }),
    prefill,
  );
  await complete(page);
}

/** A vendor's own definition on an empty page of theirs. */
export async function own(page, host, fields) {
  await page.goto(`${host.url}/empty.html`);
  await page.evaluate((fields) => {
    const definition = { id: "egen", version: "1", title: "Egen", sections: [{ id: "s", title: "S", fields }] };
    document.querySelector("main").append(Object.assign(document.createElement("blankett-form"), { definition }));
  }, fields);
  await complete(page);
}

/** A text with its spaces as on a keyboard. */
export const plain = (text) => text.replace(/\s+/g, " ").trim();

/** A row of a table, or any group of fields. */
export const row = (page, name) => page.getByRole("group", { name, exact: true });

/** Two or more radio buttons. */
export const radios = (page, name) => page.getByRole("radiogroup", { name });

export async function choose(page, question, answer) {
  await radios(page, question).getByRole("radio", { name: answer, exact: true }).check();
}

/** The line of the order that is always there. */
export const running = (page) => page.locator("summary").filter({ hasText: "Din bestilling" });

export async function expectRunning(page, words) {
  await expect.poll(async () => plain(await running(page).innerText())).toBe(`Din bestilling: ${words}`);
}

/** Terms and what stands beside them, within something. */
export async function told(place) {
  const terms = await place.getByRole("term").allInnerTexts();
  const values = await place.getByRole("definition").allInnerTexts();
  expect(values).toHaveLength(terms.length);
  return terms.map((term, at) => [plain(term), plain(values[at])]);
}

/** The order's lines and sums before sending and on the receipt; retried while the screen changes. */
export async function expectOrdered(page, lines) {
  const order = page.locator("section").filter({ has: page.getByRole("heading", { name: "Din bestilling" }) });
  await expect.poll(() => told(order)).toEqual(lines);
}
