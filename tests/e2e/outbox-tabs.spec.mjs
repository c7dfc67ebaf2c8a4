// Several tabs, several users, several pages of one origin: one queue.
import { receipt } from "./support/form.mjs";
import { refuse } from "./support/faults.mjs";
import { answer, forward } from "./support/relay.mjs";
import {
  PAUSED, alert, expect, expectKept, field, hostPage, jitter, ledger, online, stored, submit, test,
} from "./support/small-form.mjs";

const marks = async (server) => (await ledger(server)).map((it) => it.answers.merke).sort();

/** Answers after a while, so that whoever would send twice has the time. */
const slowly = async (it) => {
  await new Promise((done) => setTimeout(done, 700));
  return forward(it);
};

async function queueUp(page, url, relay, mark) {
  await jitter(page, 1);
  relay.plan = refuse;
  await page.goto(url);
  await submit(page, mark);
  await expectKept(page);
}

async function tabs(context, url, count) {
  const made = await Promise.all(Array.from({ length: count }, () => context.newPage()));
  await Promise.all(made.map((it) => it.goto(url)));
  await Promise.all(made.map((it) => expect(field(it, "Merke")).toBeVisible()));
  return made;
}

for (const locks of [true, false]) {
  test(`four tabs, ${locks ? "one sender" : "no Web Locks"}: once in the ledger`, async ({ page, relay, server, url, context }) => {
    if (!locks) await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
    await queueUp(page, url, relay, "en");
    const others = await tabs(context, url, 3);
    await expect.poll(() => relay.posts.length).toBeGreaterThan(0);
    relay.plan = slowly;
    const before = relay.posts.length;
    relay.abreast = 0;
    await Promise.all([page, ...others].map(online));
    // The tab that shows it hears of it, whoever has sent it.
    await receipt(page);
    await expect.poll(() => stored(page)).toEqual([]);
    expect(await marks(server)).toEqual(["en"]);
    expect(new Set(relay.posts.map((it) => it.text)).size).toBe(1);
    if (locks) {
      expect(relay.abreast).toBe(1);
      expect(relay.posts.length - before).toBe(1);
    }
  });
}

test("two tabs that send at the same time each get their own receipt", async ({ page, relay, server, url, context }) => {
  relay.plan = slowly;
  const both = [page, await context.newPage()];
  await Promise.all(both.map((it) => it.goto(url)));
  await Promise.all(both.map((it, at) => submit(it, `fane ${at}`)));
  await Promise.all(both.map((it) => receipt(it)));
  expect(await marks(server)).toEqual(["fane 0", "fane 1"]);
  expect(relay.posts).toHaveLength(2);
});

test("what one user leaves is not sent for another", async ({ page, relay, server, url, context }) => {
  relay.pages["/kari.html"] = hostPage('id="it"', "addEventListener('DOMContentLoaded', () => (document.querySelector('blankett-form').user = 'kari'))");
  relay.pages["/ola.html"] = hostPage('id="it"', "addEventListener('DOMContentLoaded', () => (document.querySelector('blankett-form').user = 'ola'))");
  await queueUp(page, `${relay.url}/kari.html`, relay, "fra kari");
  const [item] = await stored(page);
  expect(item.user).toMatch(/^[\w+/=-]{40,}$/);
  await page.close();
  relay.plan = forward;
  const before = relay.posts.length;
  for (const path of ["/ola.html", "/vert.html"]) {
    const [other] = await tabs(context, relay.url + path, 1);
    await online(other);
    await other.waitForTimeout(700);
    expect(relay.posts, path).toHaveLength(before);
    expect(await stored(other)).toHaveLength(1);
    await other.close();
  }
  const [own] = await tabs(context, `${relay.url}/kari.html`, 1);
  await expect.poll(() => stored(own)).toEqual([]);
  expect(await marks(server)).toEqual(["fra kari"]);
});

test("what one user leaves does not go with the token of another who has logged in meanwhile", async ({ page, relay, server }) => {
  relay.pages["/vent.html"] = hostPage("", `addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("blankett-form");
    form.user = "kari";
    form.getHeaders = () => ((window.asked = true), new Promise(() => {}));
  })`);
  const login = (user) =>
    page.locator("blankett-form").evaluate((it, user) => {
      it.getHeaders = async () => ({ Authorization: `Bearer ${user}` });
      it.user = user;
    }, user);
  await page.goto(`${relay.url}/vent.html`);
  await submit(page, "fra kari");
  await page.waitForFunction(() => window.asked);
  await login("ola");
  await expectKept(page);
  await page.waitForTimeout(3_000);
  expect(relay.posts).toEqual([]);
  expect(await stored(page)).toHaveLength(1);
  await login("kari");
  await expect.poll(() => stored(page)).toEqual([]);
  expect(relay.posts.map((it) => it.headers.authorization)).toEqual(["Bearer kari"]);
  expect(await marks(server)).toEqual(["fra kari"]);
});

