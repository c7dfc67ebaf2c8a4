// From one machine to another: what is not sent goes into a file and is sent from elsewhere, once.
import { mkdir, writeFile } from "node:fs/promises";
import * as buypass from "./support/buypass.mjs";
import { TITLE, act, count, entries, open, place, put, queued, row, section, stored } from "./support/queue.mjs";
import { PASSWORD, choose, fileOf, fileRow, files, lockedFile, opened, takenIn } from "./support/queue-file.mjs";
import { Relay, answer, forward } from "./support/relay.mjs";
import { blankett, keygen } from "./support/sealing.mjs";
import { Server } from "./support/server.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";

test.use({ expected: OUTAGE });

const closed = answer(503, { "Retry-After": "300" });

/** Another machine, on the form's page. */
async function elsewhere(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await place(page);
  await open(page, "Alt er sendt");
  return page;
}

test("one goes to another machine, locked, and arrives once", async ({ page, browser, server, relay }) => {
  await queued(page, relay, closed);
  await open(page);
  await act(entries(page).first(), "Eksporter");
  await expect(page.getByRole("group", { name: /^Filen inneholder svarene, og låses derfor med et passord\./ })).toBeFocused();
  const first = page.getByLabel("Passord til filen");
  await expect(first).toHaveAccessibleDescription("Minst 8 tegn.");

  await first.fill("kort");
  await first.press("Enter");
  await expect(first).toBeFocused();
  await expect(first).toHaveAttribute("aria-invalid", "true");
  await expect(first).toHaveAccessibleDescription("Minst 8 tegn. Passordet må ha minst 8 tegn.");
  await first.fill(PASSWORD);
  await page.getByLabel("Gjenta passordet").fill("noe helt annet");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Gjenta passordet")).toBeFocused();
  await expect(page.getByLabel("Gjenta passordet")).toHaveAccessibleDescription("Passordene er ikke like. Skriv det samme to ganger.");

  const file = await lockedFile(page);
  const [{ id }] = await stored(page, "items");
  expect(file.name).toBe(`blankett-${id.slice(0, 8)}.json`);
  for (const secret of [...buypass.SECRETS, "018190", "Nordmann", "971058676"]) expect(file.text).not.toContain(secret);
  await expect(entries(page).first()).toContainText(`Filen ${file.name} lastes ned.`);
  await expect(entries(page).first().getByRole("button", { name: "Eksporter" })).toBeFocused();

  // Another machine, but the same address, that does not answer yet.
  const other = await elsewhere(browser, relay.page(buypass.ID));
  await choose(other, file.path);
  const question = other.getByRole("group", { name: "Filen er låst. Skriv passordet som ble valgt da den ble laget." });
  await expect(question).toBeFocused();
  const password = other.getByLabel("Passord til filen");
  await password.fill("feil passord");
  await act(question, "Se hva filen inneholder");
  await expect(password).toBeFocused();
  await expect(password).toHaveAccessibleDescription("Passordet er feil, eller filen er endret. Sjekk at du har skrevet riktig.");
  await password.fill(PASSWORD);
  await password.press("Enter");
  const found = other.getByRole("group", { name: "Skjemaer i filen: 1. Kan hentes inn: 1. Vil du hente dem inn?" });
  await expect(found).toBeFocused();
  await expect(found.getByRole("heading", { level: 4 })).toHaveText(TITLE);
  await expect(found.getByRole("listitem")).toContainText(`Referanse ${id.slice(0, 8)}. Sendes til ${relay.url}/api/innsendinger`);
  await expect(found.getByRole("listitem")).toContainText("Filen sier ikke hvem det tilhører. Det sendes uten innlogging.");
  expect(await stored(other, "items")).toEqual([]);
  await act(found, "Hent inn");
  await expect(files(other)).toContainText("Hentet inn: 1. Fantes fra før: 0. Ikke hentet inn: 0.");
  await expect(files(other).getByRole("heading", { name: "Send fra en annen maskin" })).toBeFocused();
  relay.plan = forward;
  await act(entries(other).first(), "Send nå").catch(() => {});
  await expect(count(other, "Alt er sendt")).toBeVisible();
  const { text, envelope } = await server.only();
  expect(envelope.answers).toEqual(buypass.answers);
  expect(text).toBe(relay.posts[0].text);

  // Once more: it is known there, and the first machine sends it, too.
  const again = await opened(other, file.path);
  await expect(again).toHaveAccessibleName("Skjemaer i filen: 1. Ingen av dem kan hentes inn her.");
  await expect(again.getByRole("list", { name: "Finnes her fra før, eller er sendt: 1" }).getByRole("listitem")).toContainText(TITLE);
  await act(again, "Lukk");
  await act(entries(page).first(), "Send nå");
  await expect(page.getByRole("heading", { name: "Skjemaet er sendt" })).toBeVisible();
  await server.only();
  await other.context().close();
});

