// Several elements on one page, and elements that the page takes out, puts elsewhere and
// breaks: each has its own answers, and what is the same is fetched once.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, rows, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const OTHERS = ["opus-bruker", "opus-lisens", "opus-samhandlingslink", "vieri-databehandleravtale"];
const FORMS = [...Array(6).fill(buypass.ID), ...OTHERS];

const part = (page, number) => page.getByRole("article", { name: `nr. ${number}`, exact: true });
const element = (page, number) => part(page, number).locator("blankett-form");
const lastName = (place) => field(place, "Signaturberettiget", "Etternavn");

/** An empty page with as many elements as there are forms. */
async function put(page, host, forms, attributes = {}) {
  await page.goto(`${host.url}/empty.html`);
  await page.evaluate(
    ({ forms, attributes }) => {
      for (const [at, form] of forms.entries()) {
        const article = Object.assign(document.createElement("article"), { ariaLabel: `nr. ${at}` });
        const it = document.createElement("blankett-form");
        const all = { form, "test-numbers": "", ...attributes };
        for (const [name, value] of Object.entries(all)) it.setAttribute(name, value);
        article.append(it);
        document.querySelector("main").append(article);
      }
    },
    { forms, attributes },
  );
  for (const at of forms.keys()) await expect(element(page, at).getByRole("heading", { level: 2 }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Henter resten" })).toHaveCount(0);
}

test("ten elements: each shared file is fetched once, and no id is there twice", async ({ page, host }) => {
  const fetched = [];
  page.on("request", (request) => fetched.push(new URL(request.url())));
  await put(page, host, FORMS);
  await expect(button(part(page, 0), "nb", "review")).toBeVisible();
  await page.waitForLoadState("networkidle");
  const paths = fetched.filter((it) => it.origin === host.backend.url).map((it) => it.pathname);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((it, at) => paths.indexOf(it) !== at), "fetched again").toEqual([]);

  const wrong = await page.evaluate(() => {
    const wrong = [];
    for (const { shadowRoot } of document.querySelectorAll("blankett-form")) {
      const all = Array.from(shadowRoot.querySelectorAll("[id]"), (it) => it.id);
      wrong.push(...all.filter((it, at) => all.indexOf(it) !== at));
      for (const name of ["for", "aria-labelledby"]) {
        for (const it of shadowRoot.querySelectorAll(`[${name}]`)) {
          wrong.push(...it.getAttribute(name).split(" ").filter((id) => !shadowRoot.getElementById(id)));
        }
      }
    }
    return wrong;
  });
  expect(wrong).toEqual([]);
});

test("each keeps its own answers, choices and errors, and is sent by itself", async ({ page, host }) => {
  await put(page, host, FORMS, { action: `${host.backend.url}/api/innsendinger` });
  for (let at = 0; at < 6; at++) await lastName(part(page, at)).fill(`Nordmann ${at}`);
  for (let at = 0; at < 6; at++) await expect(lastName(part(page, at))).toHaveValue(`Nordmann ${at}`);
  // A box of the same name in each.
  const tick = (at) => field(part(page, at), "Mottaker av aktiveringskode", "Mottakeren skal brukes i flere bestillinger");
  await tick(1).check();
  await expect(tick(0)).not.toBeChecked();

  await button(part(page, 2), "nb", "review").click();
  await expect(part(page, 2).getByRole("group", { name: WORDS.nb.summary })).toBeFocused();
  await expect(page.getByRole("group", { name: WORDS.nb.summary })).toHaveCount(1);

  await fill(part(page, 3), buypass.typed());
  await review(part(page, 3));
  await send(part(page, 3));
  expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);
  expect((await rows(part(page, 3))).slice(4)).toEqual(buypass.shown());
  for (const at of [0, 1, 2, 4, 5]) await expect(lastName(part(page, at))).toHaveValue(`Nordmann ${at}`);
});