test("what needs a page's headers waits for such a page", async ({ page, relay, server, url, context }) => {
  const script = "addEventListener('DOMContentLoaded', () => (document.querySelector('blankett-form').getHeaders = async () => ({ Authorization: 'Bearer en' })))";
  relay.pages["/token.html"] = hostPage("", script);
  relay.pages["/annet.html"] = { ...hostPage(), body: hostPage().body.replace("/api/innsendinger", "/api/annet") };
  await queueUp(page, `${relay.url}/token.html`, relay, "en");
  await page.close();
  relay.plan = forward;
  const before = relay.posts.length;
  const [other] = await tabs(context, `${relay.url}/annet.html`, 1);
  await online(other);
  await other.waitForTimeout(700);
  expect(relay.posts).toHaveLength(before);
  await tabs(context, `${relay.url}/token.html`, 1);
  await expect.poll(() => stored(other)).toEqual([]);
  expect(relay.posts.at(-1).headers.authorization).toBe("Bearer en");
  expect(await marks(server)).toEqual(["en"]);
});

test("an expired token at the start of a page: told nowhere as an error, sent with the new one", async ({ page, relay, server, context }) => {
  const script = "addEventListener('DOMContentLoaded', () => (document.querySelector('blankett-form').getHeaders = async () => ({ Authorization: 'Bearer ' + (window.token ?? 'gammel') })))";
  relay.pages["/token.html"] = hostPage("", script);
  relay.plan = (it) => (it.post.headers.authorization === "Bearer ny" ? forward(it) : answer(401)(it));
  await page.goto(`${relay.url}/token.html`);
  await submit(page, "en");
  await expect(alert(page)).toContainText(PAUSED);
  await page.close();
  const [next] = await tabs(context, `${relay.url}/token.html`, 1);
  await expect.poll(() => relay.posts.length).toBe(2);
  expect((await stored(next)).map((it) => it.state)).toEqual(["paused"]);
  await next.evaluate(() => {
    window.token = "ny";
    document.querySelector("blankett-form").getHeaders = async () => ({ Authorization: "Bearer ny" });
  });
  await expect.poll(() => stored(next)).toEqual([]);
  expect(await marks(server)).toEqual(["en"]);
});

for (const [name, store, damage] of [
  ["a body that was changed", "bodies", (row) => ({ ...row, body: { ...row.body, iv: new Uint8Array(12) } })],
  ["a body that is nothing", "bodies", (row) => ({ id: row.id })],
  ["an item with a state that there is not", "items", (row) => ({ ...row, state: "what" })],
  ["an item without a form", "items", (row) => ({ ...row, form: undefined })],
  ["an item with a due that is no number", "items", (row) => ({ ...row, due: "soon" })],
  ["an item without an address", "items", (row) => ({ id: row.id, state: "waiting", tries: 0 })],
]) {
  test(`${name} does not stop the others, and is still there`, async ({ page, relay, server, url, context }) => {
    await queueUp(page, url, relay, "skadet");
    await page.close();
    const [other] = await tabs(context, url, 1);
    await jitter(other, 1);
    await submit(other, "hel");
    await expectKept(other);
    const [row] = (await stored(other, store)).filter((it) => it.id === relay.ids[0]);
    await overwriteIn(other, store, row.id, damage);
    await other.close();
    relay.plan = forward;
    const [next] = await tabs(context, url, 1);
    await expect.poll(async () => (await marks(server)).includes("hel")).toBe(true);
    // It is whole enough to be sent, or a person sees it.
    const left = () => next.evaluate(async () => (await import("/local.js")).items().then((all) => all.map((it) => [it.id, it.state, it.why])));
    const sent = async () => (await marks(server)).includes("skadet");
    await expect.poll(async () => (await sent()) || (await left()).some(([, state]) => state === "parked")).toBe(true);
    await expect.poll(left).toEqual((await sent()) ? [] : [[row.id, "parked", "damaged"]]);
    await next.evaluate(async (id) => (await import("/local.js")).discardItem(id), row.id);
    expect(await stored(next)).toEqual([]);
  });
}

/** `damage` as text: what a row holds cannot be carried out of the page whole. */
function overwriteIn(page, store, id, damage) {
  return page.evaluate(
    async ({ store, id, damage }) => {
      const db = await new Promise((done) => (indexedDB.open("blankett").onsuccess = ({ target }) => done(target.result)));
      const tx = db.transaction(store, "readwrite");
      tx.objectStore(store).get(id).onsuccess = ({ target }) => tx.objectStore(store).put(new Function("row", `return (${damage})(row)`)(target.result));
      await new Promise((done) => (tx.oncomplete = done));
      db.close();
    },
    { store, id, damage: String(damage) },
  );
}

test("keys that were deleted in another tab: what is stored afterwards can be read by the next page", async ({ page, relay, server, url, context }) => {
  await jitter(page, 1);
  await page.goto(url);
  // This page has the key in its memory.
  await submit(page, "forste");
  await receipt(page);
  const [other] = await tabs(context, url, 1);
  await other.evaluate(async () => (await import("/local.js")).wipe());
  relay.plan = refuse;
  await page.getByRole("button", { name: "Fyll ut et nytt skjema" }).click();
  await submit(page, "andre");
  await expectKept(page);
  await page.close();
  await other.close();
  relay.plan = forward;
  await tabs(context, url, 1);
  await expect.poll(() => marks(server)).toEqual(["andre", "forste"]);
});