test("what is sealed is locked, too: nobody can exchange it, and who has the key can open it all the same", async ({ page, browser }, about) => {
  await mkdir(about.outputPath("key"), { recursive: true });
  const { jwks, file: key } = await keygen(about.outputPath("key"));
  const server = await Server.start("--recipient-key", key);
  const relay = await Relay.start(server);
  try {
    await page.addInitScript((jwks) => (window.jwks = jwks), jwks);
    await queued(page, relay, closed, (it) => (it.recipientKey = window.jwks));
    const [{ id, sealed }] = await stored(page, "items");
    expect(sealed).toBe(true);
    await open(page);
    const why = /^Svarene er kryptert for mottakeren\. Filen låses likevel med et passord, så ingen kan bytte ut noe i den\./;
    await act(files(page), "Eksporter alle");
    await expect(page.getByRole("group", { name: why })).toBeFocused();
    await page.keyboard.press("Escape");
    await act(entries(page).first(), "Eksporter");
    await expect(page.getByRole("group", { name: why })).toBeFocused();
    const file = await lockedFile(page);
    await expect(entries(page).first()).toContainText(`Filen ${file.name} lastes ned.`);
    for (const text of [id, buypass.ID, "vendor", "innsendinger", "digest"]) expect(file.text).not.toContain(text);

    // The vendor can help who brings the file and the password.
    const password = about.outputPath("key/passord.txt");
    await writeFile(password, `${PASSWORD}\n`);
    const [line, ...more] = (await blankett(["open", "--key", key, "--password-file", password, file.path])).trim().split("\n");
    expect(more).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ id, answers: buypass.answers });

    const other = await elsewhere(browser, relay.page(buypass.ID));
    relay.plan = forward;
    await takenIn(other, file.path);
    await expect(files(other)).toContainText("Hentet inn: 1. Fantes fra før: 0. Ikke hentet inn: 0.");
    await expect(section(other, "Sendt fra denne maskinen").getByRole("listitem")).toHaveCount(1);
    await act(entries(page).first(), "Send nå");
    await expect(page.getByRole("heading", { name: "Skjemaet er sendt" })).toBeVisible();
    expect(await server.list()).toHaveLength(1);
    expect(relay.posts.length).toBeGreaterThanOrEqual(3);
    for (const { text, headers } of relay.posts) {
      expect(text).toBe(relay.posts[0].text);
      expect(headers["content-type"]).toBe("application/jose");
      expect(headers["idempotency-key"]).toBe(`"${id}"`);
    }
    await other.context().close();
  } finally {
    await page.close();
    relay.end();
    await server.end();
  }
});

test("all of them go in one file", async ({ page, browser, relay }) => {
  await queued(page, relay, closed);
  await page.goto(relay.page(buypass.ID));
  await queued(page, relay, closed).catch(() => {});
  await expect(count(page, "2 skjemaer er ikke sendt")).toBeVisible();
  await open(page);
  // A damaged one stays where it is.
  await put(page, "items", [row({ state: "parked", why: "damaged" }, 1)]);
  await expect(count(page, "3 skjemaer er ikke sendt")).toBeVisible();
  await expect(entries(page)).toHaveCount(3);
  await act(files(page), "Eksporter alle");
  const file = await lockedFile(page);
  expect(file.name).toBe("blankett-2.json");
  await expect(files(page)).toContainText("Filen blankett-2.json lastes ned.");

  const other = await elsewhere(browser, relay.page(buypass.ID));
  await takenIn(other, file.path);
  await expect(files(other)).toContainText("Hentet inn: 2. Fantes fra før: 0. Ikke hentet inn: 0.");
  await expect(entries(other)).toHaveCount(2);
  await other.context().close();
});

