// What is typed and not sent: there after a reload, gone when it is sent, unreadable for others.
import { button, receipt, review } from "./support/form.mjs";
import { refuse } from "./support/fault-proxy.mjs";
import { forward, problem } from "./support/relay.mjs";
import {
  DEFINITION, FODSELSNUMMER, expect, expectKept, field, hostPage, jitter, ledger, stored, submit, test, type,
} from "./support/small-form.mjs";

const HOUR = 3_600_000;
const MISSING = "Fødselsnummer, andre følsomme svar og signaturer er ikke lagret, og må fylles ut på nytt.";
const LOCKED = "Det ble skrevet i en fane som er lukket, og kan bare leses der.";

const offer = (page) => page.getByRole("region", { name: "Du har et påbegynt skjema" });
const offers = (page) => offer(page).getByRole("listitem");
const goOn = (page) => offer(page).getByRole("button", { name: "Fortsett der du slapp" });
const restart = (page) => offer(page).getByRole("button", { name: "Slett og begynn på nytt" });
const away = (page) => offer(page).getByRole("button", { name: "Slett", exact: true });
const drafts = (page) => stored(page, "drafts");
const expectDrafts = (page, count) => expect.poll(async () => (await drafts(page)).length).toBe(count);

/** Typed, and kept. */
async function begin(page, url, mark = "påbegynt") {
  await page.goto(url);
  await type(page, mark);
  await expectDrafts(page, 1);
}

test("a reload asks, and gives back all but what is secret", async ({ page, url }) => {
  await page.goto(url);
  await type(page, "påbegynt");
  await page.getByLabel("Skriv navnet").check();
  await page.getByLabel("Navnet til den som signerer").fill("Kari Nordmann");
  await page.waitForTimeout(900);
  await expectDrafts(page, 1);
  await page.reload();
  await expect(offer(page)).toContainText("Sist endret");
  await expect(offer(page)).toContainText(MISSING);
  await expect(field(page, "Merke")).toHaveValue("");
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("påbegynt");
  await expect(field(page, "Fødselsnummer")).toHaveValue("");
  await expect(page.getByLabel("Skriv navnet")).not.toBeChecked();
  await expect(offer(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Prøve" })).toBeFocused();
});

test("what goes on is the same draft: sent once, and nothing is left", async ({ page, url, server }) => {
  await begin(page, url);
  await page.reload();
  await goOn(page).click();
  await field(page, "Fødselsnummer").fill(FODSELSNUMMER);
  await page.waitForTimeout(900);
  await expectDrafts(page, 1);
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  expect(await drafts(page)).toEqual([]);
  await page.reload();
  await expect(field(page, "Merke")).toHaveValue("");
  await page.waitForTimeout(500);
  await expect(offer(page)).toHaveCount(0);
  expect(await drafts(page)).toEqual([]);
  expect((await ledger(server)).map((it) => it.answers.merke)).toEqual(["påbegynt"]);
});

test("nothing readable lies in the row, and no secret in what the tab's key opens", async ({ page, url }) => {
  await begin(page, url);
  const [row] = await page.evaluate(async () => {
    const { find, ofTab } = await import("/local.js");
    return find("/forms-of-test/proeve.json", "", [await ofTab()]);
  });
  // It is typed in: nobody is offered it meanwhile.
  expect(row).toBeUndefined();
  const raw = await page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open("blankett").onsuccess = ({ target }) => done(target.result)));
    const [row] = await new Promise((done) => (db.transaction("drafts").objectStore("drafts").getAll().onsuccess = ({ target }) => done(target.result)));
    const { decrypt, ...local } = await import("/local.js");
    const { key } = await local.ofTab();
    const utf8 = (text) => new TextEncoder().encode(text);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: utf8(`draft ${row.id} ${row.form}`) }, key, row.data);
    return { bytes: new TextDecoder("latin1").decode(row.data), fields: Object.keys(row), plain: new TextDecoder().decode(plain) };
  });
  expect(raw.bytes).not.toContain("påbegynt");
  expect(raw.plain).toContain("påbegynt");
  expect(raw.plain).not.toContain("12012");
  expect(raw.fields.sort()).toEqual(["at", "data", "form", "id", "iv", "owner", "until", "user"]);
});

