// The guide to forms without a network: its files on a vendor's site, with only the receiver's address replaced.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../xtask/package/folder.mjs";
import * as buypass from "./support/buypass.mjs";
import { button, fill, review, send } from "./support/form.mjs";
import { Shop, expectInCache, expectKept, look, release } from "./support/offline.mjs";
import { Server } from "./support/server.mjs";
import { fileOf, fileRow, files, opened } from "./support/queue-file.mjs";
import { addressed, snippet, tried } from "./support/snippets.mjs";
import { expect, test as base } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const code = (mark) => tried(snippet("offline.md", mark));

const test = base.extend({
  folder: async ({}, use, about) => use(about.outputPath("site")),

  versioned: [false, { option: true }],

  /** A vendor's site with the widget's folder and the page, but no worker. */
  shop: async ({ page, folder, versioned }, use) => {
    await mkdir(folder, { recursive: true });
    await makeFolder(process.env.BLANKETT_DIST, join(folder, "blankett"), { version: "1.0.0", licences: "", versioned });
    const shop = await Shop.start(folder);
    shop.backend = await Server.start("--allow-origin", shop.url);
    shop.put = (name, text) => writeFile(join(folder, name), addressed(text, { widget: shop.backend.url }));
    await shop.put("bestilling.html", code("offline:page"));
    await shop.put("bestilling.css", "main { max-width: 44rem }");
    await use(shop);
    await page.close();
    shop.end();
    await shop.backend.end();
  },
});

// A site that is out of reach, icons that no guide speaks of, and what a guide says is refused.
test.use({ expected: /^Failed to load resource|requires 'TrustedScriptURL'|not under the max scope/ });

/** The page as the guide has it, with this script in place of its own. */
const withScript = (script, how = "") => code("offline:page").replace(/<script>[^]*?<\/script>/, () => `<script${how}>${script}</script>`);

async function visit(page, shop) {
  await page.goto(`${shop.url}/bestilling.html`);
  await expect(button(page, "nb", "review")).toBeVisible();
  await expectKept(page);
}

/** With the vendor's site out of reach the page opens, and what is sent arrives. */
async function expectOffline(page, shop) {
  shop.end();
  await page.goto(`${shop.url}/bestilling.html`);
  await fill(page, buypass.typed());
  await review(page);
  await send(page);
  expect((await shop.backend.only()).envelope.answers).toEqual(buypass.answers);
}

/** The caches and the number of workers of the site. */
const left = (page) => page.evaluate(async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]);

for (const versioned of [false, true]) {
  test.describe(versioned ? "the versioned folder" : "the plain folder", () => {
    test.use({ versioned });

    test("two lines", async ({ page, shop, folder }) => {
      await shop.put("sw.js", code("file:sw.js"));
      await visit(page, shop);
      await expectInCache(page, join(folder, "blankett"), "/blankett/");
      await expectOffline(page, shop);
      expect(await page.locator("main").evaluate((it) => getComputedStyle(it).maxWidth), "the style sheet").not.toBe("none");
    });
  });
}

test("where scripts must be trusted", async ({ page, shop }) => {
  await shop.put("sw.js", code("file:sw.js"));
  await shop.put("bestilling.html", withScript(code("offline:trusted")));
  const policy = "require-trusted-types-for 'script'; trusted-types worker";
  shop.headers["/bestilling.html"] = { "Content-Security-Policy": policy };
  await visit(page, shop);
  // Without it the browser refuses.
  const refused = await page.evaluate(() => navigator.serviceWorker.register("/sw.js").then(() => false, () => true));
  expect(refused).toBe(true);
  await expectOffline(page, shop);
});

test.describe("what is not for the worker", () => {
  test.use({ expected: /^Failed to load resource|CORS policy/ });

  test("is answered as without it", async ({ page, shop, folder }) => {
    await shop.put("sw.js", code("file:sw.js"));
    await visit(page, shop);
    await page.reload();
    const seen = [];
    page.on("response", (it) => seen.push([it.request().method(), it.url(), it.fromServiceWorker()]));
    await writeFile(join(folder, "other.json"), "{}");
    const foreign = `${shop.backend.url}/blankett.js`;
    const asked = [["GET", foreign], ["POST", `${shop.url}/bestilling.html`], ["GET", `${shop.url}/other.json`], ["GET", `${shop.url}/blankett/`]];
    const kept = [["GET", `${shop.url}/blankett/blankett.js?2`], ["GET", `${shop.url}/bestilling.html?fra=epost`]];
    for (const [method, url] of [...asked, ...kept]) await page.evaluate(([url, method]) => fetch(url, { method }).then(() => {}), [url, method]);
    for (const it of asked) expect(seen).toContainEqual([...it, false]);
    for (const it of kept) expect(seen).toContainEqual([...it, true]);
  });
});

