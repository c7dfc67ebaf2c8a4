// <blankett-queue> for everybody: by keyboard, by ear, on a phone and a desktop, in each
// language and with a reader's own settings.
import { readFile } from "node:fs/promises";
import { expectAccessible } from "./support/accessible.mjs";
import { SIZES, expectNoSideScroll } from "./support/form.mjs";
import { contrast, luminance } from "./support/looks.mjs";
import { TITLE, act, count, entries, open, place, put, row, section } from "./support/queue.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";

test.use({ expected: OUTAGE });

const RECEIPT = { form: { id: "a", title: TITLE }, sent: "2026-11-21T19:00:00.000Z", reference: "BL-1", digest: `sha-256=${"0123456789abcdef".repeat(4)}` };
const COUNT = /(not been sent|ikkje sende|ikke sendt)$/;

/** A queue with something of everything, opened, on a page of its own. */
async function filled(page, server, lang) {
  await page.goto(server.url);
  await place(page, lang);
  await expect(page.locator("blankett-queue").getByRole("button")).toBeVisible();
  const action = "https://elsewhere.example/";
  const rows = [{ why: "network" }, { state: "paused" }, { state: "parked", status: 422 }, { state: "parked", why: "damaged" }, { user: "somebody" }, { headers: true, action }];
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
  await put(page, "items", [row({ why: "network" }, 1)]);
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