test("«Slett og begynn på nytt» deletes it and puts the focus in the form", async ({ page, url }) => {
  await begin(page, url);
  await page.reload();
  await restart(page).click();
  await expect(offer(page)).toHaveCount(0);
  expect(await drafts(page)).toEqual([]);
  await expect(page.getByRole("heading", { name: "Prøve" })).toBeFocused();
  await page.reload();
  await expect(field(page, "Merke")).toBeVisible();
  await page.waitForTimeout(500);
  await expect(offer(page)).toHaveCount(0);
});

test("all that was typed taken away again leaves no draft", async ({ page, url }) => {
  await page.goto(url);
  await field(page, "Merke").fill("feil");
  await expectDrafts(page, 1);
  await field(page, "Merke").fill("");
  await expectDrafts(page, 0);
});

test("another tab is told of what was written in a closed one, and can only delete it", async ({ page, url, context }) => {
  await begin(page, url);
  const next = await context.newPage();
  await next.goto(url);
  await expect(field(next, "Merke")).toBeVisible();
  await next.waitForTimeout(500);
  // Somebody types in it.
  await expect(offer(next)).toHaveCount(0);
  await page.close();
  await next.reload();
  await expect(offer(next)).toContainText(LOCKED);
  await expect(goOn(next)).toHaveCount(0);
  await away(next).click();
  await expect(offer(next)).toHaveCount(0);
  expect(await drafts(next)).toEqual([]);
});

test("a tab that is duplicated writes a draft of its own", async ({ page, url, context }) => {
  await begin(page, url, "første");
  const [copy] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void window.open(location.href))]);
  await expect(field(copy, "Merke")).toBeVisible();
  await type(copy, "andre");
  await expectDrafts(copy, 2);
  await page.close();
  await copy.reload();
  await expect(offers(copy)).toHaveCount(2);
  await expect(goOn(copy)).toHaveCount(2);
  await goOn(copy).first().click();
  await expect(field(copy, "Merke")).toHaveValue("andre");
});

test("two forms each have their own, and both come back", async ({ page, relay, url }) => {
  relay.pages["/forms-of-test/annen.json"] = { type: "application/json", body: JSON.stringify({ ...DEFINITION, id: "annen", title: "Annen" }) };
  relay.pages["/annen.html"] = { ...hostPage(), body: hostPage().body.replace("/proeve.json", "/annen.json") };
  await begin(page, url, "i den ene");
  await page.goto(`${relay.url}/annen.html`);
  await expect(field(page, "Merke")).toBeVisible();
  await page.waitForTimeout(500);
  await expect(offer(page)).toHaveCount(0);
  await type(page, "i den andre");
  await expectDrafts(page, 2);
  await page.goto(url);
  await expect(offers(page)).toHaveCount(1);
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("i den ene");
  await page.goto(`${relay.url}/annen.html`);
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("i den andre");
});

test("several of one form are all there, the latest first", async ({ page, url }) => {
  for (const mark of ["en", "to", "tre"]) {
    await page.goto(url);
    await field(page, "Merke").fill(mark);
    await page.waitForTimeout(900);
  }
  await expectDrafts(page, 3);
  await page.reload();
  await expect(offers(page)).toHaveCount(3);
  await goOn(page).first().click();
  await expect(field(page, "Merke")).toHaveValue("tre");
  await page.reload();
  await restart(page).nth(1).click();
  await expect(offers(page)).toHaveCount(2);
  await goOn(page).last().click();
  await expect(field(page, "Merke")).toHaveValue("en");
});

test('drafts="off" writes nothing and offers nothing', async ({ page, relay, url }) => {
  await begin(page, url);
  relay.pages["/av.html"] = hostPage('drafts="off"');
  await page.goto(`${relay.url}/av.html`);
  await type(page, "ikke lagret");
  await page.waitForTimeout(1_200);
  await expect(offer(page)).toHaveCount(0);
  expect(await drafts(page)).toHaveLength(1);
  await page.reload();
  await expect(field(page, "Merke")).toHaveValue("");
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(["blankett-key"]);
});

