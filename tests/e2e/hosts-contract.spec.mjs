// What a host may do with the element while somebody fills it in: every attribute and
// property is live, and nothing that was typed is lost.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const element = (page) => page.locator("blankett-form");
const phone = (page) => field(page, "Informasjon om virksomheten", "Hovedtelefonnummer");
const lastName = (page) => field(page, "Signaturberettiget", "Etternavn");

/** An element in the innermost place of the page. */
async function put(page, host, attributes, properties = {}) {
  await page.goto(`${host.url}/contract/index.html`);
  await page.evaluate(
    ({ attributes, properties }) => {
      const it = Object.assign(document.createElement("blankett-form"), properties);
      for (const [name, value] of Object.entries(attributes)) it.setAttribute(name, value);
      document.querySelector(".inner").append(it);
    },
    { attributes, properties },
  );
}

const order = (host, more = {}) => {
  const action = `${host.backend.url}/api/innsendinger`;
  return { form: buypass.ID, action, "test-numbers": "", ...more };
};

const set = (page, ...attribute) => element(page).evaluate((it, attribute) => it.setAttribute(...attribute), attribute);

/** What a person has typed, with a mistake. */
async function type(page) {
  await fill(page, buypass.typed());
  await phone(page).fill("ring meg");
}

async function expectTyped(page) {
  await expect(lastName(page)).toHaveValue("Nordmann");
  await expect(phone(page)).toHaveValue("ring meg");
}

/** It can be corrected and sent. */
async function expectSent(page, host) {
  await phone(page).fill("22123456");
  await review(page);
  await send(page);
  expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);
}

test("properties and attributes of a name are one", async ({ page, host }) => {
  await page.goto(`${host.url}/contract/index.html`);
  const found = await page.evaluate(() => {
    const it = document.createElement("blankett-form");
    const found = {};
    for (const name of ["form", "action", "lang", "layout", "name"]) {
      it[name] = `${name}-1`;
      const set = it.getAttribute(name);
      it.setAttribute(name, `${name}-2`);
      found[name] = [set, it[name]];
      it.removeAttribute(name);
      found[name].push(it[name]);
    }
    for (const [name, attribute] of [["testNumbers", "test-numbers"], ["disabled", "disabled"]]) {
      it[name] = true;
      const set = it.getAttribute(attribute);
      it.removeAttribute(attribute);
      found[name] = [set, it[name]];
    }
    return found;
  });
  expect(found).toEqual({
    form: ["form-1", "form-2", ""],
    action: ["action-1", "action-2", ""],
    lang: ["lang-1", "lang-2", ""],
    layout: ["layout-1", "layout-2", ""],
    name: ["name-1", "name-2", ""],
    testNumbers: ["", false],
    disabled: ["", false],
  });
});

