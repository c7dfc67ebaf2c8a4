// The backend's disk is full: the submission waits on the machine, and comes once.
import * as buypass from "./support/buypass.mjs";
import { diskFull } from "./support/faults.mjs";
import { button, receipt } from "./support/form.mjs";
import { count, stored, submit } from "./support/queue.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { forward } from "./support/relay.mjs";

test.use({ expected: OUTAGE });

const health = async (server) => (await fetch(`${server.url}/health`)).status;

test("a submission is kept in the queue while there is no space, and delivered once after", async ({ page, server, relay }) => {
  // Full jitter is at its shortest: it is Retry-After that is waited for.
  await page.addInitScript(() => (Math.random = () => 0));
  await server.fill();
  await submit(page, relay.page(buypass.ID));
  await expect(page.getByRole("alert")).toContainText("Mottakeren kan ikke ta imot akkurat nå.");
  await expect(count(page, "1 skjema er ikke sendt")).toBeVisible();
  expect(await stored(page, "items")).toMatchObject([{ state: "waiting", status: 503 }]);
  await expect.poll(() => health(server)).toBe(503);
  expect(await server.list(), "what can be read is read").toEqual([]);
  // It tries again by itself, and not before it was told to.
  await expect.poll(() => relay.posts.length, { timeout: 30_000 }).toBeGreaterThan(1);
  const [first, second] = relay.posts;
  expect(second.at - first.at).toBeGreaterThanOrEqual(4_900);
  expect(await server.list()).toEqual([]);

  await server.free();
  await receipt(page);
  expect(new Set(relay.posts.map((it) => it.text)).size, "the same bytes each time").toBe(1);
  const { envelope } = await server.only();
  expect(envelope.answers).toEqual(buypass.answers);
  expect(relay.ids).toEqual([envelope.id]);
  await expect.poll(() => stored(page, "items")).toEqual([]);
  await expect.poll(() => health(server)).toBe(200);
});

test("a disk that is full now and then", async ({ page, server, relay }) => {
  await page.addInitScript(() => (Math.random = () => 0));
  relay.plan = diskFull;
  await submit(page, relay.page(buypass.ID));
  await expect(page.getByRole("alert")).toContainText("Mottakeren kan ikke ta imot akkurat nå.");
  expect(await server.list()).toEqual([]);
  relay.plan = forward;
  // It may have got through by itself meanwhile.
  await button(page, "nb", "retry").click().catch(() => {});
  await receipt(page);
  await server.only();
});