/** The page's own heading, «Ny bestilling» in the vendor's next edition. */
const heading = (page) => page.getByRole("heading", { level: 1, name: "bestilling" });

test.describe("an address that is kept", () => {
  test.beforeEach(async ({ page, shop }) => {
    await shop.put("sw.js", code("file:sw.js"));
    await visit(page, shop);
    await shop.put("bestilling.html", code("offline:page").replace("<h1>Bestilling", "<h1>Ny bestilling"));
  });

  const open = (page, shop, query = "") => page.goto(`${shop.url}/bestilling.html${query}`);

  test("comes from the network, and is kept anew", async ({ page, shop }) => {
    await open(page, shop);
    await expect(heading(page)).toHaveText("Ny bestilling");
    shop.end();
    await open(page, shop, "?fra=epost");
    await expect(heading(page)).toHaveText("Ny bestilling");
  });

  test("is not kept with another query", async ({ page, shop }) => {
    await open(page, shop, "?fra=epost");
    await expect(heading(page)).toHaveText("Ny bestilling");
    shop.end();
    await open(page, shop);
    await expect(heading(page)).toHaveText("Bestilling");
  });

  test("comes from the machine when the site answers with 5xx", async ({ page, shop }) => {
    shop.before = async (request, response) => response.writeHead(503).end("<h1>Nede</h1>");
    await open(page, shop);
    await expect(heading(page)).toHaveText("Bestilling");
  });

  test("comes from the machine when the site has not answered in three seconds", async ({ page, shop }) => {
    let goOn;
    const held = new Promise((done) => (goOn = done));
    shop.before = () => held;
    const begun = Date.now();
    await open(page, shop);
    await expect(heading(page)).toHaveText("Bestilling");
    expect(Date.now() - begun).toBeGreaterThanOrEqual(3000);
    // What came late is there the next time.
    goOn();
    await page.waitForTimeout(500);
    shop.end();
    await open(page, shop);
    await expect(heading(page)).toHaveText("Ny bestilling");
  });

  const unkept = {
    "is redirected": (response) => response.writeHead(302, { Location: "/bestilling.css" }).end(),
    "is not there": (response) => response.writeHead(404, { "Content-Type": "text/html" }).end("<h1>Borte</h1>"),
    "is not to be stored": (response) => response.writeHead(200, { "Content-Type": "text/html", "Cache-Control": "no-store" }).end("<h1>Kari</h1>"),
  };
  for (const [name, answer] of Object.entries(unkept)) {
    test(`is not kept when it ${name}`, async ({ page, shop }) => {
      shop.before = async (request, response) => request.url === "/bestilling.html" && answer(response);
      await open(page, shop);
      await expect(heading(page)).toHaveCount(0);
      shop.end();
      await open(page, shop);
      await expect(heading(page)).toHaveText("Bestilling");
    });
  }
});

test("the console says what cannot be kept, and the rest is", async ({ page, shop, context }) => {
  await shop.put("sw.js", code("file:sw.js"));
  await shop.put("bestilling.html", code("offline:page").replace("/bestilling.css\",", "/bestilling.css&keep=/borte.css\","));
  const worker = context.waitForEvent("serviceworker");
  const told = context.waitForEvent("console", (it) => it.text().includes("is not kept"));
  await page.goto(`${shop.url}/bestilling.html`);
  expect((await worker).url()).toContain("borte.css");
  expect((await told).text()).toBe(`blankett: ${shop.url}/borte.css is not kept: it answers 404`);
  await expectKept(page);
  await expectOffline(page, shop);
});

test("a folder on another origin", async ({ page, shop }) => {
  await shop.put("sw-other-origin.js", code("file:sw-other-origin.js"));
  const html = withScript(code("offline:other-origin")).replace("/blankett/blankett.js", "https://vendor.example/blankett/blankett.js");
  await shop.put("bestilling.html", html);
  await visit(page, shop);
  shop.end();
  await shop.backend.kill();
  await page.goto(`${shop.url}/bestilling.html`);
  await expect(button(page, "nb", "review")).toBeVisible();
  await expect.poll(() => page.locator("blankett-form").evaluate((it) => it.shadowRoot.adoptedStyleSheets.length)).toBe(2);
});

