// The element on a vendor's own page, on another origin than the widget.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, receipt, review, rows, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const element = (page) => page.locator("blankett-form");

test("a submission from another origin, and the events the page gets", async ({ page, host }) => {
  await page.goto(`${host.url}/events.html`);
  await fill(page, buypass.typed());
  await review(page);
  await send(page);
  const { envelope } = await host.backend.only();
  expect(envelope.answers).toEqual(buypass.answers);

  const events = await page.evaluate(() => window.events);
  const types = events.map((it) => it.type).filter((it) => !["blankett-change", "blankett-queued"].includes(it));
  expect(types).toEqual(["blankett-ready", "blankett-submit", "blankett-delivered"]);
  for (const { type, detail, composed, bubbles, cancelable } of events) {
    expect([type, composed, bubbles, cancelable]).toEqual([type, true, true, type === "blankett-submit"]);
    if (type === "blankett-submit") expect(detail).toEqual(envelope);
    else if (type === "blankett-change") expect(detail).toEqual({ field: expect.stringMatching(/^[a-z]+\.[a-z]+$/) });
    else for (const secret of buypass.SECRETS) expect(JSON.stringify(detail ?? {})).not.toContain(secret);
  }
  // Which fields were changed, and nothing of what was written in them.
  const own = Object.entries(buypass.answers).flatMap(([at, fields]) => Object.keys(fields).map((it) => `${at}.${it}`));
  const keys = own.filter((it) => it !== "sertifikat.cn");
  const changed = events.filter((it) => it.type === "blankett-change").map((it) => it.detail.field);
  expect([...new Set(changed)].sort(), "the common name was left to its default").toEqual(keys.sort());

  const delivered = events.find((it) => it.type === "blankett-delivered").detail;
  const [item] = await host.backend.list();
  expect(delivered).toEqual({ id: item.id, reference: item.reference, digest: item.digest });
});

test("a page may stop the submission", async ({ page, host }) => {
  await page.goto(`${host.url}/events.html`);
  await fill(page, buypass.typed());
  await review(page);
  await element(page).evaluate((it) =>
    it.addEventListener("blankett-submit", (event) => event.preventDefault(), { once: true }),
  );
  await button(page, "nb", "send").click();
  await expect.poll(() => page.evaluate(() => window.events.at(-1)?.type)).toBe("blankett-submit");
  expect(await host.backend.list()).toEqual([]);
  await send(page);
  await host.backend.only();
});

test("two elements share one engine; each has its own language and answers", async ({ page, host }) => {
  const fetched = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await page.goto(`${host.url}/two-forms.html`);
  const [first, second] = ["first", "second"].map((name) => page.getByRole("article", { name }));
  const names = [
    field(first, "Authorised signatory", "First name"),
    second.getByRole("region").getByLabel("Fornavn").first(),
  ];
  await names[0].fill("Kari");
  await names[1].fill("Ola");
  await expect(names[0]).toHaveValue("Kari");
  await expect(button(first, "en", "review")).toBeVisible();
  await expect(second.getByRole("button", { name: "Sjå over svara" })).toBeVisible();
  const count = (it) => fetched.filter((path) => path === it).length;
  expect(fetched.filter((it) => it.endsWith(".wasm"))).toHaveLength(1);
  await expect.poll(() => fetched.filter((it) => it.endsWith(".css")).sort()).toEqual(["/blankett.css", "/queue.css", "/rest.css"]);
  for (const language of ["en", "nn"]) {
    for (const name of [`locales/${language}`, `forms/${language}/${buypass.ID}`]) {
      expect(count(`/${name}.first.json`), `the first part of ${name}`).toBe(1);
    }
    expect(count(`/locales/${language}.json`), `the rest of locales/${language}`).toBe(1);
  }
  expect(fetched.filter((it) => it.startsWith("/locales/nb")), "a language nobody asked for").toEqual([]);

  // Without an address the event is the delivery.
  await fill(first, buypass.typed("en"));
  await review(first, "en");
  await send(first, "en");
  await expect(names[1]).toHaveValue("Ola");
  expect((await rows(first)).slice(4)).toEqual(buypass.shown("en"));
});

