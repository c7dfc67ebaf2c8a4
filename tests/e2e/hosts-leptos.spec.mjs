// A vendor's own Leptos application with Blankett's components (tests/hosts/leptos), which
// `cargo xtask test e2e` builds and names in BLANKETT_LEPTOS. It sends by itself.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { digest } from "./support/canonical.mjs";
import { begins, button, receipt, review, rows, send } from "./support/form.mjs";
import { expectAccessible } from "./support/accessible.mjs";
import { answer as busy, drop, forward, problem } from "./support/relay.mjs";
import { Server } from "./support/server.mjs";
import { OUTAGE, expect, test as base } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const FORMS = fileURLToPath(new URL("../hosts/leptos/forms", import.meta.url));
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".wasm": "application/wasm" };
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src data:";

const test = base.extend({
  // The vendor's backend knows the vendor's form.
  server: async ({ page }, use) => {
    const server = await Server.start("--forms", FORMS);
    await use(server);
    await page.close();
    await server.end();
  },

  /** The address of the application, with the backend behind `/blankett`. */
  site: async ({ relay }, use) => {
    if (!process.env.BLANKETT_LEPTOS) throw new Error("BLANKETT_LEPTOS is not set; run `cargo xtask test e2e`.");
    const site = createServer((incoming, response) => void answer(relay, incoming, response));
    site.listen(0, "127.0.0.1");
    await once(site, "listening");
    await use(`http://127.0.0.1:${site.address().port}`);
    site.close();
    site.closeAllConnections();
  },
});

async function answer(relay, incoming, response) {
  const path = new URL(incoming.url, "http://localhost").pathname;
  if (path.startsWith("/blankett/")) return pass(relay, path.slice("/blankett".length), incoming, response);
  // Every page of the application is the same file.
  const name = extname(path) ? path : "index.html";
  const text = await readFile(join(process.env.BLANKETT_LEPTOS, name)).catch(() => null);
  if (text === null) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[extname(name)], "Content-Security-Policy": POLICY }).end(text);
}

function pass(relay, path, incoming, response) {
  const { method, headers } = incoming;
  const outgoing = request(relay.url + path, { method, headers }, (upstream) => {
    response.writeHead(upstream.statusCode, upstream.headers);
    upstream.pipe(response);
  });
  outgoing.on("error", () => response.destroy());
  incoming.pipe(outgoing);
}

const UNKNOWN = "Virksomheten finnes ikke i kunderegisteret.";

const journal = (page) => page.getByRole("article", { name: "Journal" });
const certificate = (page) => page.getByRole("article", { name: "Sertifikat" });
const known = (page) => page.getByLabel("Bestillingen så langt").getByRole("definition");

async function fillIn(form) {
  await form.getByLabel("Organisasjonsnummer").fill("971058676");
  await form.getByLabel("Navn").fill("Tannlegene Vest AS");
  await form.getByLabel("Antall brukere").fill("3");
}

test("what is typed is known to the application at once", async ({ page, site }) => {
  await page.goto(site);
  const form = journal(page);
  await expect(known(page)).toHaveText(["", "0 kr"]);
  await form.getByLabel("Organisasjonsnummer").pressSequentially("971 05");
  await expect(known(page)).toHaveText(["97105", "0 kr"]);
  await fillIn(form);
  await expect(known(page)).toHaveText(["971058676", "933,75 kr"]);
  await form.getByRole("checkbox", { name: begins("Opplæring") }).check();
  await expect(known(page)).toHaveText(["971058676", "6 558,75 kr"]);
});

test("two forms stand beside each other, each with its own errors", async ({ page, site }) => {
  await page.goto(site);
  const other = certificate(page);
  await other.getByLabel("Organisasjonsnummer").fill("971058675");
  await button(journal(page), "nb", "review").click();
  const summary = journal(page).getByRole("group", { name: WORDS.nb.summary });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveCount(3);
  await expect(other.getByRole("group", { name: WORDS.nb.summary })).toBeHidden();
  await summary.getByRole("link").first().click();
  await expect(journal(page).getByLabel("Organisasjonsnummer")).toBeFocused();
  await expect(other.getByLabel("Organisasjonsnummer")).toHaveValue("971 058 675");
  const ids = await page.locator("[id]").evaluateAll((all) => all.map((it) => it.id));
  expect(new Set(ids).size).toBe(ids.length);
  await expectAccessible(page, "two forms, one with errors");
});

test("another page of the application shows the same answers", async ({ page, site }) => {
  await page.goto(site);
  await fillIn(journal(page));
  await certificate(page).getByLabel("Firmaadresse").fill("Storgata 1");
  await page.getByRole("link", { name: "Virksomheten" }).click();
  await expect(page.getByLabel("Antall brukere")).toHaveCount(0);
  const name = page.getByLabel("Navn");
  await expect(name).toHaveValue("Tannlegene Vest AS");
  await name.fill("");
  await page.getByLabel("Organisasjonsnummer").fill("998504163");
  await page.goBack();
  const form = journal(page);
  await expect(form.getByLabel("Organisasjonsnummer")).toHaveValue("998 504 163");
  await expect(form.getByLabel("Antall brukere")).toHaveValue("3");
  await expect(certificate(page).getByLabel("Firmaadresse")).toHaveValue("Storgata 1");
  await expect(known(page)).toHaveText(["998504163", "933,75 kr"]);
  await button(form, "nb", "review").click();
  await page.getByRole("link", { name: "Virksomheten" }).click();
  await expect(page.getByRole("group", { name: WORDS.nb.summary }).getByRole("link")).toHaveCount(1);
  await expect(name).toHaveAttribute("aria-invalid", "true");
});