test("a worker of one's own goes on, and leaves the widget's caches", async ({ page, shop }) => {
  await shop.put("sw.js", code("file:sw.js"));
  await visit(page, shop);
  await page.evaluate(() => Promise.all([caches.open("site-1"), caches.open("another")]));
  await shop.put("sw.js", code("file:sw-own.js"));
  await shop.put("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await look(page);
  // Left: the next page has the new worker.
  await page.goto("about:blank");
  await visit(page, shop);
  await expect.poll(async () => (await left(page))[0].map((it) => it.split(" ")[0].replace(/-[\w-]{12}$/, "")).sort()).toEqual(["another", "blankett", "blankett-keep"]);
  await page.evaluate(async () => (await caches.open("site-2")).add("/logo.svg"));
  await expectOffline(page, shop);
  expect(await page.evaluate(() => fetch("/logo.svg").then((it) => it.status))).toBe(200);
});

test("the folder's worker for the whole site, by a header", async ({ page, shop }) => {
  const [name, value] = code("offline:header").trim().split(": ");
  await shop.put("bestilling.html", withScript(code("offline:allowed")));
  await page.goto(`${shop.url}/bestilling.html`);
  const refused = () => page.evaluate(() => navigator.serviceWorker.register("/blankett/blankett-worker.js", { scope: "/" }).then(() => "", String));
  expect(await refused()).toContain("Service-Worker-Allowed");
  shop.headers["/blankett/blankett-worker.js"] = { [name]: value };
  await visit(page, shop);
  await expectOffline(page, shop);
});

test("a page that takes the new version when it is opened alone", async ({ page, shop, folder, context }) => {
  await shop.put("sw.js", code("file:sw.js"));
  const html = (h1) =>
    code("offline:page")
      .replace("<script>", `<script type="module">\n${code("offline:take")}`)
      .replace("<h1>Bestilling", `<h1>${h1}`);
  await shop.put("bestilling.html", html("Bestilling"));
  await visit(page, shop);
  await page.reload();
  await expect(button(page, "nb", "review")).toBeVisible();
  const other = await context.newPage();
  await other.goto(`${shop.url}/bestilling.html`);
  await release(join(folder, "blankett"), WORDS.nb.review, "Gå gjennom alt");
  expect(await look(page)).toBe("installed");
  await page.reload();
  await expect(button(page, "nb", "review"), "there is another").toBeVisible();
  await other.close();
  // A busy browser counts a page that is closed for a while still.
  await expect(async () => {
    await page.reload({ waitUntil: "commit" });
    await expect(page.getByRole("button", { name: "Gå gjennom alt" })).toBeVisible({ timeout: 5_000 });
  }).toPass();
});

test("logging out leaves what is kept", async ({ page, shop, folder }) => {
  const [name, value] = code("offline:log-out").trim().split(": ");
  await shop.put("sw.js", code("file:sw.js"));
  await visit(page, shop);
  await writeFile(join(folder, "ut.html"), "<title>Ut</title>");
  await page.evaluate(() => (document.cookie = "inne=ja"));
  shop.headers["/ut.html"] = { [name]: value };
  await page.goto(`${shop.url}/ut.html`);
  expect(await page.evaluate(() => document.cookie)).toBe("");
  await expectOffline(page, shop);
  // What the guide warns of.
  await shop.again();
  shop.headers["/ut.html"] = { [name]: '"storage"' };
  await page.goto(`${shop.url}/ut.html?1`);
  await expect.poll(() => left(page)).toEqual([[], 0]);
});

test("a file is taken in on a page without the form, for the address that the page names", async ({ page, shop }) => {
  const html = code("offline:page").replace(/<blankett-form[^]*<\/blankett-form>/, () => code("offline:queue"));
  await shop.put("sw.js", code("file:sw.js"));
  await shop.put("ko.html", html);
  await page.goto(`${shop.url}/ko.html`);
  await page.getByRole("button", { name: "Alt er sendt" }).click();
  const row = fileRow({ action: `${shop.backend.url}/api/innsendinger` });
  const question = await opened(page, await fileOf([row, fileRow({ action: "https://elsewhere.example/api" })]));
  await expect(question).toHaveAccessibleName("Skjemaer i filen: 2. Kan hentes inn: 1. Vil du hente dem inn?");
  await question.getByRole("button", { name: "Hent inn", exact: true }).click();
  await expect(files(page)).toContainText("Hentet inn: 1. Fantes fra før: 0. Ikke hentet inn: 1.");
});

test("taking it away", async ({ page, shop }) => {
  await shop.put("sw.js", code("file:sw.js"));
  await visit(page, shop);
  await page.reload();
  await page.evaluate(() => caches.open("another"));
  await shop.put("sw.js", code("file:sw-gone.js"));
  await shop.put("bestilling.html", withScript(""));
  await page.reload();
  await expect(button(page, "nb", "review")).toBeVisible();
  await expect.poll(() => left(page)).toEqual([["another"], 0]);
  await page.reload();
  await expect(button(page, "nb", "review")).toBeVisible();
  expect(await left(page)).toEqual([["another"], 0]);
});