/** What a page may do with an element. `wait` is longer than the element waits to be put back. */
const HANDLINGS = {
  "in the same tick": (it) => {
    const parent = it.parentNode;
    it.remove();
    parent.append(it);
  },
  "after two seconds": async (it) => {
    const parent = it.parentNode;
    it.remove();
    await new Promise((done) => setTimeout(done, 2000));
    parent.append(it);
  },
  "into another parent": (it) => {
    const section = document.createElement("section");
    it.parentNode.append(section);
    section.append(it);
  },
  "into another parent after two seconds": async (it) => {
    const parent = it.parentNode;
    it.remove();
    await new Promise((done) => setTimeout(done, 2000));
    const section = document.createElement("section");
    parent.append(section);
    section.append(it);
  },
  "into a shadow root": (it) => {
    const host = document.createElement("div");
    it.parentNode.append(host);
    host.attachShadow({ mode: "open" }).append(it);
  },
  "out of one place, into another, and back": (it) => {
    const parent = it.parentNode;
    document.body.append(it);
    document.body.prepend(it);
    parent.prepend(it);
  },
};

for (const [name, handle] of Object.entries(HANDLINGS)) {
  test(`put again ${name}: what is written stays, wrong or not, and it goes on`, async ({ page, host }) => {
    await put(page, host, [buypass.ID, buypass.ID], { action: `${host.backend.url}/api/innsendinger` });
    const place = part(page, 0);
    await fill(place, buypass.typed());
    const phone = field(place, "Informasjon om virksomheten", "Hovedtelefonnummer");
    await phone.fill("ring meg");
    await lastName(part(page, 1)).fill("Hansen");
    await element(page, 0).evaluate(handle);
    await expect(lastName(place)).toHaveValue("Nordmann");
    await expect(phone).toHaveValue("ring meg");
    await expect(lastName(part(page, 1))).toHaveValue("Hansen");
    await phone.fill("22123456");
    await review(place);
    await send(place);
    expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);
  });
}

test("one that is taken out for good leaves nothing behind", async ({ page, host }) => {
  await page.addInitScript(() => {
    // What is listened to on the window and the document, which outlive an element.
    window.listening = [];
    for (const target of [window, document]) {
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = (type, listener, ...more) => {
        window.listening.push({ target, type, listener });
        addEventListener.call(target, type, listener, ...more);
      };
      target.removeEventListener = (type, listener, ...more) => {
        const isIt = (it) => it.target === target && it.type === type && it.listener === listener;
        window.listening = window.listening.filter((it) => !isIt(it));
        removeEventListener.call(target, type, listener, ...more);
      };
    }
  });
  await put(page, host, [buypass.ID]);
  await lastName(part(page, 0)).fill("Nordmann");
  // Once it has been there, what all elements share stays.
  const types = () => page.evaluate(() => window.listening.map((it) => it.type).sort());
  const before = await types();
  expect(before).toContain("online");
  for (let times = 0; times < 3; times++) {
    await page.evaluate(async () => {
      const it = document.createElement("blankett-form");
      it.setAttribute("form", "buypass-virksomhetssertifikat");
      const ready = new Promise((done) => it.addEventListener("blankett-ready", done, { once: true }));
      document.querySelector("main").append(it);
      await ready;
      (window.gone ??= []).push(new WeakRef(it));
    });
    await expect(page.locator("blankett-form").last().getByRole("button", { name: WORDS.nb.review })).toBeVisible();
    await page.evaluate(() => document.querySelector("main").lastElementChild.remove());
  }
  expect(await types(), "listeners").toEqual(before);
  // The element waits a second to be put back.
  await expect
    .poll(async () => {
      await page.requestGC();
      return page.evaluate(() => window.gone.filter((it) => it.deref()).length);
    }, "elements that are still held")
    .toBe(0);
  await expect(lastName(part(page, 0))).toHaveValue("Nordmann");
});
