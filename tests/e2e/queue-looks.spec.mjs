// <blankett-queue> for everybody: by keyboard, by ear, on a phone and a desktop, in each
// language and with a reader's own settings.
import { readFile } from "node:fs/promises";
import { expectAccessible } from "./support/accessible.mjs";
import { SIZES, expectNoSideScroll } from "./support/form.mjs";
import { contrast, luminance } from "./support/looks.mjs";
import { TITLE, act, count, entries, open, place, put, row, section } from "./support/queue.mjs";
import { PASSWORD, fileOf, fileRow, hashOf, opened } from "./support/queue-file.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";

test.use({ expected: OUTAGE });

const RECEIPT = { form: { id: "a", title: TITLE }, sent: "2026-11-21T19:00:00.000Z", reference: "BL-1", digest: `sha-256=${"0123456789abcdef".repeat(4)}` };
const COUNT = /(not been sent|ikkje send[et]|ikke sendt)$/;

/** A queue with something of everything, opened, on a page of its own. */
async function filled(page, server, lang) {
  await page.goto(server.url);
  await place(page, lang);
  await expect(page.locator("blankett-queue").getByRole("button")).toBeVisible();
  const action = "https://elsewhere.example/";
  // The first is sealed: anybody may export it.
  const rows = [{ why: "network", sealed: true }, { state: "paused" }, { state: "parked", status: 422 }, { state: "parked", why: "damaged" }, { user: "somebody" }, { headers: true, action }];
  await put(page, "items", rows.map((it, at) => row(it, at)));
  await put(page, "receipts", [1, 2].map((it) => ({ ...RECEIPT, id: row({}, it).id })));
  await open(page, COUNT);
  await expect(page.locator("blankett-queue").getByRole("heading", { name: TITLE })).toHaveCount(rows.length + 2);
}

