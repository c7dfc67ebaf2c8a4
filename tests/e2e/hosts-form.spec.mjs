// The element in a host's own <form> (tests/hosts/form): it takes part under its name, as
// a field of the host's does.
import * as buypass from "./support/buypass.mjs";
import { digest } from "./support/canonical.mjs";
import { post } from "./support/envelope.mjs";
import { button, field, fill, review } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const element = (page) => page.locator("blankett-form");
const order = (page) => page.getByRole("button", { name: "Bestill", exact: true });
const customer = (page) => page.getByLabel("Kundenummer");
const lastName = (place) => field(place, "Signaturberettiget", "Etternavn");
const summary = (place) => place.getByRole("group", { name: WORDS.nb.summary });
const thanks = (page) => page.getByRole("heading", { name: "Takk for bestillingen" });

async function open(page, host, name) {
  await page.addInitScript(() => {
    window.submits = [];
    document.addEventListener("blankett-submit", ({ detail }) => window.submits.push(detail));
  });
  await page.goto(`${host.url}/form/${name}`);
  for (const it of await element(page).all()) await expect(button(it, "nb", "review")).toBeVisible();
}

/** The host's backend has a submission that ours takes. */
async function expectTaken(host, text) {
  const envelope = JSON.parse(text);
  expect(envelope.answers).toEqual(buypass.answers);
  expect(envelope.digest).toBe(digest(envelope));
  expect((await post(host.backend, text)).status).toBe(201);
}

test("the page goes where the form goes, and the server gets one field more", async ({ page, host }) => {
  await open(page, host, "index.html");
  await customer(page).fill("4711");
  await fill(page, buypass.typed());
  await order(page).click();
  await expect(thanks(page)).toBeVisible();
  expect(host.posts).toHaveLength(1);
  const [{ path, fields }] = host.posts;
  expect(path).toBe("form/orders");
  expect(fields.map(([name]) => name).sort()).toEqual(["bestilling", "kundenummer", "valg"]);
  const sent = Object.fromEntries(fields);
  expect([sent.kundenummer, sent.valg]).toEqual(["4711", "bestill"]);
  await expectTaken(host, sent.bestilling);
});

test("the button that was pressed is the one that is sent", async ({ page, host }) => {
  await open(page, host, "index.html");
  await customer(page).fill("4711");
  await fill(page, buypass.typed());
  await page.getByRole("button", { name: "Be om tilbud" }).click();
  await expect(thanks(page)).toBeVisible();
  expect(Object.fromEntries(host.posts[0].fields).valg).toBe("tilbud");
});

test("Enter in a field of the host's submits, too", async ({ page, host }) => {
  await open(page, host, "index.html");
  await fill(page, buypass.typed());
  await customer(page).fill("4711");
  await customer(page).press("Enter");
  await expect(thanks(page)).toBeVisible();
  expect(host.posts).toHaveLength(1);
});

test("what is wrong stops it, is told, and gets the focus", async ({ page, host }) => {
  await open(page, host, "index.html");
  await customer(page).fill("4711");
  await order(page).click();
  await expect(summary(page)).toBeFocused();
  await fill(page, buypass.typed());
  await field(page, "Informasjon om virksomheten", "Organisasjonsnummer").fill("971058677");
  await order(page).click();
  await expect(summary(page).getByRole("link")).toHaveCount(1);
  expect(host.posts).toEqual([]);
  expect(await page.evaluate(() => window.submits)).toEqual([]);
  await field(page, "Informasjon om virksomheten", "Organisasjonsnummer").fill("971058676");
  await order(page).click();
  await expect(thanks(page)).toBeVisible();
  expect(host.posts).toHaveLength(1);
});

test("the host's own empty field stops it first, as ever", async ({ page, host }) => {
  await open(page, host, "index.html");
  await fill(page, buypass.typed());
  await order(page).click();
  await expect(customer(page)).toBeFocused();
  expect(host.posts).toEqual([]);
  await customer(page).fill("4711");
  await order(page).click();
  await expect(thanks(page)).toBeVisible();
});

