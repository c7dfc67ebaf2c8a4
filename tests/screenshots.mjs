// The README's two pictures: the Buypass order on a phone with one error shown,
// and the annex on a desktop. Run by `cargo xtask screenshots`; all data is
// synthetic.
import { FLAGS } from "./playwright.config.mjs";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import * as annex from "./e2e/support/annex.mjs";
import * as buypass from "./e2e/support/buypass.mjs";
import { field, fill, option } from "./e2e/support/form.mjs";
import { Server } from "./e2e/support/server.mjs";

const FOLDER = new URL("./screenshots/", import.meta.url);

const server = await Server.start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });

/** A picture of what a person sees, from a page of this size. */
async function draw(name, form, viewport, prepare) {
  const page = await browser.newPage({ viewport, locale: "nb-NO", reducedMotion: "reduce" });
  await page.goto(server.page(form.ID));
  // What only the demo page says.
  await page.getByText("godtar testnumre").evaluate((it) => it.remove());
  const top = await prepare(page);
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  await page.evaluate((y) => scrollTo(0, y), top);
  await page.screenshot({ path: fileURLToPath(new URL(name, FOLDER)), scale: "css" });
  await page.close();
}

const above = async (locator, room) => (await locator.boundingBox()).y - room;

try {
  await mkdir(FOLDER, { recursive: true });

  await draw("form-360.png", buypass, { width: 360, height: 780 }, async (page) => {
    await fill(page, buypass.typed().slice(0, 1));
    const number = field(page, "Informasjon om virksomheten", "Organisasjonsnummer");
    await number.fill("971058677");
    await number.blur();
    await page.evaluate(() => scrollTo(0, 0));
    return above(page.getByRole("heading", { name: "Informasjon om virksomheten" }), 24);
  });

  await draw("form-1280.png", annex, { width: 1280, height: 900 }, async (page) => {
    const special = "Særlige kategorier av personopplysninger";
    await option(page, special, "Helseopplysninger").check();
    await option(page, "Spesielle sikkerhetsbehov", "Særlig behov for konfidensialitet").check();
    await page.evaluate(() => scrollTo(0, 0));
    return above(page.getByRole("group", { name: special }), 96);
  });
} finally {
  await browser.close();
  await server.end();
}