for (const [name, text, sentence] of [
  ["a picture", "\u0089PNG\r\n", "Dette er ikke en fil med eksporterte skjemaer."],
  ["another program's JSON", '{"items": []}', "Dette er ikke en fil med eksporterte skjemaer."],
  ["an empty one", "", "Dette er ikke en fil med eksporterte skjemaer."],
  ["one that was cut off", '{"blankett": "queue", "version": 2, "locked": "', "Filen er skadet, og ingenting er hentet inn."],
  ["one of a later edition", '{"blankett": "queue", "version": 3}', "Filen er laget med en nyere utgave enn denne siden har."],
  ["one of an older edition", '{"blankett": "queue", "version": 1, "items": []}', "Filen er laget med en eldre utgave, og kan være endret av andre."],
  ["one that is too large", `{"blankett": "queue", "version": 2, "locked": "${"A".repeat(50_000_000)}"}`, "Filen er for stor. Eksporter færre skjemaer om gangen."],
]) {
  test(`a file that is none: ${name}`, async ({ page, server }, about) => {
    const path = about.outputPath("file.json");
    await writeFile(path, text);
    await page.goto(server.page(buypass.ID));
    await place(page);
    await open(page, "Alt er sendt");
    await choose(page, path);
    await expect(files(page)).toContainText(sentence);
    expect(await stored(page, "items")).toEqual([]);
    const input = files(page).getByLabel("Hent inn fra fil");
    await expect(input).toBeFocused();
    await expect(input).toHaveAttribute("aria-invalid", "true");
    await expect(input).toHaveAccessibleDescription(new RegExp(sentence));
    // The same file can be chosen once more.
    await choose(page, path);
    await expect(files(page)).toContainText(sentence);
  });
}

test("a locked file can be let be", async ({ page, relay, server, browser }) => {
  await queued(page, relay, closed);
  await open(page);
  await act(entries(page).first(), "Eksporter");
  const file = await lockedFile(page);
  const other = await elsewhere(browser, server.page(buypass.ID));
  await choose(other, file.path);
  await act(files(other), "Avbryt");
  await expect(files(other).getByLabel("Hent inn fra fil")).toBeFocused();
  expect(await stored(other, "items")).toEqual([]);
  // Damaged on its way: what is locked cannot be read.
  const json = JSON.parse(file.text);
  const parts = json.locked.split(".");
  await choose(other, JSON.stringify({ ...json, locked: parts.slice(0, 3).join(".") }));
  await expect(files(other)).toContainText("Filen er skadet, og ingenting er hentet inn.");
  await choose(other, JSON.stringify({ ...json, locked: parts.with(3, parts[3].slice(4)).join(".") }));
  await other.getByLabel("Passord til filen").fill(PASSWORD);
  await act(files(other), "Se hva filen inneholder");
  await expect(files(other)).toContainText("Filen er skadet, og ingenting er hentet inn.");
  await expect(files(other).getByLabel("Hent inn fra fil")).toBeFocused();
  await other.context().close();
});

test("what its own server would not take is not stored either", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  await place(page);
  await open(page, "Alt er sendt");
  const question = await opened(page, await fileOf([null, 7, {}, { ...fileRow(), body: "a.b.c" }]));
  await expect(question).toHaveAccessibleName("Skjemaer i filen: 4. Ingen av dem kan hentes inn her.");
  await expect(question).toContainText("Skadet eller ugyldig, og kan ikke hentes inn: 4.");
  expect(await stored(page, "items")).toEqual([]);
});
