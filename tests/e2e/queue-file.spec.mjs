// From one machine to another: what is not sent goes into a file and is sent from elsewhere, once.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import * as buypass from "./support/buypass.mjs";
import { act, count, entries, open, place, put, queued, row, section, stored } from "./support/queue.mjs";
import { Relay, answer, forward } from "./support/relay.mjs";
import { keygen } from "./support/sealing.mjs";
import { Server } from "./support/server.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";

test.use({ expected: OUTAGE });

const PASSWORD = "riktig hest batteri";
const closed = answer(503, { "Retry-After": "300" });
const files = (page) => section(page, "Send fra en annen maskin");

/** Presses a button that downloads; gives the file's name, text and place. */
async function downloaded(page, press) {
  const waiting = page.waitForEvent("download");
  await press();
  const download = await waiting;
  const path = await download.path();
  return { name: download.suggestedFilename(), text: await readFile(path, "utf8"), path };
}

/** Types a new password, twice, and takes the file. */
async function locked(page, password = PASSWORD) {
  await page.getByLabel("Passord til filen").fill(password);
  await page.getByLabel("Gjenta passordet").fill(password);
  return downloaded(page, () => page.getByRole("button", { name: "Last ned filen" }).click());
}

/** Another machine, on the form's page. */
async function elsewhere(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await place(page);
  await open(page, "Alt er sendt");
  return page;
}

const choose = (page, file) => files(page).getByLabel("Hent inn fra fil").setInputFiles(file);

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

  const file = await locked(page);
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
  await act(question, "Hent inn");
  await expect(password).toBeFocused();
  await expect(password).toHaveAccessibleDescription("Passordet er feil. Sjekk at du har skrevet riktig.");
  await password.fill(PASSWORD);
  await act(question, "Hent inn");
  await expect(files(other)).toContainText("Hentet inn: 1. Fantes fra før: 0. Kunne ikke leses: 0.");
  relay.plan = forward;
  await act(entries(other).first(), "Send nå").catch(() => {});
  await expect(count(other, "Alt er sendt")).toBeVisible();
  const { text, envelope } = await server.only();
  expect(envelope.answers).toEqual(buypass.answers);
  expect(text).toBe(relay.posts[0].text);

  // Once more: it is known there, and the first machine sends it, too.
  await choose(other, file.path);
  await password.fill(PASSWORD);
  await act(question, "Hent inn");
  await expect(files(other)).toContainText("Hentet inn: 0. Fantes fra før: 1. Kunne ikke leses: 0.");
  await act(entries(page).first(), "Send nå");
  await expect(page.getByRole("heading", { name: "Skjemaet er sendt" })).toBeVisible();
  await server.only();
  await other.context().close();
});

test("what is sealed needs no password", async ({ page, browser }, about) => {
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
    const file = await downloaded(page, () => act(entries(page).first(), "Eksporter"));
    await expect(entries(page).first()).toContainText(`Filen ${file.name} lastes ned.`);
    const all = await downloaded(page, () => act(files(page), "Eksporter alle"));
    expect(JSON.parse(all.text)).toEqual(JSON.parse(file.text));

    const other = await elsewhere(browser, relay.page(buypass.ID));
    relay.plan = forward;
    await choose(other, file.path);
    await expect(files(other)).toContainText("Hentet inn: 1. Fantes fra før: 0. Kunne ikke leses: 0.");
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

test("all of them go in one file", async ({ page, browser, server, relay }) => {
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
  const file = await locked(page);
  expect(file.name).toBe("blankett-2.json");
  expect(JSON.parse(file.text).items).toHaveLength(2);
  await expect(files(page)).toContainText("Filen blankett-2.json lastes ned.");

  const other = await elsewhere(browser, server.page(buypass.ID));
  await choose(other, file.path);
  await other.getByLabel("Passord til filen").fill(PASSWORD);
  await act(files(other), "Hent inn");
  await expect(files(other)).toContainText("Hentet inn: 2. Fantes fra før: 0. Kunne ikke leses: 0.");
  await expect(entries(other)).toHaveCount(2);
  await other.context().close();
});

const ROW = { id: row({}, 1).id, form: { id: "a", version: "1" }, action: "https://nobody.invalid/", at: "2026-11-21T19:00:00.000Z", sealed: true };

for (const [name, text, sentence] of [
  ["a picture", "\u0089PNG\r\n", "Dette er ikke en fil med eksporterte skjemaer."],
  ["another program's JSON", '{"items": []}', "Dette er ikke en fil med eksporterte skjemaer."],
  ["an empty one", "", "Dette er ikke en fil med eksporterte skjemaer."],
  ["one that was cut off", '{"blankett": "queue", "version": 1, "items": [', "Filen er skadet, og ingenting er hentet inn."],
  ["one with rows of something else", JSON.stringify({ blankett: "queue", version: 1, items: [null, 7, {}, { ...ROW, body: "a.b.c" }] }), "Hentet inn: 0. Fantes fra før: 0. Kunne ikke leses: 4."],
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
    if (sentence.startsWith("Hentet")) return;
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
  const file = await locked(page);
  const other = await elsewhere(browser, server.page(buypass.ID));
  await choose(other, file.path);
  await act(files(other), "Avbryt");
  await expect(files(other).getByLabel("Hent inn fra fil")).toBeFocused();
  expect(await stored(other, "items")).toEqual([]);
  // Damaged on its way: what is locked cannot be read.
  const json = JSON.parse(file.text);
  await writeFile(file.path, JSON.stringify({ ...json, locked: json.locked.split(".").slice(0, 3).join(".") }));
  await choose(other, file.path);
  await other.getByLabel("Passord til filen").fill(PASSWORD);
  await act(files(other), "Hent inn");
  await expect(files(other)).toContainText("Filen er skadet, og ingenting er hentet inn.");
  await other.context().close();
});
