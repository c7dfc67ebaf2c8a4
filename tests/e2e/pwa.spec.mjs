// The page after one visit, with no network: the server is stopped, so that the worker has none either.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { FLAGS } from "../playwright.config.mjs";
import { expectAccessible } from "./support/accessible.mjs";
import * as buypass from "./support/buypass.mjs";
import { SIZES, button, expectNoSideScroll, field, fill, online, receipt, review, send } from "./support/form.mjs";
import { expectInCache, expectKept } from "./support/offline.mjs";
import { expect, test } from "./support/test.mjs";

const read = (path) => JSON.parse(readFileSync(join(process.env.BLANKETT_DIST, path), "utf8"));
const { forms } = read("forms.json");
const WORDS = Object.fromEntries(["nb", "nn", "en"].map((it) => [it, read(`locales/${it}.json`)]));

/** The page asks the host whether it is there; Chromium says what came of it. */
const ASKED = /^Failed to load resource: net::ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED)/;

const offline = (page, language = "nb") => page.getByRole("status").filter({ hasText: WORDS[language]["app.offline"] });

/** One visit, to the list of forms alone. */
async function visit(page, server) {
  await page.goto(server.url);
  await expect(page.getByRole("heading", { name: WORDS.nb["app.heading"] })).toBeVisible();
  await expectKept(page);
}

/** What the page has fetched so far, with what came of it. */
function fetched(page) {
  return page.evaluate(() => {
    const entries = performance.getEntriesByType("resource");
    return entries.filter((it) => it.responseStatus === 200).map((it) => new URL(it.name).pathname.slice(1));
  });
}

/** All of a form is there: also what comes after its first field. */
async function expectWhole(page, form, language) {
  await expect(button(page, language, "review").or(button(page, language, "next")).first()).toBeVisible();
  const rest = ["rest.js", "rest.css", `locales/${language}.json`, `forms/${language}/${form}.json`];
  await expect.poll(() => fetched(page)).toEqual(expect.arrayContaining(rest));
  await expect.poll(() => page.locator("blankett-form").evaluate((it) => it.shadowRoot.adoptedStyleSheets.length)).toBe(2);
}

test.describe("with no network", () => {
  test.use({ expected: ASKED });

  test("every form opens after one visit to the list", async ({ page, server, complaints }) => {
    const asked = [];
    page.on("console", (it) => it.type() === "error" && asked.push(new URL(it.location().url).pathname));
    await visit(page, server);
    expect(complaints).toEqual([]);
    await server.kill();
    for (const { id } of forms) {
      for (const language of ["nb", "en"]) {
        await page.goto(server.page(id, language));
        await expectWhole(page, id, language);
      }
    }
    // Nothing failed but the question whether the host is there.
    expect(new Set(asked)).toEqual(new Set(["/blankett-worker.js"]));
    expect(forms.length).toBeGreaterThan(10);
  });

  test("a deep link, the page by its file's name, the list and a reload", async ({ page, server }) => {
    await visit(page, server);
    await server.kill();
    await page.goto(`${server.page("opus-lisens", "nn")}&layout=steps#her`);
    await expect(button(page, "nn", "next")).toBeVisible();
    await page.reload();
    await expect(button(page, "nn", "next")).toBeVisible();
    await page.goto(`${server.url}/index.html?form=${buypass.ID}`);
    await expectWhole(page, buypass.ID, "nb");
    await page.goto(server.url);
    await page.getByRole("link", { name: forms[1].title.nb }).click();
    await expectWhole(page, forms[1].id, "nb");
  });

  test("another language of a form that was opened with a network", async ({ page, server }) => {
    await page.goto(server.page(buypass.ID));
    await expectWhole(page, buypass.ID, "nb");
    await expectKept(page);
    await page.reload();
    await field(page, "Informasjon om virksomheten", "Organisasjonens navn").fill("Tannlegene Vest AS");
    await server.kill();
    await page.getByRole("link", { name: "English" }).click();
    await expect(field(page, "About the organisation", "Name of the organisation")).toHaveValue("Tannlegene Vest AS");
  });

  test("the page keeps its policy", async ({ page, server }) => {
    const policy = (response) => response.headers()["content-security-policy"];
    const first = policy(await page.goto(server.url));
    expect(first).toContain("default-src 'none'");
    await expectKept(page);
    await server.kill();
    const again = await page.goto(server.url);
    expect(again.fromServiceWorker()).toBe(true);
    expect(policy(again)).toBe(first);
  });

  test("says so, in each language, until the network is there again", async ({ page, server }) => {
    await visit(page, server);
    await page.goto(server.page(buypass.ID));
    await expectWhole(page, buypass.ID, "nb");
    await expect(offline(page)).toHaveCount(0);
    await server.kill();
    await page.reload();
    await expect(offline(page)).toBeVisible();
    for (const [language, name] of [["en", "English"], ["nn", "Nynorsk"], ["nb", "Norsk"]]) {
      await page.getByRole("link", { name, exact: true }).click();
      await expect(offline(page, language)).toBeVisible();
    }
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expectNoSideScroll(page);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page, `with no network, ${size.width}, ${colorScheme}`);
      }
    }
    await server.again();
    await online(page);
    await expect(offline(page)).toHaveCount(0);
    await fill(page, buypass.typed());
    await review(page);
    await send(page);
    expect((await server.only()).envelope.answers).toEqual(buypass.answers);
  });

  test("says so when what is sent does not get through, and no longer when it does", async ({ page, server }) => {
    await visit(page, server);
    await page.goto(server.page(buypass.ID));
    await expectWhole(page, buypass.ID, "nb");
    await server.kill();
    await fill(page, buypass.typed());
    await review(page);
    await expect(offline(page)).toHaveCount(0);
    await button(page, "nb", "send").click();
    await expect(offline(page)).toBeVisible();
    await server.again();
    await online(page);
    await receipt(page);
    await expect(offline(page)).toHaveCount(0);
    expect((await server.only()).envelope.answers).toEqual(buypass.answers);
  });

  test("says so when the browser does, without asking, and stops by itself", async ({ page, server, context, complaints }) => {
    await visit(page, server);
    await context.setOffline(true);
    await expect(offline(page)).toBeVisible();
    await context.setOffline(false);
    await expect(offline(page)).toHaveCount(0);
    expect(complaints).toEqual([]);
  });

  test("looks every half minute whether the host is back", async ({ page, server }) => {
    await visit(page, server);
    await server.kill();
    await page.goto(server.url);
    await expect(offline(page)).toBeVisible();
    await page.waitForEvent("requestfailed", { predicate: (it) => it.method() === "HEAD", timeout: 50_000 });
    await expect(offline(page)).toBeVisible();
    await server.again();
    await expect(offline(page)).toHaveCount(0, { timeout: 50_000 });
  });
});

