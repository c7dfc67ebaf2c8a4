// A page whose style sheets and scripts are made for itself alone (tests/hosts/hostile).
// Nothing of them gets into the form, and nothing of the form gets out.
import * as buypass from "./support/buypass.mjs";
import { computed } from "./support/computed.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const UNSET = ["unset", "unset-important"];
const SHEETS = [...UNSET, "reset", "giant", "inherited", "rtl", "elements", "variables", "registered", "percent"];
// Has fields of every control.
const FORM = "opus-bruker";

const element = (page) => page.locator("blankett-form");
const open = (page, host, ...files) => page.goto(`${host.url}/hostile/index.html?${files.join("+")}`);

/** A form with everything that is wrong in it told. */
async function erroneous(page) {
  await element(page).evaluate(
    (it, form) =>
      new Promise((done) => {
        it.addEventListener("blankett-ready", ({ target }) => target.getAttribute("form") === form && done());
        it.setAttribute("form", form);
      }),
    FORM,
  );
  await expect(async () => {
    expect(await element(page).evaluate((it) => it.submit())).toBe(false);
    await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeFocused({ timeout: 500 });
  }).toPass();
}

/** Lays a sheet on the page for as long as something is done. */
async function under(page, sheet, act) {
  const link = await page.evaluateHandle(
    (href) =>
      new Promise((done, failed) => {
        const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onerror: failed });
        link.onload = () => done(link);
        document.head.append(link);
      }),
    `${sheet}.css`,
  );
  await act();
  await link.evaluate((it) => it.remove());
}

test("no sheet gets in", async ({ page, host }) => {
  await page.addInitScript(computed);
  await open(page, host);
  await erroneous(page);
  await page.evaluate(() => (window.clean = { inside: look(true), outside: look(false) }));
  const inside = () => page.evaluate(() => compare(look(true), window.clean.inside));
  const outside = () => page.evaluate(() => compare(look(false), window.clean.outside));
  expect(await page.evaluate(() => window.clean.inside.length)).toBeGreaterThan(200);
  for (const sheet of SHEETS) {
    await under(page, sheet, async () => {
      expect.soft(await inside(), sheet).toEqual([]);
      // The sheet is there: it tells on the page's own elements.
      if (!["variables", "registered"].includes(sheet)) expect(await outside(), sheet).not.toEqual([]);
    });
  }
  expect(await inside(), "without them").toEqual([]);
});

test("nothing gets out: neither a rule nor a global name", async ({ page, host }) => {
  await page.addInitScript(computed);
  const names = () => page.evaluate(() => Object.getOwnPropertyNames(window).sort());
  await open(page, host);
  await erroneous(page);
  const [found, globals] = [await page.evaluate(() => look(false)), await names()];
  expect(found.length).toBeGreaterThan(15);
  expect(await page.evaluate(() => document.adoptedStyleSheets.length + document.styleSheets.length)).toBe(0);

  // The same page before the widget came.
  const headers = { "Access-Control-Allow-Origin": "*" };
  await page.route("**/blankett.js", (route) => route.fulfill({ contentType: "text/javascript", headers, body: "" }));
  await open(page, host);
  expect(await page.evaluate(() => customElements.get("blankett-form"))).toBeUndefined();
  expect(await page.evaluate((found) => compare(found, look(false)), found)).toEqual([]);
  expect(globals).toEqual(await names());
});

for (const [name, files] of Object.entries({
  "`* { all: unset !important }`": ["unset-important.css"],
  "all the other sheets at once": SHEETS.filter((it) => !UNSET.includes(it)).map((it) => `${it}.css`),
})) {
  test(`under ${name} a form is filled in and sent`, async ({ page, host }) => {
    await open(page, host, ...files);
    await fill(page, buypass.typed());
    await review(page);
    await send(page);
    expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);
  });
}

test("a page's keyboard shortcuts leave alone who types in the form, also before all scripts have come", async ({ page, host }) => {
  let late;
  const held = new Promise((done) => (late = done));
  await page.route("**/rest.js", (route) => held.then(() => route.continue()));
  await open(page, host, "keys.js");
  const name = field(page, "Informasjon om virksomheten", "Organisasjonens navn");
  await name.pressSequentially("Tannlege s/k Vest");
  await expect(name).toBeFocused();
  await expect(name).toHaveValue("Tannlege s/k Vest");
  late();
  const tick = field(page, "Mottaker av aktiveringskode", "Mottakeren skal brukes i flere bestillinger");
  await tick.press(" ");
  await expect(tick).toBeChecked();
  await button(page, "nb", "review").press("Enter");
  await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeFocused();
  // Elsewhere on the page they do what they are for.
  await page.getByRole("heading", { name: "Fiendtlig" }).click();
  await page.keyboard.press("s");
  await expect(page.getByLabel("Søk på siden")).toBeFocused();
});

test("a page that adds to the prototypes of arrays and objects", async ({ page, host }) => {
  await open(page, host, "prototypes.js");
  await element(page).evaluate((it) => {
    it.getHeaders = async () => ({ Authorization: "Bearer token-of-the-session" });
    it.prefill = { virksomhet: { navn: "Tannlegene Vest AS" } };
  });
  await fill(page, buypass.typed());
  await review(page);
  const posted = page.waitForRequest((it) => it.method() === "POST");
  await send(page);
  expect((await posted).headers()).not.toHaveProperty("meddled");
  const { text, envelope } = await host.backend.only();
  expect(envelope.answers).toEqual(buypass.answers);
  expect(text).not.toContain("meddled");
});
