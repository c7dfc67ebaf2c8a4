// Who can read a draft, for how long, and what becomes of one that nobody can.
import { MISSING, begin, drafts, expectDrafts, given, goOn, keep, offer } from "./support/drafts.mjs";
import { receipt } from "./support/form.mjs";
import { expect, field, hostPage, ledger, submit, test, type } from "./support/small-form.mjs";

const HOUR = 3_600_000;

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

/** A page whose draft key is 32 times this byte. */
const keyed = (byte) => given("draftKey", `new Uint8Array(32).fill(${byte})`);

test("with the host's key every field comes back, in any tab; with another's nothing is offered", async ({ page, relay, context }) => {
  relay.pages["/kari.html"] = keyed(1);
  relay.pages["/ola.html"] = keyed(2);
  await page.goto(`${relay.url}/kari.html`);
  await type(page, "påbegynt");
  await page.getByLabel("Skriv navnet").check();
  await keep(page, () => page.getByLabel("Navnet til den som signerer").fill("Kari Nordmann"));
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
  relay.pages["/feil.html"] = given("draftKey", "new Uint8Array(5)");
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
  for (const user of ["kari", "ola"]) relay.pages[`/${user}.html`] = given("user", `"${user}"`);
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