const keyed = (byte) =>
  hostPage("", `addEventListener('DOMContentLoaded', () => (document.querySelector('blankett-form').draftKey = new Uint8Array(32).fill(${byte})))`);

test("with the host's key every field comes back, in any tab; with another's nothing is offered", async ({ page, relay, context }) => {
  relay.pages["/kari.html"] = keyed(1);
  relay.pages["/ola.html"] = keyed(2);
  await page.goto(`${relay.url}/kari.html`);
  await type(page, "påbegynt");
  await page.getByLabel("Skriv navnet").check();
  await page.getByLabel("Navnet til den som signerer").fill("Kari Nordmann");
  await page.waitForTimeout(900);
  await expectDrafts(page, 1);
  await page.close();

  const other = await context.newPage();
  for (const path of ["/ola.html", "/vert.html"]) {
    await other.goto(relay.url + path);
    await expect(field(other, "Merke")).toBeVisible();
    await other.waitForTimeout(600);
    await expect(offer(other), path).toHaveCount(0);
  }
  await other.goto(`${relay.url}/kari.html`);
  await expect(offer(other)).toBeVisible();
  await expect(offer(other)).not.toContainText(MISSING);
  await goOn(other).click();
  await expect(field(other, "Merke")).toHaveValue("påbegynt");
  await expect(field(other, "Fødselsnummer")).toHaveValue("018190 12012");
  await expect(other.getByLabel("Navnet til den som signerer")).toHaveValue("Kari Nordmann");
});

test("a key of the host's that is none is told to the developer; the form can be filled in and sent", async ({ page, relay, server, complaints }) => {
  relay.pages["/feil.html"] = hostPage("", "addEventListener('DOMContentLoaded', () => (document.querySelector('blankett-form').draftKey = new Uint8Array(5)))");
  await page.goto(`${relay.url}/feil.html`);
  await submit(page, "en");
  await receipt(page);
  expect(complaints.join()).toMatch(/blankett: .*draft/);
  expect((await ledger(server)).length).toBe(1);
});

for (const [name, path, age, there] of [
  ["after 23 hours it is there", "/vert.html", 23, 1],
  ["after 25 hours it is gone", "/vert.html", 25, 0],
  ["with the host's key it is there after 29 days", "/kari.html", 29 * 24, 1],
  ["with the host's key it is gone after 31 days", "/kari.html", 31 * 24, 0],
]) {
  test(name, async ({ page, relay }) => {
    relay.pages["/kari.html"] = keyed(1);
    await begin(page, relay.url + path);
    await page.addInitScript((step) => {
      const now = Date.now;
      Date.now = () => now() + step;
    }, age * HOUR);
    await page.reload();
    await expect(field(page, "Merke")).toBeVisible();
    if (there) await expect(offer(page)).toBeVisible();
    else await expectDrafts(page, 0);
    await expect(offer(page)).toHaveCount(there);
  });
}

test("a form that has a new edition meanwhile takes the answers along by their keys", async ({ page, relay, url }) => {
  await begin(page, url);
  const [section] = DEFINITION.sections;
  const fields = [{ key: "ny", kind: "text", label: "Ny" }, section.fields[0], section.fields[1]];
  const next = { ...DEFINITION, version: "2", sections: [{ ...section, fields }] };
  relay.pages["/forms-of-test/proeve.json"] = { type: "application/json", body: JSON.stringify(next) };
  await page.reload();
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("påbegynt");
  await expect(field(page, "Ny")).toHaveValue("");
});

