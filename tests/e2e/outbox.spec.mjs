// Each way in which sending fails, alone: what the reader is told, and what makes it go on.
import { button, receipt, review } from "./support/form.mjs";
import { failLate, login, refuse, stall, truncate } from "./support/faults.mjs";
import { answer, drop, forward, problem, silence } from "./support/relay.mjs";
import {
  BUSY, NETWORK, PAUSED, STRANGER, alert, expect, expectKept, field, jitter, ledger, online, stored, submit, test,
} from "./support/small-form.mjs";

/** Sent, and failed once; nothing more is attempted soon. */
async function stuck(page, relay, url, plan, mark = "en") {
  await jitter(page, 1);
  relay.plan = plan;
  await page.goto(url);
  await submit(page, mark);
  await expect(alert(page)).toBeVisible();
}

/** One came in, of which every attempt had the same bytes. */
async function expectOnce(server, relay, mark = "en") {
  const found = await ledger(server);
  expect(found.map((it) => it.answers.merke)).toEqual([mark]);
  const texts = relay.posts.filter((it) => it.id === found[0].id).map((it) => it.text);
  expect(new Set(texts).size).toBe(1);
}

for (const [name, plan, said] of [
  ["a connection that breaks before anybody has seen it", refuse, NETWORK],
  ["an answer that is lost", drop, NETWORK],
  ["an answer that is cut off", truncate, NETWORK],
  ["a connection that breaks after a while", stall(1_000), NETWORK],
  ["a log-in page", login, STRANGER],
  ["a redirect", answer(302, { Location: "/velkommen" }), STRANGER],
  ["409", answer(409), BUSY],
  ["429 with Retry-After", answer(429, { "Retry-After": "1" }), BUSY],
  ["503", answer(503), BUSY],
  ["500 of a backend that has kept it", failLate, BUSY],
]) {
  test(`${name}: told, stored, and sent by itself`, async ({ page, relay, server, url }) => {
    await jitter(page, 0);
    relay.plan = plan;
    await page.goto(url);
    await submit(page, "en");
    await expect(alert(page)).toContainText(said);
    await expectKept(page);
    expect((await stored(page)).map((it) => it.state)).toEqual(["waiting"]);
    relay.plan = forward;
    await receipt(page);
    expect(relay.posts.length).toBeGreaterThan(1);
    await expectOnce(server, relay);
    expect(await stored(page)).toEqual([]);
    expect(await stored(page, "bodies")).toEqual([]);
    const receipts = await stored(page, "receipts");
    expect(receipts.map((it) => it.id)).toEqual(relay.ids);
    expect(JSON.stringify(receipts)).not.toContain("en\"");
  });
}

test("401 pauses, is not hurried, and goes on at once with the host's next token", async ({ page, relay, server, url }) => {
  await stuck(page, relay, url, answer(401));
  await expect(alert(page)).toContainText(PAUSED);
  await expectKept(page);
  relay.plan = forward;
  await online(page);
  await page.waitForTimeout(300);
  expect(relay.posts).toHaveLength(1);
  await page.locator("blankett-form").evaluate((it) => (it.getHeaders = async () => ({ Authorization: "Bearer ny" })));
  await receipt(page);
  expect(relay.posts.map((it) => it.headers.authorization)).toEqual([undefined, "Bearer ny"]);
  await expectOnce(server, relay);
});

test("a token that comes while an older one is on its way is tried at once", async ({ page, relay, server, url }) => {
  let go;
  const gate = new Promise((done) => (go = done));
  relay.plan = async (it) => {
    await gate;
    return answer(401)(it);
  };
  await page.goto(url);
  await submit(page, "en");
  await expect.poll(() => relay.posts.length).toBe(1);
  relay.plan = forward;
  await page.locator("blankett-form").evaluate((it) => (it.getHeaders = async () => ({ Authorization: "Bearer ny" })));
  await page.waitForTimeout(300);
  go();
  await receipt(page);
  expect(relay.posts.map((it) => it.headers.authorization)).toEqual([undefined, "Bearer ny"]);
  await expectOnce(server, relay);
});

test("a network that comes back, and a person, are reasons to try at once", async ({ page, relay, server, url }) => {
  await stuck(page, relay, url, refuse);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect.poll(() => relay.posts.length).toBe(2);
  relay.plan = forward;
  await expect(alert(page)).toContainText(NETWORK);
  await online(page);
  await receipt(page);
  await expectOnce(server, relay);
});

test("what waits is sent by the next page, in a new tab", async ({ page, relay, server, url, context }) => {
  await stuck(page, relay, url, refuse);
  await expectKept(page);
  await page.close();
  relay.plan = forward;
  const next = await context.newPage();
  await next.goto(url);
  await expect.poll(async () => (await ledger(server)).length).toBe(1);
  await expect.poll(() => stored(next)).toEqual([]);
  expect((await stored(next, "receipts")).map((it) => it.id)).toEqual(relay.ids);
  await expectOnce(server, relay);
});

test("leaving is asked about only while it is in the page alone", async ({ page, relay, url }) => {
  await stuck(page, relay, url, refuse);
  await expectKept(page);
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    return dialog.accept();
  });
  await page.reload();
  await expect(field(page, "Merke")).toHaveValue("");
  expect(asked).toBe(0);
});