test("its own «Send inn» submits the host's form", async ({ page, host }) => {
  await open(page, host, "index.html");
  await customer(page).fill("4711");
  await fill(page, buypass.typed());
  await review(page);
  await button(page, "nb", "send").click();
  await expect(thanks(page)).toBeVisible();
  expect(host.posts).toHaveLength(1);
  await expectTaken(host, Object.fromEntries(host.posts[0].fields).bestilling);
});

test("the page may stop it in the event, and the event holds the same submission", async ({ page, host }) => {
  await open(page, host, "index.html");
  await customer(page).fill("4711");
  await fill(page, buypass.typed());
  await element(page).evaluate((it) =>
    it.addEventListener("blankett-submit", (event) => event.preventDefault(), { once: true }),
  );
  await order(page).click();
  await expect.poll(() => page.evaluate(() => window.submits.length)).toBe(1);
  await page.waitForTimeout(300);
  expect(host.posts).toEqual([]);
  await expect(lastName(page)).toHaveValue("Nordmann");
  const submitted = page.waitForRequest((it) => it.method() === "POST");
  const told = element(page).evaluate(
    (it) => new Promise((done) => it.addEventListener("blankett-submit", ({ detail }) => done(detail), { once: true })),
  );
  await order(page).click();
  await submitted;
  await expect(thanks(page)).toBeVisible();
  expect(JSON.parse(Object.fromEntries(host.posts[0].fields).bestilling)).toEqual(await told);
});

test("a page that sends with fetch gets it in FormData, once", async ({ page, host }) => {
  await open(page, host, "fetch.html");
  await customer(page).fill("4711");
  await order(page).click();
  await expect(summary(page)).toBeFocused();
  await fill(page, buypass.typed());
  await order(page).click();
  await expect(page.getByRole("status").filter({ hasText: "Takk for bestillingen" })).toBeVisible();
  expect(host.posts).toHaveLength(1);
  await expectTaken(host, Object.fromEntries(host.posts[0].fields).bestilling);
  await expect(lastName(page), "the page is still there").toHaveValue("Nordmann");
  // The same again is the same submission; something else is another.
  await order(page).click();
  await expect.poll(() => host.posts.length).toBe(2);
  await lastName(page).fill("Hansen");
  await order(page).click();
  await expect.poll(() => host.posts.length).toBe(3);
  const ids = host.posts.map((it) => JSON.parse(Object.fromEntries(it.fields).bestilling).id);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
});

test("before it is asked, FormData holds no answer", async ({ page, host }) => {
  await open(page, host, "fetch.html");
  await fill(page, buypass.typed());
  const fields = await page.evaluate(() => [...new FormData(document.querySelector("form"))]);
  expect(fields).toEqual([["kundenummer", ""]]);
});

test("the host's form is not submitted without it while it is still loading", async ({ page, host }) => {
  let arrive;
  const arrived = new Promise((done) => (arrive = done));
  await page.route("**/rest.js", async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${host.url}/form/index.html`);
  await expect(page.getByRole("heading", { name: "Informasjon om virksomheten" })).toBeVisible();
  await customer(page).fill("4711");
  await order(page).click();
  await page.waitForTimeout(500);
  expect(host.posts).toEqual([]);
  arrive();
  await expect(button(page, "nb", "review")).toBeVisible();
  await fill(page, buypass.typed());
  await order(page).click();
  await expect(thanks(page)).toBeVisible();
  await expectTaken(host, Object.fromEntries(host.posts[0].fields).bestilling);
});

test("the host's reset empties it; a reset that is stopped does not", async ({ page, host }) => {
  await open(page, host, "index.html");
  await lastName(page).fill("Nordmann");
  await page.evaluate(() =>
    document.querySelector("form").addEventListener("reset", (event) => event.preventDefault(), { once: true }),
  );
  await page.getByRole("button", { name: "Tøm" }).click();
  await page.waitForTimeout(300);
  await expect(lastName(page)).toHaveValue("Nordmann");
  await page.getByRole("button", { name: "Tøm" }).click();
  await expect(lastName(page)).toHaveValue("");
});

for (const [name, disable] of Object.entries({
  "in a fieldset that is": (it) => {
    const fieldset = document.createElement("fieldset");
    fieldset.disabled = true;
    it.replaceWith(fieldset);
    fieldset.append(it);
  },
  "itself": (it) => (it.disabled = true),
})) {
  test(`disabled ${name}, it can't be filled in and is not sent; enabled, it is`, async ({ page, host }) => {
    await open(page, host, "index.html");
    await lastName(page).fill("Nordmann");
    await element(page).evaluate(disable);
    await customer(page).fill("4711");
    // Nothing in it can be reached: by the keyboard one comes to the buttons after it.
    await customer(page).press("Tab");
    await expect(order(page)).toBeFocused();
    await order(page).click();
    await expect(thanks(page)).toBeVisible();
    expect(host.posts[0].fields.map(([name]) => name)).toEqual(["kundenummer", "valg"]);

    await open(page, host, "index.html");
    await element(page).evaluate(disable);
    await page.evaluate(() => {
      for (const it of document.querySelectorAll("[disabled]")) it.disabled = false;
    });
    await fill(page, buypass.typed());
    await customer(page).fill("4711");
    await order(page).click();
    await expect(thanks(page)).toBeVisible();
    await expectTaken(host, Object.fromEntries(host.posts[1].fields).bestilling);
  });
}