for (const [name, damage] of [
  ["other bytes", (row) => ({ ...row, data: new Uint8Array(40).buffer })],
  ["no bytes", ({ data, iv, ...row }) => row],
  ["times that are none", (row) => ({ ...row, at: "i går", until: "i morgen" })],
  ["a user that is none", (row) => ({ ...row, user: null })],
]) {
  test(`a row that was damaged (${name}) can be deleted, and does not stop the form`, async ({ page, url, server }) => {
    await begin(page, url);
    await page.evaluate(async (damage) => {
      const db = await new Promise((done) => (indexedDB.open("blankett").onsuccess = ({ target }) => done(target.result)));
      const tx = db.transaction("drafts", "readwrite");
      tx.objectStore("drafts").getAll().onsuccess = ({ target }) => tx.objectStore("drafts").put(new Function("row", `return (${damage})(row)`)(target.result[0]));
      await new Promise((done) => (tx.oncomplete = done));
      db.close();
    }, String(damage));
    await page.reload();
    await expect(field(page, "Merke")).toBeVisible();
    await page.waitForTimeout(600);
    if (await offer(page).count()) await offer(page).getByRole("button", { name: /^Slett/ }).click();
    await expectDrafts(page, 0);
    await submit(page, "en");
    await receipt(page);
    expect((await ledger(server)).length).toBe(1);
  });
}

test("what one user wrote is not offered to another", async ({ page, relay }) => {
  for (const user of ["kari", "ola"]) {
    relay.pages[`/${user}.html`] = hostPage("", `addEventListener('DOMContentLoaded', () => (document.querySelector('blankett-form').user = '${user}'))`);
  }
  await begin(page, `${relay.url}/kari.html`);
  for (const path of ["/ola.html", "/vert.html"]) {
    await page.goto(relay.url + path);
    await expect(field(page, "Merke")).toBeVisible();
    await page.waitForTimeout(600);
    await expect(offer(page), path).toHaveCount(0);
  }
  await page.goto(`${relay.url}/kari.html`);
  await expect(goOn(page)).toBeVisible();
});

test("what is in the queue is no draft any more, also after a reload", async ({ page, relay, url }) => {
  await jitter(page, 1);
  await begin(page, url);
  relay.plan = refuse;
  await review(page);
  await button(page, "nb", "send").click();
  await expectKept(page);
  expect(await drafts(page)).toEqual([]);
  await page.reload();
  await expect(field(page, "Merke")).toBeVisible();
  await page.waitForTimeout(600);
  await expect(offer(page)).toHaveCount(0);
});

test("what was refused and is being corrected is a draft that still replaces it", async ({ page, relay, url, server }) => {
  relay.plan = problem(422, { errors: [{ pointer: "#/answers/merke", detail: "Merket er ukjent." }] });
  await page.goto(url);
  await submit(page, "feil");
  await expect(field(page, "Merke")).toHaveAccessibleDescription(/Merket er ukjent/);
  await field(page, "Merke").fill("nesten");
  await expectDrafts(page, 1);
  await page.reload();
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("nesten");
  relay.plan = forward;
  await field(page, "Merke").fill("rett");
  await field(page, "Fødselsnummer").fill(FODSELSNUMMER);
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  expect((await ledger(server)).map((it) => [it.answers.merke, it.replaces])).toEqual([["rett", relay.ids[0]]]);
  expect(await stored(page)).toEqual([]);
  expect(await drafts(page)).toEqual([]);
});

test("a form that goes to a listener alone leaves no draft", async ({ page, relay }) => {
  const script = "addEventListener('blankett-submit', ({ detail }) => (window.given = detail))";
  relay.pages["/lytter.html"] = { ...hostPage("", script), body: hostPage("", script).body.replace('action="/api/innsendinger"', "") };
  await begin(page, `${relay.url}/lytter.html`);
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  expect(await page.evaluate(() => window.given.answers.merke)).toBe("påbegynt");
  await expectDrafts(page, 0);
});

test("what is begun anew after the receipt is another draft", async ({ page, url }) => {
  await page.goto(url);
  await submit(page, "en");
  await receipt(page);
  await page.getByRole("button", { name: "Fyll ut et nytt skjema" }).click();
  await field(page, "Merke").fill("to");
  await expectDrafts(page, 1);
  await page.reload();
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("to");
});

test("a page that is hidden writes what stands there at once", async ({ page, url }) => {
  await page.goto(url);
  await field(page, "Merke").fill("en");
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
    dispatchEvent(new Event("visibilitychange"));
  });
  await page.waitForTimeout(150);
  await expectDrafts(page, 1);
});
