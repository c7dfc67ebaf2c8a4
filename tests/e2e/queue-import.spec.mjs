// A file from somebody else's hands: what it holds is shown before any of it is taken, and nothing
// in it is sent with a log-in that is not its own.
import { receipt } from "./support/form.mjs";
import { act, count, entries, open, place, section } from "./support/queue.mjs";
import { choose, fileOf, fileRow, files, hashOf, opened, takenIn } from "./support/queue-file.mjs";
import { answer } from "./support/relay.mjs";
import { expect, hostPage, online, stored, submit, test } from "./support/small-form.mjs";
import { syncOf } from "./support/worker-sync.mjs";

const taken = answer(204);

/** A page with the form, where this user is logged in with a token. */
const logged = (user) =>
  hostPage(
    "",
    `addEventListener("DOMContentLoaded", () => {
      const form = document.querySelector("blankett-form");
      form.getHeaders = async () => ({ Authorization: "Bearer ${user}" });
      ${user === "token" ? "" : `form.user = "${user}";`}
    })`,
  );

test.beforeEach(({ relay }) => {
  relay.plan = taken;
  for (const user of ["kari", "ola", "token"]) relay.pages[`/${user}.html`] = logged(user);
  relay.pages["/alene.html"] = { type: "text/html; charset=utf-8", body: '<!doctype html><html lang="nb"><meta charset="utf-8"><title>Vert</title><link rel="icon" href="data:,"><script type="module" src="/blankett.js"></script><main><h1>Vert</h1></main>' };
});

/** A row that goes to the address of this relay's page. */
const toHere = (relay, changes, inEnvelope) => fileRow({ action: `${relay.url}/api/innsendinger`, ...changes }, inEnvelope);

/** The form's page, with the queue opened. */
async function at(page, address) {
  await page.goto(address);
  await place(page);
  await open(page, "Alt er sendt");
}

const nothingWaits = (page) => expect(section(page, "Ikke sendt")).toContainText("Ingenting venter på å bli sendt.");

/** Sends all that this page can, and waits until it has tried. */
async function tried(page, relay) {
  // One of the page's own, which goes last of all.
  const before = relay.posts.length;
  await online(page);
  await submit(page, "etterpå");
  await receipt(page);
  return relay.posts.slice(before).filter(({ text }) => !text.includes("etterpå"));
}

test("the attack of a stranger's file: without a user it never gets the log-in of who takes it in", async ({ page, relay, context }) => {
  // As it was done: a row of nobody's, which asks for headers, to the page's own address.
  const row = toHere(relay, { headers: true }, { answers: { merke: "forfalsket" } });
  await at(page, `${relay.url}/kari.html`);
  const question = await opened(page, await fileOf([row]));
  await expect(question).toBeFocused();
  await expect(question).toHaveAccessibleName("Skjemaer i filen: 1. Ingen av dem kan hentes inn her.");
  await expect(question).toContainText("Det krever innlogging, men filen sier ikke hvem det tilhører.");
  await expect(question.getByRole("button")).toHaveText(["Lukk"]);
  await act(question, "Lukk");
  await expect(files(page).getByLabel("Hent inn fra fil")).toBeFocused();
  expect(await stored(page)).toEqual([]);

  // Without asking for them it is taken, and goes without: here, from another tab, and when somebody asks.
  relay.plan = answer(503, { "Retry-After": "300" });
  const humble = toHere(relay, {}, { answers: { merke: "forfalsket" } });
  await takenIn(page, await fileOf([humble]));
  await expect(files(page)).toContainText("Hentet inn: 1. Fantes fra før: 0. Ikke hentet inn: 0.");
  await expect.poll(() => relay.posts.length).toBe(1);
  expect(await stored(page)).toMatchObject([{ id: humble.id, imported: true }]);
  await act(entries(page).first(), "Send nå");
  await expect.poll(() => relay.posts.length).toBe(2);
  const other = await context.newPage();
  await other.goto(`${relay.url}/token.html`);
  await place(other);
  await open(other, "1 skjema er ikke sendt");
  await act(entries(other).first(), "Send nå");
  await expect.poll(() => relay.posts.length).toBe(3);
  relay.plan = taken;
  await page.reload();
  await place(page);
  await open(page, "1 skjema er ikke sendt");
  await act(entries(page).first(), "Send nå");
  await expect.poll(() => stored(page)).toEqual([]);
  expect(relay.ids).toEqual([humble.id]);
  expect(relay.posts.map((it) => it.headers.authorization).filter(Boolean)).toEqual([]);
});

