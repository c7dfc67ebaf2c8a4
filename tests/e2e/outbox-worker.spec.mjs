// Where browsers can send in the background, the worker sends what waits while no page is open.
import { receipt } from "./support/form.mjs";
import { refuse } from "./support/faults.mjs";
import { forward } from "./support/relay.mjs";
import { expect, expectKept, field, hostPage, jitter, ledger, stored, submit, test } from "./support/small-form.mjs";
import { syncOf } from "./support/worker-sync.mjs";

const marks = async (server) => (await ledger(server)).map((it) => it.answers.merke);

/** A submission that waits, and a worker. Gives what makes the browser ask it to send. */
async function leave(page, relay, url, context) {
  await page.addInitScript(() => void navigator.serviceWorker.register("/blankett-worker.js"));
  await jitter(page, 1);
  relay.plan = refuse;
  await page.goto(url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await submit(page, "en");
  await expectKept(page);
  return syncOf(context, relay.url);
}

test("a sync sends what waits when no page is open; the next page shows that it is gone", async ({ page, relay, server, url, context }) => {
  const sync = await leave(page, relay, url, context);
  await page.close();
  relay.plan = forward;
  const before = relay.posts.length;
  await sync();
  await expect.poll(() => marks(server)).toEqual(["en"]);
  expect(relay.posts.length).toBe(before + 1);
  expect(new Set(relay.posts.map((it) => it.text)).size).toBe(1);
  const next = await context.newPage();
  await next.goto(url);
  await expect(field(next, "Merke")).toBeVisible();
  await expect.poll(() => stored(next)).toEqual([]);
});

test("what needs a page's headers or another's user is left by the worker for such a page", async ({ page, relay, server, context }) => {
  const script = `addEventListener('DOMContentLoaded', () => {
    document.querySelector('blankett-form').getHeaders = async () => ({ Authorization: 'Bearer en' });
    document.querySelector('blankett-form').user = 'kari';
  })`;
  relay.pages["/token.html"] = hostPage("", script);
  const sync = await leave(page, relay, `${relay.url}/token.html`, context);
  await page.close();
  relay.plan = forward;
  const before = relay.posts.length;
  await sync();
  // Long enough for what is sent at once.
  await new Promise((done) => setTimeout(done, 1_500));
  expect(relay.posts).toHaveLength(before);
  const next = await context.newPage();
  await next.goto(`${relay.url}/token.html`);
  await expect.poll(() => marks(server)).toEqual(["en"]);
  expect(relay.posts.at(-1).headers.authorization).toBe("Bearer en");
});

test("the form shows the receipt of what the worker has sent", async ({ page, relay, server, url, context }) => {
  const sync = await leave(page, relay, url, context);
  relay.plan = forward;
  await sync();
  await receipt(page);
  expect(await marks(server)).toEqual(["en"]);
});