test("every file is in the cache as it lies in the folder, and no other", async ({ page, server }) => {
  await visit(page, server);
  await expectInCache(page, process.env.BLANKETT_DIST);
});

test("what the browser has thrown away comes from the network, and is kept again", async ({ page, server }) => {
  await visit(page, server);
  const gone = await page.evaluate(async () => {
    const cache = await caches.open((await caches.keys()).find((it) => !it.startsWith("blankett-keep")));
    return Promise.all(["/", "/blankett.js", "/widget_bg.wasm", "/index.html"].map((it) => cache.delete(it)));
  });
  expect(gone).toEqual([false, true, true, true]);
  await page.goto(server.page(buypass.ID));
  await expectWhole(page, buypass.ID, "nb");
  await expectInCache(page, process.env.BLANKETT_DIST);
});

test.describe("requests that are not for its files", () => {
  test.use({ expected: /^Failed to load resource: the server responded with a status of 4/ });

  test("never come from the worker", async ({ page, server }) => {
    await visit(page, server);
    await page.goto(server.page(buypass.ID));
    const seen = [];
    page.on("response", (it) => seen.push([it.request().method(), it.url().replace(server.url, ""), it.fromServiceWorker()]));
    const asked = [
      ["POST", "/api/innsendinger"],
      ["POST", "/forms.json"],
      ["HEAD", "/forms.json"],
      ["GET", "/api/innsendinger"],
      ["GET", "/health"],
      ["GET", "/innsendinger"],
      ["GET", "/forms.jsonp"],
    ];
    for (const [method, url] of [...asked, ["GET", "/forms.json"], ["GET", "/forms.json?v=2"], ["GET", "/?form=a"]]) {
      const body = method === "POST" ? "{}" : undefined;
      await page.evaluate(([url, init]) => fetch(url, init).then((it) => it.text()), [url, { method, body }]);
    }
    for (const it of asked) expect(seen, it.join(" ")).toContainEqual([...it, false]);
    for (const url of ["/forms.json", "/forms.json?v=2", "/?form=a"]) expect(seen).toContainEqual(["GET", url, true]);
  });
});

test("can be installed", async ({ server }, about) => {
  // A private window has nothing to install to.
  const context = await chromium.launchPersistentContext(about.outputPath("profile"), { executablePath: process.env.CHROMIUM, args: FLAGS });
  const page = context.pages()[0];
  await visit(page, server);
  const cdp = await context.newCDPSession(page);
  expect((await cdp.send("Page.getInstallabilityErrors")).installabilityErrors).toEqual([]);
  const { data, errors, url } = await cdp.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data);
  expect(manifest).toMatchObject({ short_name: "Blankett", lang: "nb", start_url: "./", scope: "./", display: "standalone" });
  const icons = [...manifest.icons, { src: "icons/180.png", sizes: "180x180", type: "image/png" }];
  expect(icons.map((it) => it.purpose)).toContain("maskable");
  for (const { src, sizes, type } of icons) {
    const answer = await page.request.get(new URL(src, url).href);
    expect(answer.headers()["content-type"]).toBe(type);
    const size = await page.evaluate(async (src) => {
      const image = Object.assign(new Image(), { src });
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    if (sizes !== "any") expect(size).toBe(sizes);
  }
  const told = await page.locator("link[rel=apple-touch-icon]").getAttribute("href");
  expect(told).toBe("icons/180.png");
  await context.close();
});