test("the application sends, and shows the receipt", async ({ page, site, server }) => {
  await page.goto(site);
  const form = journal(page);
  await fillIn(form);
  await review(form);
  await send(form);
  const { item, envelope } = await server.only();
  const virksomhet = { navn: "Tannlegene Vest AS", organisasjonsnummer: "971058676" };
  expect(envelope.answers).toEqual({ brukere: 3, virksomhet });
  expect(envelope.totals).toMatchObject({ net: 74700, vat: 18675, gross: 93375 });
  expect(envelope.digest).toBe(digest(envelope));
  const told = Object.fromEntries(await rows(form));
  expect(told).toMatchObject({ Referanse: item.reference, Kontrollsum: envelope.digest, "Antall brukere": "3" });
  await expectAccessible(page, "receipt");

  await button(form, "nb", "new").click();
  await expect(form.getByLabel("Organisasjonsnummer")).toHaveValue("");
  await expect(known(page)).toHaveText(["", "0 kr"]);
});

test.describe("when it does not go well", () => {
  test.use({ expected: OUTAGE });

  test("a refusal stands on the field, and the corrected copy replaces", async ({ page, site, relay, server }) => {
    await page.goto(site);
    const form = journal(page);
    await fillIn(form);
    await review(form);
    const errors = [{ pointer: "#/answers/virksomhet/organisasjonsnummer", detail: UNKNOWN }];
    relay.plan = problem(422, { title: "Unknown", errors });
    await button(form, "nb", "send").click();
    const number = form.getByLabel("Organisasjonsnummer");
    await expect(number).toHaveAccessibleDescription(new RegExp(UNKNOWN));
    await expect(form.getByRole("group").filter({ hasText: UNKNOWN })).toBeFocused();
    relay.plan = forward;
    await number.fill("998504163");
    await review(form);
    await send(form);
    const { envelope } = await server.only();
    expect([envelope.replaces, envelope.id]).toEqual(relay.ids);
  });

  test("what is lost on the way is sent again by itself, the same bytes", async ({ page, site, relay, server }) => {
    await page.goto(site);
    const form = journal(page);
    await fillIn(form);
    await review(form);
    relay.plan = drop;
    await button(form, "nb", "send").click();
    await expect(form.getByRole("alert")).toContainText(WORDS.nb.noContact);
    relay.plan = forward;
    await receipt(form);
    const texts = relay.posts.map((it) => it.text);
    expect(texts.length).toBeGreaterThan(1);
    const { text } = await server.only();
    expect(new Set(texts)).toEqual(new Set([text]));
  });

  test("who does not want to wait sends again at once, the same bytes", async ({ page, site, relay, server }) => {
    await page.goto(site);
    const form = journal(page);
    await fillIn(form);
    await review(form);
    relay.plan = busy(503, { "Retry-After": "60" });
    await button(form, "nb", "send").click();
    await expect(button(form, "nb", "retry")).toBeVisible();
    relay.plan = forward;
    await button(form, "nb", "retry").click();
    await receipt(form);
    const { text } = await server.only();
    expect(relay.posts.map((it) => it.text)).toEqual([text, text]);
  });
});

test("another language keeps what is typed, on every page", async ({ page, site, server }) => {
  await page.goto(site);
  await fillIn(journal(page));
  await page.getByRole("button", { name: "English" }).click();
  const form = journal(page);
  await expect(form.getByLabel("Number of users")).toHaveValue("3");
  await expect(known(page)).toHaveText(["971058676", "NOK 933.75"]);
  await expect(certificate(page).getByLabel("Name of the organisation")).toBeVisible();
  await page.getByRole("link", { name: "Virksomheten" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Tannlegene Vest AS");
  await page.goBack();
  await review(form, "en");
  await send(form, "en");
  const { envelope } = await server.only();
  expect(envelope.language).toBe("en");
});

test("the form's styles are about nothing outside it", async ({ page, site }) => {
  await page.goto(site);
  await expect(button(page, "nb", "review").first()).toBeVisible();
  const differing = await page.evaluate(() => {
    const names = new Set([...document.querySelectorAll(".blankett [class]")].flatMap((it) => [...it.classList]));
    const plain = document.body.appendChild(document.createElement("p"));
    const named = document.body.appendChild(document.createElement("p"));
    const look = (it) => JSON.stringify(Array.from(getComputedStyle(it), (key) => [key, getComputedStyle(it).getPropertyValue(key)]));
    return { count: names.size, differing: [...names].filter((name) => ((named.className = name), look(named) !== look(plain))) };
  });
  expect(differing.count).toBeGreaterThan(10);
  expect(differing.differing).toEqual([]);
});