test("the same attack with a file of the first edition, which anybody could change", async ({ page, relay }) => {
  const { body, ...row } = toHere(relay, { headers: true });
  await at(page, `${relay.url}/kari.html`);
  await choose(page, JSON.stringify({ blankett: "queue", version: 1, items: [{ ...row, sealed: true, body: sealedBody(row) }] }));
  const input = files(page).getByLabel("Hent inn fra fil");
  await expect(input).toHaveAccessibleDescription(/Filen er laget med en eldre utgave, og kan være endret av andre\./);
  await expect(input).toBeFocused();
  expect(await stored(page)).toEqual([]);
  expect(await tried(page, relay)).toEqual([]);
});

/** What looks sealed, from the outside. */
function sealedBody({ id, form: { id: form, version } }) {
  const part = (text) => Buffer.from(text).toString("base64url");
  return [part(JSON.stringify({ alg: "ECDH-ES", enc: "A256GCM", id, form: { id: form, version } })), "", part("iv"), part("text"), part("tag")].join(".");
}

test("an address that no form of the page is sent to is shown, and never sent to", async ({ page, relay, server }) => {
  const foreign = fileRow({ action: `${server.url}/api/innsendinger?a=1` });
  const other = toHere(relay, { action: `${relay.url}/api/annet` });
  const mine = toHere(relay);
  await at(page, `${relay.url}/vert.html`);
  const question = await opened(page, await fileOf([foreign, other, mine]));
  await expect(question).toHaveAccessibleName("Skjemaer i filen: 3. Kan hentes inn: 1. Vil du hente dem inn?");
  const refused = question.getByRole("list", { name: "Kan ikke hentes inn her: 2" }).getByRole("listitem");
  for (const [at, address] of [`${server.url}/api/innsendinger`, `${relay.url}/api/annet`].entries()) {
    await expect(refused.nth(at)).toContainText(`Sendes til ${address}`);
    await expect(refused.nth(at)).toContainText("Ingenting på denne siden sendes til den adressen.");
  }
  await expect(question.getByRole("list", { name: "Kan hentes inn: 1" })).toContainText(`Sendes til ${relay.url}/api/innsendinger`);
  await act(question, "Hent inn");
  await expect(files(page)).toContainText("Hentet inn: 1. Fantes fra før: 0. Ikke hentet inn: 2.");
  await expect.poll(() => relay.ids).toEqual([mine.id]);
  await expect.poll(() => stored(page)).toEqual([]);
  expect(relay.posts.map((it) => it.path)).toEqual(["/api/innsendinger"]);
});