for (const colorScheme of ["light", "dark"]) {
  test(`no rule of accessibility is broken, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme });
    await filled(page, server);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expectAccessible(page, "opened");
      await expectNoSideScroll(page);
      for (const name of ["Slett", "Eksporter"]) {
        await act(entries(page).first(), name);
        await expectAccessible(page, name);
        await expectNoSideScroll(page);
        if (name === "Eksporter") {
          await act(entries(page).first(), "Last ned filen");
          await expectAccessible(page, "an error");
        }
        await page.keyboard.press("Escape");
      }
    }
    await count(page).click();
    await expect(count(page)).toHaveAttribute("aria-expanded", "false");
    await expectAccessible(page, "closed");
    const [text, ground] = await count(page).evaluate((it) => [getComputedStyle(it).color, getComputedStyle(it).backgroundColor].map((it) => it.match(/\d+/g).map(Number)));
    expect(luminance(ground) < 0.1).toBe(colorScheme === "dark");
    expect(contrast(text, ground)).toBeGreaterThan(4.5);
  });
}

test("twice as large a text, and the reader's own colours", async ({ page, server }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.setViewportSize({ width: 640, height: 900 });
  await filled(page, server);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  await expectNoSideScroll(page);
  await act(entries(page).first(), "Slett");
  const question = page.getByRole("group", { name: /^Vil du slette skjemaet/ });
  expect(await question.evaluate((it) => getComputedStyle(it).borderTopStyle)).toBe("solid");
  await expectNoSideScroll(page);
});

/** The name of what has the focus. */
const focused = (page) =>
  page.evaluate(() => {
    let it = document.activeElement;
    while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
    return it?.labels?.[0]?.textContent ?? it?.textContent;
  });

test("by keyboard alone", async ({ page, server }) => {
  await page.goto(server.url);
  await place(page);
  await expect(count(page, "Alt er sendt")).toBeVisible();
  await put(page, "items", [row({ why: "network", sealed: true }, 1)]);
  await expect(count(page, "1 skjema er ikke sendt")).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(section(page, "Lagring på denne maskinen")).toContainText("Ledig plass");
  const order = [];
  for (let at = 0; at < 6; at += 1) {
    await page.keyboard.press("Tab");
    order.push(await focused(page));
  }
  expect(order).toEqual(["Send nå", "Eksporter", "Slett", "Eksporter alle", "Hent inn fra fil", "Slett alt på denne maskinen"]);
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Ja, slett");
  await page.keyboard.press("Escape");
  expect(await focused(page)).toBe("Slett");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(section(page, "Ikke sendt")).toContainText("Ingenting venter på å bli sendt.");
  expect(await focused(page)).toBe("Ikke sendt");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("blankett-queue").getByRole("region")).toHaveCount(0);
});

test("keys that are typed in it are not the page's", async ({ page, server }) => {
  await filled(page, server);
  await page.evaluate(() => {
    window.keys = [];
    addEventListener("keydown", ({ key }) => window.keys.push(key));
  });
  await act(entries(page).first(), "Eksporter");
  await page.getByLabel("Passord til filen").press("s");
  await page.getByLabel("Passord til filen").press("Escape");
  expect(await page.evaluate(() => window.keys)).toEqual([]);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => window.keys)).toEqual(["Tab"]);
});

const LANGUAGES = {
  nb: ["6 skjemaer er ikke sendt", "Ikke sendt", "Vi får ikke kontakt med mottakeren", "Slett alt på denne maskinen"],
  nn: ["6 skjema er ikkje sende", "Ikkje sendt", "Vi får ikkje kontakt med mottakaren", "Slett alt på denne maskina"],
  en: ["6 forms have not been sent", "Not sent", "We cannot reach the recipient", "Delete everything on this machine"],
};

for (const [language, [counted, heading, sentence, wipe]] of Object.entries(LANGUAGES)) {
  test(`in ${language}, also when the page changes to it`, async ({ page, server }) => {
    await filled(page, server, language);
    const all = async () => {
      await expect(count(page, counted)).toBeVisible();
      await expect(section(page, heading)).toContainText(sentence);
      await expect(page.getByRole("button", { name: wipe })).toBeVisible();
      await expect(page.locator("blankett-queue").getByText("undefined")).toHaveCount(0);
      await expect(page.locator("blankett-queue").getByText(/[{}]/)).toHaveCount(0);
    };
    await all();
    // Without what is said aloud of the count, for a while.
    const screen = () => page.locator("blankett-queue").evaluate((it) => it.shadowRoot.querySelector("#screen").textContent);
    const shown = await screen();
    for (const other of Object.keys(LANGUAGES).filter((it) => it !== language)) {
      await page.evaluate((lang) => (document.querySelector("blankett-queue").lang = lang), other);
      await expect(count(page, LANGUAGES[other][0])).toBeVisible();
    }
    await page.evaluate((lang) => {
      document.documentElement.lang = lang;
      document.querySelector("blankett-queue").removeAttribute("lang");
    }, language);
    await all();
    expect(await screen()).toBe(shown);
  });
}

/** What is said of what a file holds, by language: the question, a heading of each kind, what to press. */
const FOUND = {
  nb: ["Skjemaer i filen: 9. Kan hentes inn: 3. Vil du hente dem inn?", ["Kan hentes inn: 3", "Finnes her fra før, eller er sendt: 1", "Kan ikke hentes inn her: 2"], ["Hent inn", "Avbryt"]],
  nn: ["Skjema i fila: 9. Kan hentast inn: 3. Vil du hente dei inn?", ["Kan hentast inn: 3", "Finst her frå før, eller er sendt: 1", "Kan ikkje hentast inn her: 2"], ["Hent inn", "Avbryt"]],
  en: ["Forms in the file: 9. Can be taken in: 3. Do you want to take them in?", ["Can be taken in: 3", "Here already, or sent: 1", "Cannot be taken in here: 2"], ["Take in", "Cancel"]],
};
const LABELS = { nb: ["Hent inn fra fil", "Passord til filen"], nn: ["Hent inn frå fil", "Passord til fila"], en: ["Take in from a file", "Password for the file"] };

/** A page on which somebody is logged in, and a file with something of everything. */
async function prepared(page, server, language = "nb") {
  await page.goto(server.page("buypass-virksomhetssertifikat", language));
  await page.locator("blankett-form").evaluate((it) => (it.user = "kari"));
  await place(page, language);
  await expect(page.locator("blankett-queue").getByRole("button")).toBeVisible();
  const known = row({ why: "network" }, 1);
  await put(page, "items", [known]);
  await open(page, COUNT);
  const action = `${server.url}/api/innsendinger`;
  const form = { id: "a", version: "1", title: TITLE };
  const rows = [{ user: hashOf("kari"), headers: true }, { user: hashOf("ola") }, {}, { headers: true }, { id: known.id }].map((it) => fileRow({ action, form, ...it }));
  const far = fileRow({ form, action: `https://et-veldig-langt-navn-paa-en-vert.vendor.example/${"en-lang-vei-uten-mellomrom".repeat(4)}?token=hemmelig` });
  return fileOf([...rows, far, null, 7, "x"]);
}

/** Chooses the file and types its password, by keyboard from then on. */
async function lookInto(page, file, language = "nb") {
  const [label, password] = LABELS[language];
  await page.getByLabel(label).setInputFiles({ name: "kø.json", mimeType: "application/json", buffer: Buffer.from(file) });
  await expect(page.getByRole("group").getByLabel(password)).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  const question = page.getByRole("group", { name: FOUND[language][0] });
  await expect(question).toBeFocused();
  return question;
}

for (const [language, [, kinds, buttons]] of Object.entries(FOUND)) {
  test(`what a file holds, ${language}: no rule of accessibility is broken, and nothing is too wide`, async ({ page, server }) => {
    const question = await lookInto(page, await prepared(page, server, language), language);
    for (const name of kinds) await expect(question.getByRole("list", { name })).toBeVisible();
    await expect(question.getByRole("listitem")).toHaveCount(6);
    await expect(question.getByRole("heading", { level: 3 })).toHaveText(kinds);
    await expect(question.getByRole("button")).toHaveText(buttons);
    // What a query holds may be secret.
    await expect(question).not.toContainText(/hemmelig|undefined|[{}]/);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expectNoSideScroll(page);
      for (const colorScheme of language === "nb" ? ["dark", "light"] : ["light"]) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page, `${size.width}, ${colorScheme}`);
      }
    }
  });
}

