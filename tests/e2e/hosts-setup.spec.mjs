// A host that has set the element up wrongly: its developer gets one message in the console
// that names what is wrong, the reader one sentence where it stands in the way, and nothing
// that was typed is lost.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

// Chromium has words of its own about requests that fail.
test.use({ expected: /^blankett: |Failed to load resource|blocked by CORS policy/ });

const LOCALE = JSON.parse(readFileSync(join(process.env.BLANKETT_DIST, "locales/nb.json"), "utf8"));

const element = (page) => page.locator("blankett-form");
const lastName = (page) => field(page, "Signaturberettiget", "Etternavn");

/** What the developer is told. */
function listen(page) {
  const told = [];
  page.on("console", (message) => {
    if (message.text().startsWith("blankett: ")) told.push(message.text());
  });
  return told;
}

/** One message, and soon after it no other. */
async function expectTold(page, told, ...names) {
  await expect.poll(() => told.length, "messages in the console").toBeGreaterThan(0);
  await page.waitForTimeout(500);
  expect(told).toHaveLength(1);
  for (const name of names) expect(told[0]).toContain(name);
}

async function put(page, host, attributes) {
  await page.goto(`${host.url}/contract/index.html`);
  await page.evaluate((attributes) => {
    const it = document.createElement("blankett-form");
    for (const [name, value] of Object.entries(attributes)) it.setAttribute(name, value);
    document.querySelector(".inner").append(it);
  }, attributes);
}

const order = (host, more = {}) => {
  const action = `${host.backend.url}/api/innsendinger`;
  return { form: buypass.ID, action, "test-numbers": "", ...more };
};

/** Attributes without which the form can be shown: the reader notices nothing. */
for (const [name, value] of [["lang", "de"], ["layout", "stpes"]]) {
  test(`${name}="${value}" is told, and the form is shown as if it were not there`, async ({ page, host }) => {
    const told = listen(page);
    await put(page, host, order(host, { [name]: value }));
    await expect(button(page, "nb", "review")).toBeVisible();
    await expectTold(page, told, `${name}="${value}"`);
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  });

  test(`${name}="${value}" set later is told, and nothing typed is lost`, async ({ page, host }) => {
    const told = listen(page);
    await put(page, host, order(host));
    await lastName(page).fill("Nordmann");
    await element(page).evaluate((it, [name, value]) => it.setAttribute(name, value), [name, value]);
    await expectTold(page, told, `${name}="${value}"`);
    await expect(lastName(page)).toHaveValue("Nordmann");
  });
}

/** A definition that somebody could put into a link. */
const FOREIGN = JSON.stringify({
  id: "fremmed", version: "1", title: "Fremmed",
  sections: [{ id: "s", title: "S", fields: [{ key: "passord", kind: "text", label: "Passord" }] }],
});

/** Forms that cannot be had, and what the reader is told. */
const FORMS = {
  "an id that does not exist": [() => "finnes-ikke", "load.definition"],
  "a URL that does not exist": [() => "finnes-ikke.json", "load.definition"],
  "another origin without CORS": [(host) => `${host.stranger}/contract/definition.json`, "load.network"],
  "an origin where nobody answers": [() => "http://127.0.0.1:9/definition.json", "load.network"],
  "JSON that is broken": [() => "broken.json", "load.definition"],
  "a page instead of JSON": [() => "index.html", "load.definition"],
  "a definition that is wrong": [() => "wrong.json", "load.definition", "/sections/0/fields/0/lable"],
  "no URL at all": [() => "http://[", "load.definition"],
  "a data: URL": [() => `data:application/json,${encodeURIComponent(FOREIGN)}`, "load.definition", "is no address"],
  "a script": [() => "javascript:alert(1)", "load.definition", "is no address"],
  "a file": [() => "file:///etc/passwd.json", "load.definition", "is no address"],
};

for (const [name, [form, words, ...more]] of Object.entries(FORMS)) {
  test(`form: ${name}`, async ({ page, host }) => {
    const told = listen(page);
    await put(page, host, order(host));
    await lastName(page).fill("Nordmann");
    const wrong = form(host);
    await element(page).evaluate((it, form) => it.setAttribute("form", form), wrong);
    await expect(page.getByRole("alert")).toHaveText(LOCALE[words]);
    await expectTold(page, told, wrong, ...more);
    // The right one again: what was typed is there.
    await element(page).evaluate((it, form) => it.setAttribute("form", form), buypass.ID);
    await expect(lastName(page)).toHaveValue("Nordmann");
  });
}

test("form: a blob: URL that holds a definition", async ({ page, host }) => {
  const told = listen(page);
  await put(page, host, order(host));
  await lastName(page).fill("Nordmann");
  await element(page).evaluate((it, text) => (it.form = URL.createObjectURL(new Blob([text]))), FOREIGN);
  await expect(page.getByRole("alert")).toHaveText(LOCALE["load.definition"]);
  await expectTold(page, told, "blob:", "is no address");
  await element(page).evaluate((it, form) => (it.form = form), buypass.ID);
  await expect(lastName(page)).toHaveValue("Nordmann");
});