test("whoever filled it in sends it from another machine with their own log-in, and nobody else does", async ({ page, relay }) => {
  const kari = { user: hashOf("kari"), headers: true };
  const row = toHere(relay, kari);
  await at(page, `${relay.url}/ola.html`);
  const question = await opened(page, await fileOf([row]));
  await expect(question).toContainText("Det tilhører en som ikke er logget inn her, og sendes først når vedkommende logger inn.");
  await act(question, "Hent inn");
  await expect(entries(page).first()).toContainText("Det sendes bare når den som fylte det ut, er logget inn.");
  expect(await tried(page, relay)).toEqual([]);
  await page.goto(`${relay.url}/kari.html`);
  await expect.poll(() => stored(page)).toEqual([]);
  expect(relay.posts.at(-1)).toMatchObject({ id: row.id, text: row.body, headers: { authorization: "Bearer kari" } });

  // There already.
  await place(page);
  await open(page, "Alt er sendt");
  const next = toHere(relay, kari);
  const again = await opened(page, await fileOf([row, next]));
  await expect(again.getByRole("list", { name: "Finnes her fra før, eller er sendt: 1" })).toContainText(row.id.slice(0, 8));
  await expect(again.getByRole("list", { name: "Kan hentes inn: 1" })).toContainText("Det tilhører deg som er logget inn, og sendes med din innlogging.");
  await act(again, "Hent inn");
  await expect(files(page)).toContainText("Hentet inn: 1. Fantes fra før: 1. Ikke hentet inn: 0.");
  await expect.poll(() => relay.posts.at(-1)).toMatchObject({ id: next.id, headers: { authorization: "Bearer kari" } });
});

test("with a token and no user nobody can say whose it is: that is said when it is taken out, and when it is to be taken in", async ({ page, relay }) => {
  relay.plan = answer(503, { "Retry-After": "300" });
  await page.goto(`${relay.url}/token.html`);
  await submit(page, "en");
  await place(page);
  await open(page, "1 skjema er ikke sendt");
  await act(entries(page).first(), "Eksporter");
  await page.getByLabel("Passord til filen").fill("et passord");
  await page.getByLabel("Gjenta passordet").fill("et passord");
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Last ned filen" }).click();
  await waiting;
  await expect(entries(page).first()).toContainText("Krever innlogging, og kan likevel bare sendes fra denne maskinen: 1.");
});

test("on a page without the form the page names the address, or nothing is taken", async ({ page, relay }) => {
  relay.plan = answer(503, { "Retry-After": "300" });
  const row = toHere(relay);
  await at(page, `${relay.url}/alene.html`);
  const question = await opened(page, await fileOf([row]));
  await expect(question).toContainText("Ingenting på denne siden sendes til den adressen. Gå til siden det ble fylt ut på, og hent inn filen der.");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.querySelector("blankett-queue").setAttribute("action", " https://[/ /api/innsendinger  https://vendor.example/api "));
  await takenIn(page, await fileOf([row]));
  await expect(files(page)).toContainText("Hentet inn: 1.");
  await expect.poll(() => relay.ids).toEqual([row.id]);
});

test("on the page of all forms what goes to its own address is taken", async ({ page, relay }) => {
  const row = toHere(relay);
  await page.goto(relay.url);
  await open(page, "Alt er sendt");
  await takenIn(page, await fileOf([row]));
  await expect.poll(() => relay.ids).toEqual([row.id]);
  await expect(section(page, "Sendt fra denne maskinen").getByRole("listitem")).toHaveCount(1);
});

test("nothing is taken before somebody says so, whichever way they leave", async ({ page, relay }) => {
  const file = await fileOf([toHere(relay), toHere(relay)]);
  await at(page, `${relay.url}/vert.html`);
  const input = files(page).getByLabel("Hent inn fra fil");
  for (const leave of [
    (question) => act(question, "Avbryt"),
    () => page.keyboard.press("Escape"),
  ]) {
    const question = await opened(page, file);
    await expect(question).toHaveAccessibleName("Skjemaer i filen: 2. Kan hentes inn: 2. Vil du hente dem inn?");
    await leave(question);
    await expect(input).toBeFocused();
    expect(await stored(page)).toEqual([]);
  }
  // Closed with all else, and the page left.
  for (const leave of [() => count(page, "Alt er sendt").click(), () => page.goto(`${relay.url}/vert.html`)]) {
    await opened(page, file);
    await leave();
    expect(await stored(page)).toEqual([]);
    await at(page, `${relay.url}/vert.html`);
    await nothingWaits(page);
  }
  expect(relay.posts).toEqual([]);
});

