// Nothing is lost and nothing comes twice, whatever the network does.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, online, receipt, review, rows } from "./support/form.mjs";
import { answer, drop, forward, silence } from "./support/relay.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

test.use({ expected: OUTAGE });

const BUSY = "Mottakeren kan ikke ta imot akkurat nå. Vi prøver igjen av oss selv.";
const STRANGER = "Noe annet enn mottakeren svarte";

const alert = (page) => page.getByRole("alert");

/** Full jitter is at its shortest, unless a test says otherwise. */
async function ready(page, address) {
  await page.addInitScript(() => (Math.random = () => 0));
  await page.goto(address);
  await fill(page, buypass.typed());
  await review(page);
}

/** Sent, but not delivered; no attempt is made by itself any more. */
async function stuck(page, relay, plan, said) {
  await ready(page, relay.page(buypass.ID));
  // Full jitter: as late as it can be, so that what follows is no accident.
  await page.evaluate(() => (Math.random = () => 1));
  relay.plan = plan;
  await button(page, "nb", "send").click();
  await expect(alert(page)).toContainText(said);
}

/** Every attempt sent the very same. */
function expectIdentical(posts) {
  expect(posts.length).toBeGreaterThan(1);
  for (const post of posts) {
    expect(post.text).toBe(posts[0].text);
    expect(post.headers["idempotency-key"]).toBe(`"${JSON.parse(post.text).id}"`);
  }
}

test("a server that is gone in the middle, and «Prøv igjen nå»", async ({ page, server }) => {
  await ready(page, server.page(buypass.ID));
  await server.kill();
  await button(page, "nb", "send").click();
  await expect(alert(page)).toContainText(WORDS.nb.noContact);
  expect(await rows(page)).toEqual(buypass.shown());
  await server.again();
  // It may have got through by itself meanwhile.
  await button(page, "nb", "retry").click().catch(() => {});
  await receipt(page);
  const { envelope } = await server.only();
  expect(envelope.answers).toEqual(buypass.answers);
});

test("a server that comes back is found without a click", async ({ page, server }) => {
  await ready(page, server.page(buypass.ID));
  await server.kill();
  await button(page, "nb", "send").click();
  await expect(alert(page)).toContainText(WORDS.nb.noContact);
  await server.again();
  await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeVisible({ timeout: 60_000 });
  await server.only();
});

test.describe("without storage", () => {
  test.use({ expected: /^Failed to load resource|^blankett: / });

  test("leaving the page is asked about while something waits", async ({ page, server }) => {
    await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
    await ready(page, server.page(buypass.ID));
    await server.kill();
    await button(page, "nb", "send").click();
    await expect(alert(page)).toContainText(WORDS.nb.noContact);
    await expect(alert(page)).toContainText("IKKE lagret på denne maskinen");
    const asked = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
  });
});

test("an answer that is lost: the same bytes again, one submission", async ({ page, server, relay }) => {
  await ready(page, relay.page(buypass.ID));
  relay.plan = drop;
  await button(page, "nb", "send").click();
  await expect(alert(page)).toContainText(WORDS.nb.noContact);
  relay.plan = forward;
  await receipt(page);
  expectIdentical(relay.posts);
  const { text } = await server.only();
  expect(text).toBe(relay.posts[0].text);
});

test("no answer at all is given up after half a minute", async ({ page, server, relay }) => {
  await ready(page, relay.page(buypass.ID));
  // So late that what is said can be read before the next attempt.
  await page.evaluate(() => (Math.random = () => 1));
  relay.plan = (it) => (it.post === relay.posts[0] ? silence(it) : forward(it));
  await button(page, "nb", "send").click();
  // Waited for in earnest: a clock that jumps makes what is read from the disk meanwhile too late.
  await expect(alert(page)).toContainText(WORDS.nb.noContact, { timeout: 50_000 });
  expect(Date.now() - relay.posts[0].at).toBeGreaterThan(29_000);
  await receipt(page);
  expectIdentical(relay.posts);
  await server.only();
});

test("503 with Retry-After is tried again, but not sooner", async ({ page, server, relay }) => {
  await ready(page, relay.page(buypass.ID));
  relay.plan = answer(503, { "Retry-After": "3", "Content-Type": "text/plain" }, "closed");
  await button(page, "nb", "send").click();
  await expect(alert(page)).toContainText(BUSY);
  relay.plan = forward;
  await receipt(page);
  expectIdentical(relay.posts);
  expect(relay.posts).toHaveLength(2);
  expect(relay.posts[1].at - relay.posts[0].at).toBeGreaterThanOrEqual(3_000);
  await server.only();
});