test("neither a form nor a definition", async ({ page, host }) => {
  const told = listen(page);
  await put(page, host, {});
  await expect(page.getByRole("alert")).toHaveText(LOCALE["load.definition"]);
  await expectTold(page, told, "form", "definition");
});

async function filled(page, host, attributes) {
  await put(page, host, attributes);
  await expect(button(page, "nb", "review")).toBeVisible();
  await fill(page, buypass.typed());
}

async function expectKept(page, host) {
  await button(page, "nb", "back").click();
  await expect(lastName(page)).toHaveValue("Nordmann");
  await element(page).evaluate((it, action) => it.setAttribute("action", action), `${host.backend.url}/api/innsendinger`);
  await review(page);
  await send(page);
  expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);
}

for (const action of ["", "http://[", "ftp://vendor.example/orders", "javascript:alert(1)", "mailto:post@vendor.example"]) {
  test(`action="${action}" is told at once; the reader is told when it is to be sent`, async ({ page, host }) => {
    const told = listen(page);
    await filled(page, host, order(host, { action }));
    await expectTold(page, told, `action="${action}"`);
    await review(page);
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toContainText(LOCALE["trouble.unset"]);
    await expectKept(page, host);
  });
}

test("no action, and nobody who reads the event: the developer and the reader are told", async ({ page, host }) => {
  const told = listen(page);
  const { action: _, ...attributes } = order(host);
  await filled(page, host, attributes);
  // Somebody hears it, and leaves what it holds.
  await page.evaluate(() => document.addEventListener("blankett-submit", ({ type }) => (window.heard = type)));
  await review(page);
  expect(told).toEqual([]);
  await button(page, "nb", "send").click();
  await expect(page.getByRole("alert")).toContainText(LOCALE["trouble.unset"]);
  await expectTold(page, told, "action", "blankett-submit");
  expect(await page.evaluate(() => window.heard)).toBe("blankett-submit");
  await expectKept(page, host);
});

test("no action, and somebody reads the event: it is delivered", async ({ page, host }) => {
  const told = listen(page);
  const { action: _, ...attributes } = order(host);
  await filled(page, host, attributes);
  await page.evaluate(() => document.addEventListener("blankett-submit", ({ detail }) => (window.envelope = detail)));
  await review(page);
  await send(page);
  expect((await page.evaluate(() => window.envelope)).answers).toEqual(buypass.answers);
  expect(told).toEqual([]);
});

/** Hosts that fail to make headers. */
const HEADERS = {
  throws: (it) => {
    it.getHeaders = () => {
      throw new Error("no token");
    };
  },
  rejects: (it) => (it.getHeaders = () => Promise.reject(new Error("no token"))),
  "rejects with nothing": (it) => (it.getHeaders = () => Promise.reject()),
  "gives what is no header": (it) => (it.getHeaders = async () => ({ "no header": "\n" })),
  "gives a text": (it) => (it.getHeaders = async () => "Bearer token"),
  "is no function": (it) => (it.getHeaders = "Bearer token"),
};

for (const [name, fail] of Object.entries(HEADERS)) {
  test(`getHeaders ${name}: told, and it is sent once it works`, async ({ page, host }) => {
    // Full jitter at its shortest would try again at once.
    await page.addInitScript(() => (Math.random = () => 0.999));
    const told = listen(page);
    await filled(page, host, order(host));
    await element(page).evaluate(fail);
    await review(page);
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toContainText(LOCALE["trouble.host"]);
    await expectTold(page, told, "getHeaders");
    expect(await host.backend.list()).toEqual([]);
    await element(page).evaluate((it) => (it.getHeaders = async () => ({ Authorization: "Bearer token" })));
    // Another token is a reason to try at once.
    await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeVisible();
    expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);
  });
}

/** Sent, by a host that is asked for headers and does not answer. */
async function waiting(page, host) {
  await filled(page, host, order(host));
  await element(page).evaluate((it) => {
    it.getHeaders = () => ((window.asked = true), new Promise(() => {}));
  });
  await review(page);
  await button(page, "nb", "send").click();
  await page.waitForFunction(() => window.asked);
}

test("getHeaders that is set anew while the host's answer is waited for: asked at once", async ({ page, host }) => {
  const told = listen(page);
  await waiting(page, host);
  await element(page).evaluate((it) => (it.getHeaders = async () => ({ Authorization: "Bearer token" })));
  await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeVisible();
  await host.backend.only();
  expect(told).toEqual([]);
});

test("getHeaders that never answers: told after half a minute", async ({ page, host }) => {
  const told = listen(page);
  await waiting(page, host);
  await expect(page.getByText(LOCALE.sending)).toBeVisible();
  await expect(page.getByRole("alert")).toContainText(LOCALE["trouble.host"], { timeout: 50_000 });
  expect(told.filter((it) => it.includes("getHeaders"))).toHaveLength(1);
  await element(page).evaluate((it) => (it.getHeaders = undefined));
  await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeVisible();
  await host.backend.only();
});