test("a form that has left the page meanwhile is no place to send to", async ({ page, relay }) => {
  await at(page, `${relay.url}/vert.html`);
  const question = await opened(page, await fileOf([toHere(relay)]));
  await expect(question).toBeFocused();
  await page.evaluate(() => document.querySelector("blankett-form").remove());
  await act(question, "Hent inn");
  await expect(files(page)).toContainText("Hentet inn: 0. Fantes fra før: 0. Ikke hentet inn: 1.");
  expect(await stored(page)).toEqual([]);
  expect(relay.posts).toEqual([]);
});

test("what is hostile is counted, shown as text, and not stored; the rest is taken", async ({ page, relay }) => {
  relay.plan = answer(503, { "Retry-After": "300" });
  const good = toHere(relay, { form: { id: "proeve", version: "1", title: "\u202eelttiT\u202c <img src=x onerror=alert(1)>" } });
  const rows = [
    good,
    { ...good, action: "https://elsewhere.example/" },
    toHere(relay, { action: "javascript:alert(1)" }),
    toHere(relay, { action: `${relay.url.replace("://", "://kari:hemmelig@")}/api/innsendinger` }),
    null,
    JSON.parse('{"__proto__": {"id": "x"}}'),
  ];
  await at(page, `${relay.url}/vert.html`);
  const question = await opened(page, await fileOf(rows));
  await expect(question).toHaveAccessibleName("Skjemaer i filen: 6. Kan hentes inn: 1. Vil du hente dem inn?");
  await expect(question).toContainText("Skadet eller ugyldig, og kan ikke hentes inn: 5.");
  await expect(question.getByRole("heading", { level: 4 })).toHaveText("elttiT <img src=x onerror=alert(1)>");
  await act(question, "Hent inn");
  await expect(files(page)).toContainText("Hentet inn: 1. Fantes fra før: 0. Ikke hentet inn: 5.");
  expect((await stored(page)).map(({ id, form, action }) => [id, form.title, action])).toEqual([[good.id, "elttiT <img src=x onerror=alert(1)>", good.action]]);
});

test("of many only some are shown, and all are taken", async ({ page, relay }) => {
  relay.plan = answer(503, { "Retry-After": "300" });
  await at(page, `${relay.url}/vert.html`);
  const question = await opened(page, await fileOf(Array.from({ length: 23 }, () => toHere(relay))));
  await expect(question.getByRole("listitem")).toHaveCount(20);
  await expect(question).toContainText("Og 3 til.");
  await act(question, "Hent inn");
  await expect(files(page)).toContainText("Hentet inn: 23.");
  expect(await stored(page)).toHaveLength(23);
});

test("the worker sends what came in a file without anybody's log-in, or not at all", async ({ page, relay, context }) => {
  await page.addInitScript(() => void navigator.serviceWorker.register("/blankett-worker.js"));
  relay.plan = answer(503);
  const [free, bound] = [toHere(relay), toHere(relay, { user: hashOf("kari"), headers: true })];
  await at(page, `${relay.url}/kari.html`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await takenIn(page, await fileOf([free, bound]));
  await expect.poll(() => relay.ids.length).toBe(2);
  const sync = await syncOf(context, relay.url);
  await page.close();
  relay.plan = taken;
  const before = relay.posts.length;
  await sync();
  await expect.poll(() => relay.posts.length).toBe(before + 1);
  expect(relay.posts.at(-1)).toMatchObject({ id: free.id, text: free.body });
  expect(relay.posts.filter((it) => it.id === free.id).map((it) => it.headers.authorization)).not.toContain("Bearer kari");
  const next = await context.newPage();
  await next.goto(`${relay.url}/kari.html`);
  await expect.poll(() => stored(next)).toEqual([]);
  expect(relay.posts.at(-1)).toMatchObject({ id: bound.id, headers: { authorization: "Bearer kari" } });
});
