// A new version is put where the old one was, while pages of the old one are open.
import { cp, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "./support/accessible.mjs";
import * as buypass from "./support/buypass.mjs";
import { SIZES, button, expectNoSideScroll, field } from "./support/form.mjs";
import { copyBuild, expectInCache, expectKept, inPlace, look, release, serverOf } from "./support/offline.mjs";
import { filesOf } from "../../xtask/package/folder.mjs";
import { Relay } from "./support/relay.mjs";
import { expect, test as base } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const LOCALE = JSON.parse(await readFile(join(process.env.BLANKETT_DIST, "locales/nb.json"), "utf8"));

/** What the button that ends a form says in each version, in the language that is not fetched before it is chosen, too. */
const NEW = { nb: "Gå gjennom alt", en: "Go through it all" };
const shown = (page, version, language = "nb") =>
  expect(page.getByRole("button", { name: version === "new" ? NEW[language] : WORDS[language].review, exact: true })).toBeVisible();

const line = (page) => page.getByRole("status").filter({ hasText: LOCALE["app.update"] });
const take = (page) => page.getByRole("button", { name: LOCALE["app.update.take"] });
const name = (page) => field(page, "Informasjon om virksomheten", "Organisasjonens navn");

const test = base.extend({
  folder: async ({}, use, about) => use(about.outputPath("dist")),

  server: async ({ page, folder }, use) => {
    const server = await serverOf(folder);
    await use(server);
    await page.close();
    await server.end();
  },

  /** Makes the next version, beside the one that is served. Gives its folder. */
  next: async ({ folder }, use) => {
    await use(async () => {
      const next = `${folder}-next`;
      await copyBuild(next);
      await release(next, WORDS.nb.review, NEW.nb);
      await release(next, WORDS.en.review, NEW.en);
      return next;
    });
  },

  /** Puts the next version where the first one is. */
  deploy: async ({ folder, next }, use) => {
    await use(async () => put(await next(), folder));
  },
});

/** Puts a version in place; last its worker, which the browser asks for by itself after a visit. */
async function put(whole, folder) {
  const [from, to] = [whole, folder].map((it) => join(it, "blankett-worker.js"));
  await cp(whole, folder, { recursive: true, preserveTimestamps: true, filter: (it) => it !== from });
  await cp(from, to, { preserveTimestamps: true });
}

/** Opens a form, and again: now it comes from the worker. */
async function open(page, server) {
  await page.goto(server.page(buypass.ID));
  await shown(page, "old");
  await expectKept(page);
  await page.reload();
  await shown(page, "old");
}

/**
 * Loads the page again, alone: it takes the new version, and loads itself once more. A busy browser
 * counts the page that was left for a while still; then there is the line, and the next time will do.
 */
const renew = (page, language = "nb") =>
  expect(async () => {
    await page.reload({ waitUntil: "commit" });
    await expect(page.getByRole("button", { name: NEW[language], exact: true })).toBeVisible({ timeout: 5_000 });
  }).toPass();

test("a half-filled form goes on with its own version; the next one comes with the button", async ({ page, server, deploy, folder }) => {
  await open(page, server);
  await name(page).fill("Tannlegene Vest AS");
  await deploy();
  expect(await look(page)).toBe("installed");
  await expect(line(page)).toBeVisible();
  await expect(line(page)).toContainText(LOCALE["app.update.typed"]);
  await expect(name(page)).toHaveValue("Tannlegene Vest AS");
  // What this page has not fetched before is of its own version, too.
  await page.getByRole("link", { name: "English" }).click();
  await shown(page, "old", "en");
  await expect(field(page, "About the organisation", "Name of the organisation")).toHaveValue("Tannlegene Vest AS");
  await page.getByRole("link", { name: "Norsk", exact: true }).click();

  await take(page).click();
  await page.getByRole("button", { name: LOCALE["draft.continue"] }).click();
  await shown(page, "new");
  await expect(name(page)).toHaveValue("Tannlegene Vest AS");
  await expect(line(page)).toHaveCount(0);
  await page.getByRole("link", { name: "English" }).click();
  await shown(page, "new", "en");
  await expectInCache(page, folder);
});

test("the line, in all sizes and colours", async ({ page, server, deploy }) => {
  await open(page, server);
  await name(page).fill("Tannlegene Vest AS");
  await deploy();
  await look(page);
  await expect(line(page)).toBeVisible();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await expectNoSideScroll(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, `an update, ${size.width}, ${colorScheme}`);
    }
  }
});

test("a page that is opened when a version waits begins with it, loaded again once", async ({ page, server, deploy }) => {
  await open(page, server);
  await deploy();
  await look(page);
  const loads = [];
  page.on("request", (it) => it.isNavigationRequest() && loads.push(it.url()));
  await renew(page);
  await expect(line(page)).toHaveCount(0);
  await page.waitForTimeout(500);
  const count = loads.length;
  expect(count).toBeGreaterThanOrEqual(2);
  await page.reload();
  await shown(page, "new");
  expect(loads).toHaveLength(count + 1);
});