for (const [name, plan] of [
  ["a log-in page of a guest network", answer(200, { "Content-Type": "text/html" }, "<h1>Logg inn</h1>")],
  ["a redirect", answer(302, { Location: "/velkommen" })],
  ["JSON about something else", answer(200, { "Content-Type": "application/json" }, '{"id":"another"}')],
]) {
  test(`${name} is no success`, async ({ page, server, relay }) => {
    await ready(page, relay.page(buypass.ID));
    relay.plan = plan;
    await button(page, "nb", "send").click();
    await expect(alert(page)).toContainText(STRANGER);
    expect(await rows(page)).toEqual(buypass.shown());
    expect(await server.list()).toEqual([]);
    relay.plan = forward;
    await receipt(page);
    expectIdentical(relay.posts);
    expect(relay.seen).not.toContain("GET /velkommen");
    await server.only();
  });
}

for (const [name, plan] of [
  ["204", answer(204)],
  ["200 that repeats the id", answer(200, { "Content-Type": "application/json" }, ({ text }) => JSON.stringify({ id: JSON.parse(text).id }))],
]) {
  test(`${name} is a success; the reference is the id`, async ({ page, relay }) => {
    await ready(page, relay.page(buypass.ID));
    relay.plan = plan;
    await button(page, "nb", "send").click();
    await receipt(page);
    expect((await rows(page))[0]).toEqual([WORDS.nb.reference, relay.ids[0]]);
    expect(relay.posts).toHaveLength(1);
  });
}

test("nothing can be changed while it waits; the same is sent, and then received", async ({ page, server, relay }) => {
  await ready(page, relay.page(buypass.ID));
  const change = page.getByRole("button", { name: /^Endre/ });
  const back = page.getByRole("button", { name: "Tilbake til skjemaet" });
  await expect(change).toHaveCount(buypass.typed().length);
  await expect(back).toHaveCount(1);

  // On its way: nobody answers yet.
  relay.plan = silence;
  await button(page, "nb", "send").click();
  await expect(page.getByRole("button", { name: "Sender" })).toBeVisible();
  await expect(change.or(back)).toHaveCount(0);
  // It has got through, though nobody here knows. Chromium itself posts again on a connection that it had before.
  await expect(async () => {
    relay.cut();
    await expect(alert(page)).toContainText(WORDS.nb.noContact, { timeout: 500 });
  }).toPass();
  await expect(change.or(back)).toHaveCount(0);
  const before = relay.posts.length;
  relay.plan = drop;
  await online(page);
  await expect.poll(() => relay.posts.length).toBeGreaterThan(before);
  await expect(button(page, "nb", "retry")).toBeVisible();
  await expect(change.or(back)).toHaveCount(0);

  relay.plan = answer(401, { "Content-Type": "text/plain" }, "who are you");
  await button(page, "nb", "retry").click();
  await expect(alert(page)).toContainText("Mottakeren krever ny innlogging.");
  await expect(change.or(back)).toHaveCount(0);

  relay.plan = forward;
  await button(page, "nb", "retry").click();
  await receipt(page);
  expectIdentical(relay.posts);
  const { text, envelope } = await server.only();
  expect(text).toBe(relay.posts[0].text);
  expect(envelope.answers).toEqual(buypass.answers);
  const shown = Object.fromEntries((await rows(page)).slice(0, 4));
  expect(shown[WORDS.nb.digest]).toBe(envelope.digest);
});

for (const [name, plan, said] of [
  ["a network that comes back", drop, WORDS.nb.noContact],
  ["leaving a guest network", answer(200, { "Content-Type": "text/html" }, "<h1>Logg inn</h1>"), STRANGER],
]) {
  test(`${name} is a reason to try at once`, async ({ page, server, relay }) => {
    await stuck(page, relay, plan, said);
    relay.plan = forward;
    await online(page);
    await receipt(page);
    expectIdentical(relay.posts);
    expect(relay.posts).toHaveLength(2);
    await server.only();
  });
}

for (const [name, plan, said] of [
  ["a backend that asks for time", answer(503, { "Retry-After": "100" }), BUSY],
  ["a backend that wants a new token", answer(401), "Mottakeren krever ny innlogging."],
]) {
  test(`${name} is not hurried by the network or the person coming back`, async ({ page, server, relay }) => {
    await stuck(page, relay, plan, said);
    relay.plan = forward;
    await online(page);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    // Long enough for an attempt that is made at once.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
    expect(relay.posts).toHaveLength(1);
    await expect(alert(page)).toContainText(said);
    await button(page, "nb", "retry").click();
    await receipt(page);
    expectIdentical(relay.posts);
    await server.only();
  });
}