test("a file is taken in by keyboard alone, and what came of it is said", async ({ page, server }) => {
  const file = await prepared(page, server);
  await lookInto(page, file);
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Hent inn");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Avbryt");
  await page.keyboard.press("Enter");
  expect(await focused(page)).toBe("Hent inn fra fil");
  await lookInto(page, file);
  await page.keyboard.press("Escape");
  expect(await focused(page)).toBe("Hent inn fra fil");
  await lookInto(page, file);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(page.locator("blankett-queue").getByRole("status")).toHaveText("Hentet inn: 3. Fantes fra før: 1. Ikke hentet inn: 5.");
  expect(await focused(page)).toBe("Send fra en annen maskin");
  // Only a button to close it where there is nothing to take.
  const question = await opened(page, await fileOf([]));
  await expect(question).toBeFocused();
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Lukk");
  await page.keyboard.press("Enter");
  expect(await focused(page)).toBe("Hent inn fra fil");
});

test("a title in several languages is in the reader's", async ({ page, server }) => {
  await page.goto(server.url);
  await place(page, "en");
  await expect(count(page, "Everything has been sent")).toBeVisible();
  await put(page, "items", [row({ why: "network", form: { id: "a", version: "1", title: { nb: "Bestilling", en: "Order" } } }, 1)]);
  await open(page, "1 form has not been sent");
  await expect(page.getByRole("heading", { level: 3 })).toHaveText("Order");
});

test("its parts in the manifest are there, and its events in the declarations", async ({ page, server }) => {
  const read = (name) => readFile(new URL(`../../src/browser/types/${name}`, import.meta.url), "utf8");
  const { declarations } = JSON.parse(await read("custom-elements.json")).modules[0];
  const element = declarations.find((it) => it.tagName === "blankett-queue");
  const missing = new Set(element.cssParts.map((it) => it.name));
  await filled(page, server);
  const look = async () => {
    const parts = await page.locator("blankett-queue").evaluate((it) => [...it.shadowRoot.querySelectorAll("[part]")].flatMap((it) => [...it.part]));
    for (const part of parts) missing.delete(part);
  };
  await act(entries(page).first(), "Eksporter");
  await look();
  await page.keyboard.press("Escape");
  await act(entries(page).first(), "Slett");
  await look();
  await act(entries(page).first(), "Ja, slett");
  await expect(section(page, "Ikke sendt").getByText(`${TITLE} er slettet.`)).toBeVisible();
  await look();
  expect([...missing]).toEqual([]);
  for (const { name, type } of element.events) expect(await read("blankett.d.ts")).toContain(`"${name}": ${type.text};`);
});