test("properties that were set before the script came are taken up", async ({ page, host }) => {
  let arrive;
  const arrived = new Promise((done) => (arrive = done));
  await page.route("**/blankett.js", async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${host.url}/contract/index.html`, { waitUntil: "commit" });
  await page.locator(".inner").evaluate(
    (place, [form, action]) => {
      const it = document.createElement("blankett-form");
      const prefill = { virksomhet: { navn: "Tannlegene Vest AS" } };
      place.append(Object.assign(it, { form, action, lang: "en", testNumbers: true, prefill }));
    },
    [buypass.ID, `${host.backend.url}/api/innsendinger`],
  );
  arrive();
  await expect(field(page, "About the organisation", "Name of the organisation")).toHaveValue("Tannlegene Vest AS");
  await fill(page, buypass.typed("en"));
  await review(page, "en");
  await send(page, "en");
  await host.backend.only();
});

test("from one form to another and back: each has what was typed in it", async ({ page, host }) => {
  await put(page, host, order(host));
  await type(page);
  await element(page).evaluate((it) => (it.form = "definition.json"));
  await page.getByLabel("Navn").fill("Kari");
  await element(page).evaluate((it, id) => (it.form = id), buypass.ID);
  await expectTyped(page);
  await element(page).evaluate((it) => (it.form = "definition.json"));
  await expect(page.getByLabel("Navn")).toHaveValue("Kari");
  await element(page).evaluate((it, id) => (it.form = id), buypass.ID);
  await expectTyped(page);
  await expectSent(page, host);
});

test("a definition as an object, and back to the form the attribute names", async ({ page, host }) => {
  await put(page, host, order(host));
  await type(page);
  await element(page).evaluate(async (it) => {
    it.definition = await (await fetch("definition.json")).json();
  });
  await page.getByLabel("Navn").fill("Kari");
  await element(page).evaluate((it) => (it.definition = undefined));
  await expectTyped(page);
  await expectSent(page, host);
});

test("in steps and on one page, there and back", async ({ page, host }) => {
  await put(page, host, order(host));
  await type(page);
  await set(page, "layout", "steps");
  await expect(page.getByRole("button", { name: "Neste" })).toBeVisible();
  await expect(lastName(page)).toBeHidden();
  await set(page, "lang", "en");
  await expect(page.getByRole("button", { name: "Next" })).toBeVisible();
  await set(page, "lang", "nb");
  await expect(page.getByRole("button", { name: "Neste" })).toBeVisible();
  await element(page).evaluate((it) => (it.layout = "page"));
  await expect(button(page, "nb", "review")).toBeVisible();
  await expectTyped(page);
  await expectSent(page, host);
});

test.describe("an address where nobody answers", () => {
  test.use({ expected: OUTAGE });

  test("another action: it is posted there from then on, also what waits", async ({ page, host }) => {
    await put(page, host, order(host, { action: "http://127.0.0.1:9/" }));
    await type(page);
    await phone(page).fill("22123456");
    await review(page);
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toContainText(WORDS.nb.noContact);
    await set(page, "action", `${host.backend.url}/api/innsendinger`);
    await button(page, "nb", "retry").click();
    await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeVisible();
    await host.backend.only();
  });
});

test("test numbers allowed late: they pass, and what was typed stays", async ({ page, host }) => {
  const { "test-numbers": _, ...attributes } = order(host);
  await put(page, host, attributes);
  await type(page);
  const person = field(page, "Signaturberettiget", "Fødselsnummer");
  await person.focus();
  await person.blur();
  await expect(person).toHaveAttribute("aria-invalid", "true");
  await element(page).evaluate((it) => (it.testNumbers = true));
  await expectTyped(page);
  await expectSent(page, host);
});

test("everything at once, in one go", async ({ page, host }) => {
  await put(page, host, order(host));
  await type(page);
  await element(page).evaluate((it) => {
    const { form } = it;
    Object.assign(it, { form: "definition.json", lang: "en", layout: "steps", testNumbers: false });
    Object.assign(it, { form, lang: "nb", layout: "page", testNumbers: true });
  });
  await expect(button(page, "nb", "review")).toBeVisible();
  await expectTyped(page);
  await expectSent(page, host);
});

/** Elements around the form whose language may change. */
const AROUND = {
  "the page": "html",
  "something between": ".outer",
  "what it stands in": ".inner",
};

for (const [name, selector] of Object.entries(AROUND)) {
  test(`the language of ${name} changes: the form follows, with everything in it`, async ({ page, host }) => {
    await put(page, host, order(host));
    await fill(page, buypass.typed());
    const change = (lang) => page.locator(selector).evaluate((it, lang) => (it.lang = lang), lang);
    await change("en");
    await expect(field(page, "Authorised signatory", "Last name")).toHaveValue("Nordmann");
    await change("nn");
    await expect(page.getByRole("button", { name: "Sjå over svara" })).toBeVisible();
    await change("nb");
    await expect(lastName(page)).toHaveValue("Nordmann");
    // Its own goes before.
    await set(page, "lang", "nn");
    await expect(page.getByRole("button", { name: "Sjå over svara" })).toBeVisible();
    await change("en");
    await page.waitForTimeout(300);
    await expect(page.getByRole("button", { name: "Sjå over svara" })).toBeVisible();
    await element(page).evaluate((it) => it.removeAttribute("lang"));
    await expect(field(page, "Authorised signatory", "Last name")).toHaveValue("Nordmann");
  });
}

test("the language of the page changes around the shadow root that it stands in", async ({ page, host }) => {
  await put(page, host, order(host));
  await page.locator(".outer").evaluate((it) => it.attachShadow({ mode: "open" }).append(it.querySelector("blankett-form")));
  await expect(button(page, "nb", "review")).toBeVisible();
  await fill(page, buypass.typed());
  await page.evaluate(() => (document.documentElement.lang = "en"));
  await expect(field(page, "Authorised signatory", "Last name")).toHaveValue("Nordmann");
});

test("it is put into a place of another language", async ({ page, host }) => {
  await put(page, host, order(host));
  await fill(page, buypass.typed());
  await element(page).evaluate((it) => {
    const place = Object.assign(document.createElement("section"), { lang: "en" });
    document.querySelector("main").append(place);
    place.append(it);
  });
  await expect(field(page, "Authorised signatory", "Last name")).toHaveValue("Nordmann");
});

for (const file of ["widget_bg.wasm", "rest.js"]) {
  test(`the language changes before ${file} has come`, async ({ page, host }) => {
    let arrive;
    const arrived = new Promise((done) => (arrive = done));
    await page.route(`**/${file}`, async (route) => {
      await arrived;
      await route.continue();
    });
    const asked = page.waitForRequest(`**/${file}`);
    await put(page, host, order(host));
    await asked;
    await page.evaluate(() => (document.documentElement.lang = "en"));
    await page.waitForTimeout(200);
    arrive();
    await expect(button(page, "en", "review")).toBeVisible();
    await fill(page, buypass.typed("en"));
  });
}

test("the keyboard stays where it is when the language changes", async ({ page, host }) => {
  await put(page, host, order(host));
  await lastName(page).fill("Nordmann");
  await set(page, "lang", "en");
  const same = field(page, "Authorised signatory", "Last name");
  await expect(same).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type("-Hansen");
  await expect(same).toHaveValue("Nordmann-Hansen");
});