test("with the old version in another tab it waits until that is closed", async ({ page, server, deploy, context }) => {
  await open(page, server);
  const other = await context.newPage();
  await other.goto(server.page(buypass.ID));
  await name(other).fill("Tannlegene Vest AS");
  await deploy();
  await look(page);
  await page.reload();
  await shown(page, "old");
  await expect(line(page)).toBeVisible();
  await take(page).click();
  await expect(line(page)).toContainText(LOCALE["app.update.others"]);
  await shown(page, "old");
  await expect(name(other)).toHaveValue("Tannlegene Vest AS");
  await other.getByRole("link", { name: "English" }).click();
  await shown(other, "old", "en");
  await other.close();
  // A busy browser counts a page that is closed for a while still.
  await expect(async () => {
    await take(page).click({ timeout: 1_000 });
    await expect(button(page, "nb", "review")).toHaveCount(0, { timeout: 5_000 });
  }).toPass();
  await shown(page, "new");
});

test("all tabs closed: the next one has the new version", async ({ page, server, deploy, context }) => {
  await open(page, server);
  await deploy();
  await look(page);
  await page.goto("about:blank");
  const other = await context.newPage();
  await other.goto(server.page(buypass.ID));
  await shown(other, "new");
  await other.getByRole("link", { name: "English" }).click();
  await shown(other, "new", "en");
});

test("a page that stays open looks every hour", async ({ page, server, deploy }) => {
  await page.clock.install();
  const opened = Date.now();
  await open(page, server);
  await deploy();
  const see = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  // No timer is hurried: what waits for the disk or the host would be too late.
  const minutes = (number) => page.clock.setSystemTime(opened + number * 60_000);
  await minutes(59);
  await see();
  await page.waitForTimeout(500);
  await expect(line(page)).toHaveCount(0);
  await minutes(61);
  await see();
  await expect(line(page)).toBeVisible();
});

test.describe("a file that is not the one that is listed", () => {
  test.use({ expected: /^Failed to load resource|Uncaught \(in promise\) Error: blankett: .* is not that of version/ });

  /** One byte of a file is another one. */
  async function spoil(folder, name) {
    const file = join(folder, name);
    const bytes = await readFile(file);
    bytes[bytes.length - 2] ^= 1;
    await writeFile(file, bytes);
    return () => {
      bytes[bytes.length - 2] ^= 1;
      return writeFile(file, bytes);
    };
  }

  test("stops the first version until it is right", async ({ page, server, folder }) => {
    const mend = await spoil(folder, "forms/en/opus-lisens.json");
    await page.goto(server.page(buypass.ID));
    await shown(page, "old");
    await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) === undefined)).toBe(true);
    await mend();
    await page.reload();
    await shown(page, "old");
    await expectKept(page);
    await expectInCache(page, folder);
  });

  test("stops the next version; the old one works with no network, and the next one comes when it is right", async ({ page, server, folder, deploy }) => {
    await open(page, server);
    await deploy();
    const mend = await spoil(folder, "locales/nb.json");
    expect(await look(page)).toBe("redundant");
    await expect(line(page)).toHaveCount(0);
    await server.kill();
    await page.reload();
    await shown(page, "old");
    await page.getByRole("link", { name: "English" }).click();
    await shown(page, "old", "en");
    await mend();
    await inPlace(folder, () => server.again());
    expect(await look(page)).toBe("installed");
    await renew(page, "en");
    await expectInCache(page, folder);
  });

  test("a deploy that has come half-way is no version", async ({ page, server, folder, next }) => {
    await open(page, server);
    const whole = await next();
    await cp(join(whole, "blankett-worker.js"), join(folder, "blankett-worker.js"));
    await cp(join(whole, "locales/nb.json"), join(folder, "locales/nb.json"));
    expect(await look(page)).toBe("redundant");
    await page.reload();
    await shown(page, "old");
    await cp(whole, folder, { recursive: true });
    expect(await look(page)).toBe("installed");
    await renew(page);
    await page.getByRole("link", { name: "English" }).click();
    await shown(page, "new", "en");
  });
});

test("only what has changed is fetched again", async ({ page, server, deploy }) => {
  const relay = await Relay.start(server);
  await open(page, relay);
  relay.seen.length = 0;
  await deploy();
  await look(page);
  await expect(line(page)).toBeVisible();
  const fetched = relay.seen.filter((it) => !/^(HEAD|GET) \/blankett-worker\.js$/.test(it)).sort();
  const changed = ["en.first", "en", "nb.first", "nb"].map((it) => `GET /locales/${it}.json`);
  expect(fetched).toEqual(changed.sort());
  await page.close();
  relay.end();
});

test("a host that says of new files that they are as old as the ones before", async ({ page, server, folder, next }) => {
  const date = async (place) => {
    const names = (await filesOf(place)).filter((it) => it !== "blankett-worker.js");
    for (const it of names) await utimes(join(place, it), 1, 1);
  };
  await date(folder);
  await open(page, server);
  const whole = await next();
  await date(whole);
  await put(whole, folder);
  expect(await look(page)).toBe("installed");
  await renew(page);
  await expectInCache(page, folder);
});
