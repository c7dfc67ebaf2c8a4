// Who may take what waits out to a file: who filled it in, by their tab or their log-in; what is
// sealed, anybody.
import { act, count, entries, open, place } from "./support/queue.mjs";
import { fileOf, fileRow, files, inside, lockedFile, outside, takenIn, PASSWORD } from "./support/queue-file.mjs";
import { answer } from "./support/relay.mjs";
import { expect, hostPage, stored, submit, test } from "./support/small-form.mjs";

const closed = answer(503, { "Retry-After": "300" });
const TAB = "Det kan bare eksporteres fra fanen det ble fylt ut i";
const NONE = "Ingenting av dette kan eksporteres. Et skjema kan bare eksporteres fra fanen det ble fylt ut i, eller når den som fylte det ut, er logget inn.";

const exporting = (page, at = 0) => entries(page).nth(at).getByRole("button", { name: "Eksporter" });

/** One of the first tab's waits; the queue of a page is opened. */
async function waiting(page, relay, url, name = "1 skjema er ikke sendt") {
  relay.plan = closed;
  await page.goto(url);
  await submit(page, "hemmelig");
  await place(page);
  await open(page, name);
}

async function nextTab(context, url, name = "1 skjema er ikke sendt") {
  const page = await context.newPage();
  await page.goto(url);
  await place(page);
  await open(page, name);
  return page;
}

test("the next user cannot take out what is not sealed: neither one nor all, and is told why", async ({ page, relay, url, context }) => {
  await waiting(page, relay, url);
  await expect(exporting(page)).toBeVisible();
  await page.close();
  const next = await nextTab(context, url);
  await expect(entries(next).first()).toContainText(TAB);
  await expect(exporting(next)).toHaveCount(0);
  expect(await entries(next).first().getByRole("button").allInnerTexts()).toEqual(["Send nå", "Slett"]);
  await act(files(next), "Eksporter alle");
  await expect(files(next)).toContainText(NONE);
  await expect(next.getByLabel("Passord til filen")).toHaveCount(0);
  // On any page of the site.
  await next.goto(relay.url);
  await open(next, "1 skjema er ikke sendt");
  await expect(entries(next).first()).toContainText(TAB);
  await expect(exporting(next)).toHaveCount(0);
});

test("the one who filled it in can, also after a reload and on another page of the site", async ({ page, relay, url }) => {
  await waiting(page, relay, url);
  for (const address of [url, relay.url]) {
    await page.goto(address);
    if (address === url) await place(page);
    await open(page, "1 skjema er ikke sendt");
    await act(entries(page).first(), "Eksporter");
    const file = await lockedFile(page);
    const rows = await inside(outside(file.text), PASSWORD);
    expect(rows.map((it) => JSON.parse(it.body).answers.merke)).toEqual(["hemmelig"]);
  }
});

test("without drafts, too", async ({ page, relay, context }) => {
  relay.pages["/uten.html"] = hostPage('drafts="off"');
  await waiting(page, relay, `${relay.url}/uten.html`);
  await expect(exporting(page)).toBeVisible();
  const next = await nextTab(context, `${relay.url}/uten.html`);
  await expect(entries(next).first()).toContainText(TAB);
});

test("all in a file are those of this tab alone, and the others are counted", async ({ page, relay, url, context }) => {
  await waiting(page, relay, url);
  const next = await context.newPage();
  await waiting(next, relay, url, "2 skjemaer er ikke sendt");
  await expect(exporting(next, 0)).toBeVisible();
  await expect(entries(next).nth(1)).toContainText(TAB);
  await act(files(next), "Eksporter alle");
  const file = await lockedFile(next);
  const [{ id }] = (await stored(next)).sort((one, other) => (one.at < other.at ? 1 : -1));
  expect(file.name).toBe(`blankett-${id.slice(0, 8)}.json`);
  expect((await inside(outside(file.text), PASSWORD)).map((it) => it.id)).toEqual([id]);
  await expect(files(next)).toContainText("Fylt ut i en annen fane eller av en annen bruker, og ikke med i filen: 1.");
});

test("with the host's own key, in any tab that has it and in no other", async ({ page, relay, context }) => {
  const withKey = (byte) => hostPage("", `addEventListener("DOMContentLoaded", () => (document.querySelector("blankett-form").draftKey = new Uint8Array(32).fill(${byte})))`);
  for (const byte of [7, 8]) relay.pages[`/${byte}.html`] = withKey(byte);
  await waiting(page, relay, `${relay.url}/7.html`);
  await expect(exporting(page)).toBeVisible();
  await expect(exporting(await nextTab(context, `${relay.url}/7.html`))).toBeVisible();
  for (const path of ["/8.html", "/vert.html"]) {
    const other = await nextTab(context, relay.url + path);
    await expect(entries(other).first()).toContainText(TAB);
    await expect(exporting(other)).toHaveCount(0);
  }
});

test("where there is a log-in, for that one alone, in the same tab as in others", async ({ page, relay, context }) => {
  for (const user of ["kari", "ola"]) relay.pages[`/${user}.html`] = hostPage("", `addEventListener("DOMContentLoaded", () => (document.querySelector("blankett-form").user = "${user}"))`);
  await waiting(page, relay, `${relay.url}/kari.html`);
  await expect(exporting(page)).toBeVisible();
  await expect(exporting(await nextTab(context, `${relay.url}/kari.html`))).toBeVisible();
  // Logged out, and another logged in, in the very tab that it was filled in in.
  for (const path of ["/vert.html", "/ola.html"]) {
    await page.goto(relay.url + path);
    await place(page);
    await open(page, "1 skjema er ikke sendt");
    await expect(entries(page).first()).toContainText("Det kan bare eksporteres når den som fylte det ut, er logget inn.");
    await expect(exporting(page)).toHaveCount(0);
    await act(files(page), "Eksporter alle");
    await expect(files(page)).toContainText(NONE);
  }
});

test("what came in a file goes out again from the tab that had its password", async ({ page, relay, url, context }) => {
  relay.plan = closed;
  await page.goto(url);
  await place(page);
  await open(page, "Alt er sendt");
  await takenIn(page, await fileOf([fileRow({ action: `${relay.url}/api/innsendinger` })]));
  await expect(count(page, "1 skjema er ikke sendt")).toBeVisible();
  await expect(exporting(page)).toBeVisible();
  const next = await nextTab(context, url);
  await expect(entries(next).first()).toContainText(TAB);
});

test("what is sealed, anybody can", async ({ page, relay, context }) => {
  const { publicKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  relay.pages["/jwks.json"] = { type: "application/json", body: JSON.stringify({ keys: [{ kty, crv, x, y, kid: "1" }] }) };
  relay.pages["/vert.html"] = hostPage('recipient-key="/jwks.json"');
  await waiting(page, relay, `${relay.url}/vert.html`);
  await page.close();
  const next = await nextTab(context, relay.url);
  await act(entries(next).first(), "Eksporter");
  const [row] = await inside(outside((await lockedFile(next)).text), PASSWORD);
  expect(row.sealed).toBe(true);
  expect(row.body).not.toContain("hemmelig");
});
