// No digest from which an answer can be found lies on the machine: neither beside what waits nor
// among the receipts, and what older editions have left goes.
import { open, place, put, row, section } from "./support/queue.mjs";
import { FORM, envelope } from "./support/queue-file.mjs";
import { answer } from "./support/relay.mjs";
import { expect, hostPage, stored, submit, test } from "./support/small-form.mjs";

const closed = answer(503, { "Retry-After": "300" });
const taken = answer(204);
const DIGEST = `sha-256=${"0123456789abcdef".repeat(4)}`;

/** Every row of the database, as text. */
const all = async (page) => JSON.stringify(await Promise.all(["items", "bodies", "drafts", "receipts"].map((it) => stored(page, it))));

async function seal(relay) {
  const { publicKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  relay.pages["/jwks.json"] = { type: "application/json", body: JSON.stringify({ keys: [{ kty, crv, x, y, kid: "1" }] }) };
  relay.pages["/vert.html"] = hostPage('recipient-key="/jwks.json"');
}

for (const isSealed of [true, false]) {
  test(`what waits has none beside it, ${isSealed ? "sealed, nor has its receipt" : "not sealed"}`, async ({ page, relay, url }) => {
    if (isSealed) await seal(relay);
    relay.plan = closed;
    await page.addInitScript(() => addEventListener("blankett-submit", ({ detail }) => (window.digest = detail.digest)));
    await page.goto(url);
    await submit(page, "en");
    await expect.poll(() => relay.posts.length).toBe(1);
    const digest = await page.evaluate(() => window.digest);
    expect(digest).toMatch(/^sha-256=[0-9a-f]{64}$/);
    const [item] = await stored(page);
    expect(item).not.toHaveProperty("digest");
    expect(await all(page)).not.toContain(digest.slice(8));
    if (!isSealed) return;
    relay.plan = taken;
    await page.reload();
    await place(page);
    await open(page, "1 skjema er ikke sendt");
    await page.locator("blankett-queue").getByRole("button", { name: "Send nå" }).click();
    await expect.poll(() => stored(page)).toEqual([]);
    expect(await stored(page, "receipts")).toEqual([expect.not.objectContaining({ digest: expect.anything() })]);
    const sent = section(page, "Sendt fra denne maskinen");
    await expect(sent.getByRole("listitem")).toContainText("Referanse");
    await expect(sent.getByText("Kontrollsum")).toHaveCount(0);
  });
}

/** Puts a submission into the queue as it lies there when it is not sealed. */
async function putUnsealed(page, item, body) {
  await put(page, "items", [item]);
  await page.evaluate(
    async ([id, body]) => {
      const algorithm = { name: "AES-GCM", length: 256 };
      const db = await new Promise((done) => (indexedDB.open("blankett").onsuccess = ({ target }) => done(target.result)));
      const read = (store, key) => new Promise((done) => (db.transaction(store).objectStore(store).get(key).onsuccess = ({ target }) => done(target.result)));
      const queue = (await read("keys", "queue")) ?? { name: "queue", id: "1", key: await crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]) };
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const about = new TextEncoder().encode(`body ${id}`);
      const data = await crypto.subtle.encrypt({ ...algorithm, iv, additionalData: about }, queue.key, new TextEncoder().encode(JSON.stringify(body)));
      await new Promise((done) => {
        const tx = db.transaction(["keys", "bodies"], "readwrite");
        tx.objectStore("keys").put(queue);
        tx.objectStore("bodies").put({ id, body: { iv, data } });
        tx.oncomplete = done;
      });
      db.close();
    },
    [item.id, body],
  );
}

for (const [name, more, kept] of [
  ["with a salt its receipt keeps it", { salt: "A".repeat(22) }, { digest: DIGEST, salted: true }],
  ["without a salt it does not", {}, undefined],
  ["with a salt that is too short it does not", { salt: "A".repeat(21) }, undefined],
]) {
  test(`one that is not sealed: ${name}`, async ({ page, relay, url }) => {
    relay.plan = taken;
    relay.pages["/alene.html"] = { type: "text/html", body: '<!doctype html><title>Vert</title><link rel="icon" href="data:,"><script type="module" src="/blankett.js"></script>' };
    await page.goto(url);
    await expect.poll(() => stored(page, "keys")).toEqual(expect.arrayContaining([{ name: "digests-dropped" }]));
    const item = row({ form: FORM, action: `${relay.url}/api/innsendinger`, digest: DIGEST }, 1);
    await putUnsealed(page, item, envelope(item, { digest: DIGEST, ...more }));
    await page.reload();
    await expect.poll(() => stored(page)).toEqual([]);
    const [receipt] = await stored(page, "receipts");
    expect({ digest: receipt.digest, salted: receipt.salted }).toEqual({ digest: kept?.digest, salted: kept?.salted });
    await place(page);
    await open(page, "Alt er sendt");
    await expect(section(page, "Sendt fra denne maskinen").getByText(`Kontrollsum ${DIGEST.slice(8, 16)}`)).toHaveCount(kept ? 1 : 0);
  });
}

test("what an older edition has left goes when a page begins, once and for all rows", async ({ page, relay, url }) => {
  relay.plan = closed;
  await page.goto(url);
  await submit(page, "en");
  await page.goto(relay.url);
  const many = Array.from({ length: 1_100 }, (_, at) => row({ digest: DIGEST, sealed: at % 2 === 0, user: "somebody" }, at + 1));
  await put(page, "items", many);
  const sent = { form: FORM, sent: "2026-11-21T19:00:00.000Z", reference: "BL-1", digest: DIGEST };
  await put(page, "receipts", [{ ...sent, id: row({}, 2_001).id }, { ...sent, id: row({}, 2_002).id, salted: true }]);
  // As if it had been written before this edition was there.
  await page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open("blankett").onsuccess = ({ target }) => done(target.result)));
    await new Promise((done) => {
      const tx = db.transaction("keys", "readwrite");
      tx.objectStore("keys").delete("digests-dropped");
      tx.oncomplete = done;
    });
    db.close();
  });
  await page.reload();
  await expect.poll(async () => (await stored(page)).filter((it) => "digest" in it).length).toBe(0);
  await expect.poll(async () => (await stored(page, "receipts")).map((it) => it.digest)).toEqual([undefined, DIGEST]);
  // Nothing else of them has changed.
  const { digest: _, ...first } = many[0];
  expect((await stored(page)).find((it) => it.id === first.id)).toEqual(first);
  expect(await stored(page)).toHaveLength(1_101);
});

test("a row that is touched loses it", async ({ page, relay, url }) => {
  relay.plan = closed;
  await page.goto(url);
  await submit(page, "en");
  await expect.poll(() => relay.posts.length).toBe(1);
  const [item] = await stored(page);
  await put(page, "items", [{ ...item, digest: DIGEST }]);
  await place(page);
  await open(page, "1 skjema er ikke sendt");
  await page.locator("blankett-queue").getByRole("button", { name: "Send nå" }).click();
  await expect.poll(() => relay.posts.length).toBe(2);
  await expect.poll(async () => (await stored(page)).map((it) => it.digest)).toEqual([undefined]);
});