test("422 stands on the field; the corrected copy replaces it, and the refused one goes", async ({ page, relay, server, url }) => {
  const errors = [{ pointer: "#/answers/merke", detail: "Merket er ukjent." }];
  relay.plan = problem(422, { title: "Ukjent", errors });
  await page.goto(url);
  await submit(page, "feil");
  await expect(field(page, "Merke")).toHaveAccessibleDescription(/Merket er ukjent/);
  expect((await stored(page)).map((it) => [it.state, it.status])).toEqual([["parked", 422]]);
  await field(page, "Merke").fill("rett");
  relay.plan = forward;
  await button(page, "nb", "review").click();
  await button(page, "nb", "send").click();
  await receipt(page);
  const [refused] = relay.ids;
  expect((await ledger(server)).map((it) => [it.answers.merke, it.replaces])).toEqual([["rett", refused]]);
  expect(await stored(page)).toEqual([]);
  expect(await stored(page, "bodies")).toEqual([]);
});

test("413 is not sent again, not dropped, and stands there after a reload", async ({ page, relay, url }) => {
  await stuck(page, relay, url, answer(413));
  await expect(alert(page)).toContainText("Mottakeren avviste skjemaet.");
  relay.plan = forward;
  await page.reload();
  await expect(field(page, "Merke")).toBeVisible();
  await online(page);
  await page.waitForTimeout(500);
  expect(relay.posts).toHaveLength(1);
  expect((await stored(page)).map((it) => it.state)).toEqual(["parked"]);
  expect(await stored(page, "bodies")).toHaveLength(1);
});

test("no answer is given up after half a minute, and others need not wait for it", async ({ page, relay, server, url }) => {
  // So late that what is said can be read before the next attempt.
  await jitter(page, 1);
  relay.plan = (it) => (it.post === relay.posts[0] ? silence(it) : forward(it));
  await page.goto(url);
  await submit(page, "en");
  await expect.poll(() => relay.posts.length).toBe(1);
  const other = await page.context().newPage();
  await other.goto(url);
  await submit(other, "to");
  await receipt(other);
  expect(relay.ids).toHaveLength(2);
  await expect(page.getByRole("button", { name: "Sender" })).toBeVisible();
  await expect(alert(page)).toContainText(NETWORK, { timeout: 50_000 });
  expect(Date.now() - relay.posts[0].at).toBeGreaterThan(29_000);
  await receipt(page);
  expect((await ledger(server)).map((it) => it.answers.merke).sort()).toEqual(["en", "to"]);
  expect(relay.abreast).toBe(1);
});

for (const [name, hours] of [["back", -48], ["forward", 48]]) {
  test(`a clock that is set ${name} leaves nothing that waits for ever`, async ({ page, relay, server, url }) => {
    await stuck(page, relay, url, answer(503, { "Retry-After": "200" }));
    await expectKept(page);
    relay.plan = forward;
    const later = await page.context().newPage();
    await page.close();
    await later.addInitScript((step) => {
      const now = Date.now;
      Date.now = () => now() + step;
    }, hours * 3_600_000);
    await later.goto(url);
    await expect.poll(async () => (await ledger(server)).length).toBe(1);
    await expectOnce(server, relay);
  });
}

test("a receipt is given also if the form breaks while it is sent", async ({ page, relay, server, url, complaints }) => {
  await page.addInitScript(() => {
    const words = Object.getOwnPropertyDescriptor(Node.prototype, "textContent");
    window.breaks = 0;
    Object.defineProperty(Node.prototype, "textContent", {
      ...words,
      set(value) {
        if (window.breaks > 0 && new Error().stack.includes("/widget.js")) {
          window.breaks -= 1;
          throw new WebAssembly.RuntimeError("unreachable");
        }
        words.set.call(this, value);
      },
    });
  });
  let go;
  const gate = new Promise((done) => (go = done));
  relay.plan = async (it) => {
    await gate;
    return forward(it);
  };
  await page.goto(url);
  await submit(page, "en");
  await expect.poll(() => relay.posts.length).toBe(1);
  // What is told next is what breaks it.
  await page.evaluate(() => (window.breaks = 1));
  go();
  await receipt(page);
  await expectOnce(server, relay);
  expect(complaints.join()).toContain("blankett: ");
  complaints.length = 0;
});

test("one that somebody deletes from the queue can be sent anew by the form that still shows it", async ({ page, relay, server, url, context }) => {
  await stuck(page, relay, url, refuse);
  const other = await context.newPage();
  await other.goto(url);
  await other.evaluate(async (id) => (await import("/local.js")).discardItem(id), relay.ids[0]);
  relay.plan = forward;
  await button(page, "nb", "retry").click();
  await expect(alert(page)).toHaveText("");
  expect(await ledger(server)).toEqual([]);
  await button(page, "nb", "send").click();
  await receipt(page);
  await expectOnce(server, relay);
  expect(relay.ids, "a submission of its own").toHaveLength(2);
});

test("who sends before all scripts have come is not left waiting for ever", async ({ page, relay, server, url }) => {
  // The first time it does not come at all.
  let asked = 0;
  await page.route("**/rest.js", async (route) => (++asked === 1 ? route.abort() : route.continue()));
  await page.goto(url);
  await submit(page, "en");
  expect(relay.posts).toEqual([]);
  await receipt(page);
  expect(asked).toBeGreaterThan(1);
  await expectOnce(server, relay);
});