test("two in one form: each is checked, and both are sent", async ({ page, host }) => {
  await open(page, host, "two.html");
  const [one, other] = ["Den ene", "Den andre"].map((name) => page.getByRole("group", { name, exact: true }));
  await fill(one, buypass.typed());
  await order(page).click();
  await expect(summary(other)).toBeFocused();
  expect(host.posts).toEqual([]);
  await fill(other, buypass.typed());
  await lastName(other).fill("Hansen");
  await order(page).click();
  await expect(thanks(page)).toBeVisible();
  expect(host.posts).toHaveLength(1);
  const sent = Object.fromEntries(host.posts[0].fields);
  expect(Object.keys(sent).sort()).toEqual(["andre", "ene"]);
  await expectTaken(host, sent.ene);
  const second = JSON.parse(sent.andre);
  expect(second.answers.signaturberettiget.etternavn).toBe("Hansen");
  expect(second.id).not.toBe(JSON.parse(sent.ene).id);
});

test("what is changed in the first after the second was found wrong is sent as it is now", async ({ page, host }) => {
  await open(page, host, "two.html");
  const [one, other] = ["Den ene", "Den andre"].map((name) => page.getByRole("group", { name, exact: true }));
  await fill(one, buypass.typed());
  await order(page).click();
  await expect(summary(other)).toBeFocused();
  await lastName(one).fill("Endret");
  await fill(other, buypass.typed());
  await order(page).click();
  await expect(thanks(page)).toBeVisible();
  expect(JSON.parse(Object.fromEntries(host.posts[0].fields).ene).answers.signaturberettiget.etternavn).toBe("Endret");
});

test("an element that is put into the form later takes part; one that is taken out does not", async ({ page, host }) => {
  await open(page, host, "index.html");
  await fill(page, buypass.typed());
  await customer(page).fill("4711");
  await page.evaluate(() => document.querySelector("main").prepend(document.querySelector("blankett-form")));
  await page.evaluate(() => document.querySelector("form").prepend(document.querySelector("blankett-form")));
  await order(page).click();
  await expect(thanks(page)).toBeVisible();
  await expectTaken(host, Object.fromEntries(host.posts[0].fields).bestilling);

  await open(page, host, "index.html");
  await customer(page).fill("4711");
  await page.evaluate(() => document.querySelector("main").append(document.querySelector("blankett-form")));
  await order(page).click();
  await expect(thanks(page)).toBeVisible();
  expect(host.posts[1].fields.map(([name]) => name)).toEqual(["kundenummer", "valg"]);
});

test.describe("without a name", () => {
  test.use({ expected: /^blankett: / });

  test("it is no part of the form, and the developer is told", async ({ page, host, complaints }) => {
    await open(page, host, "index.html");
    await element(page).evaluate((it) => {
      const nameless = it.cloneNode();
      nameless.removeAttribute("name");
      it.replaceWith(nameless);
    });
    await expect(button(page, "nb", "review")).toBeVisible();
    await expect.poll(() => complaints.filter((it) => /\bname\b/.test(it)).length).toBe(1);
    await customer(page).fill("4711");
    await order(page).click();
    await expect(thanks(page)).toBeVisible();
    expect(host.posts[0].fields.map(([name]) => name)).toEqual(["kundenummer", "valg"]);
  });
});