test("answers the page knows stand in the form, and can be asked for", async ({ page, host }) => {
  await page.goto(`${host.url}/early.html`);
  const name = field(page, "Informasjon om virksomheten", "Organisasjonens navn");
  await expect(name).toHaveValue("Tannlegene Vest AS");
  const warned = page.waitForEvent("console", (it) => it.type() === "warning");
  await element(page).evaluate((it) => {
    it.prefill = {
      virksomhet: { organisasjonsnummer: "971058676", telefon: "22123456", farge: "blå" },
      signaturberettiget: { fodselsnummer: "01819012012", mobilnummer: "40612345" },
    };
  });
  await expect(field(page, "Informasjon om virksomheten", "Organisasjonsnummer")).toHaveValue("971 058 676");
  await expect(field(page, "Informasjon om virksomheten", "Hovedtelefonnummer")).toHaveValue("22 12 34 56");
  await expect(field(page, "Signaturberettiget", "Fødselsnummer")).toHaveValue("018190 12012");
  await expect(field(page, "Signaturberettiget", "Mobilnummer")).toHaveValue("406 12 345");
  expect((await warned).text()).toContain("/virksomhet/farge");
  const answers = await element(page).evaluate((it) => it.answers());
  expect(answers.virksomhet.organisasjonsnummer).toBe("971058676");
});

test("a date the page knows is written as people write it", async ({ page, host }) => {
  await page.goto(`${host.url}/empty.html`);
  await page.evaluate(() => {
    const fields = [{ key: "dato", kind: "date", label: "Dato", required: true }];
    const definition = { id: "a", version: "1", title: "A", sections: [{ id: "s", title: "S", fields }] };
    const it = Object.assign(document.createElement("blankett-form"), { definition, prefill: { dato: "2026-12-24" } });
    document.querySelector("main").append(it);
  });
  const date = field(page, "S", "Dato");
  await expect(date).toHaveValue("24.12.2026");
  expect(await element(page).evaluate((it) => it.answers())).toEqual({ dato: "2026-12-24" });
  await date.fill("1.2.2027");
  await review(page);
  expect(await element(page).evaluate((it) => it.answers())).toEqual({ dato: "2027-02-01" });
});

test("the page may send and begin anew by method", async ({ page, host }) => {
  await page.goto(`${host.url}/events.html`);
  await expect(button(page, "nb", "review")).toBeVisible();
  expect(await element(page).evaluate((it) => it.submit())).toBe(false);
  await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeFocused();
  await fill(page, buypass.typed());
  expect(await element(page).evaluate((it) => it.submit())).toBe(true);
  await receipt(page);
  await element(page).evaluate((it) => it.reset());
  await expect(field(page, "Signaturberettiget", "Fornavn")).toHaveValue("");
  await host.backend.only();
});

test("the language follows the attribute", async ({ page, host }) => {
  await page.goto(`${host.url}/strict/index.html`);
  for (const [lang, words] of [
    ["en", "Check your answers"],
    ["nn", "Sjå over svara"],
    ["nb-NO", "Se over svarene"],
    ["no", "Se over svarene"],
    ["se", "Se over svarene"],
  ]) {
    await element(page).evaluate((it, lang) => it.setAttribute("lang", lang), lang);
    await expect(page.getByRole("button", { name: words })).toBeVisible();
  }
});

test("an action that the page names late is posted to, not passed over", async ({ page, host }) => {
  await page.goto(`${host.url}/events.html`);
  await page.locator("blankett-form").evaluate(async (it) => {
    const action = it.getAttribute("action");
    const late = it.cloneNode();
    late.removeAttribute("action");
    const ready = new Promise((done) => late.addEventListener("blankett-ready", done, { once: true }));
    it.replaceWith(late);
    await ready;
    late.setAttribute("action", action);
  });
  await fill(page, buypass.typed());
  await review(page);
  await send(page);
  expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);
});
