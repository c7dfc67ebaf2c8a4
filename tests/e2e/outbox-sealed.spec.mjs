// With `recipient-key` only the recipient can read what is posted, or what waits for that.
import { compactDecrypt } from "jose";
import { button, receipt, review } from "./support/form.mjs";
import { refuse } from "./support/faults.mjs";
import { answer } from "./support/relay.mjs";
import {
  FODSELSNUMMER, UNSEALED, alert, expect, expectKept, hostPage, jitter, online, stored, submit, test, type,
} from "./support/small-form.mjs";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const taken = answer(204);

async function keyPair() {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const jwk = await crypto.subtle.exportKey("jwk", publicKey);
  return { privateKey, jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y, kid: "2026", use: "enc", alg: "ECDH-ES" } };
}

const serve = (relay, keys) => (relay.pages["/jwks.json"] = { type: "application/json", body: JSON.stringify(keys) });

test.beforeEach(({ relay }) => {
  relay.pages["/vert.html"] = hostPage('recipient-key="/jwks.json"');
});

/** No byte of any attempt is readable: neither the number nor the mark. */
function expectSealed(posts) {
  for (const { text, headers } of posts) {
    expect(headers["content-type"]).toBe("application/jose");
    expect(text).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    const parts = text.split(".").map((it) => Buffer.from(it, "base64url").toString("latin1"));
    for (const secret of [FODSELSNUMMER, "hemmelig"]) expect([text, ...parts].join()).not.toContain(secret);
  }
}

test("what is posted is a JWE, the same bytes each time, that the recipient's key opens", async ({ page, relay, url }) => {
  const { jwk, privateKey } = await keyPair();
  serve(relay, { keys: [jwk] });
  await jitter(page, 0);
  relay.plan = refuse;
  await page.goto(url);
  await submit(page, "hemmelig");
  await expectKept(page);
  expect((await stored(page)).map((it) => it.sealed)).toEqual([true]);
  relay.plan = taken;
  await receipt(page);
  expect(relay.posts.length).toBeGreaterThan(1);
  expectSealed(relay.posts);
  expect(new Set(relay.posts.map((it) => it.text)).size).toBe(1);
  const { plaintext, protectedHeader } = await compactDecrypt(relay.posts[0].text, privateKey);
  const envelope = JSON.parse(new TextDecoder().decode(plaintext));
  expect(envelope.answers).toEqual({ merke: "hemmelig", fodselsnummer: FODSELSNUMMER });
  expect(protectedHeader).toMatchObject({ alg: "ECDH-ES", enc: "A256GCM", kid: "2026", cty: "application/json", id: envelope.id, form: { id: "proeve", version: "1" } });
  expect(relay.posts[0].id).toBe(envelope.id);
});

test("a refused one can be corrected, by another sealed one", async ({ page, relay, url }) => {
  const { jwk, privateKey } = await keyPair();
  serve(relay, jwk);
  relay.plan = answer(422, { "Content-Type": "application/problem+json" }, JSON.stringify({ errors: [{ pointer: "#/answers/merke", detail: "Ukjent." }] }));
  await page.goto(url);
  await submit(page, "hemmelig");
  const mark = page.getByRole("textbox", { name: "Merke" });
  await expect(mark).toHaveAccessibleDescription(/Ukjent/);
  relay.plan = taken;
  await mark.fill("rettet");
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  expectSealed(relay.posts);
  const { plaintext } = await compactDecrypt(relay.posts[1].text, privateKey);
  expect(JSON.parse(new TextDecoder().decode(plaintext)).replaces).toBe(relay.ids[0]);
  expect(await stored(page)).toEqual([]);
});

for (const [name, keys] of [
  ["no keys", { keys: [] }],
  ["keys of other kinds", { keys: [{ kty: "RSA", n: "AQAB", e: "AQAB" }, { kty: "EC", crv: "P-384", x: "a", y: "b" }] }],
  ["a key for signatures", { keys: [{ kty: "EC", crv: "P-256", use: "sig", x: "A".repeat(43), y: "A".repeat(43) }] }],
  ["a point that is not on the curve", { keys: [{ kty: "EC", crv: "P-256", x: "A".repeat(43), y: "B".repeat(43) }] }],
  ["no JSON", undefined],
]) {
  test(`${name}: not sent, nothing readable stored, told, and sent once there is a key`, async ({ page, relay, url }) => {
    relay.pages["/jwks.json"] = { type: "text/html", body: keys ? JSON.stringify(keys) : "<h1>Logg inn</h1>" };
    await page.goto(url);
    await type(page, "hemmelig");
    await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
    await submit(page, "hemmelig");
    await expect(alert(page)).toContainText(UNSEALED);
    expect(relay.posts).toEqual([]);
    expect(await stored(page)).toEqual([]);
    expect(await stored(page, "bodies")).toEqual([]);
    // A way on: the answers stand there, and go once the vendor has mended it.
    const { jwk } = await keyPair();
    serve(relay, { keys: [jwk] });
    relay.plan = taken;
    await button(page, "nb", "send").or(button(page, "nb", "retry")).click();
    await receipt(page);
    expectSealed(relay.posts);
    expect(await stored(page, "drafts"), "its draft is consumed").toEqual([]);
  });
}

test("a key that was fetched on an earlier page does when it cannot be reached", async ({ page, relay, url, context }) => {
  const { jwk } = await keyPair();
  serve(relay, { keys: [jwk] });
  relay.plan = taken;
  await page.goto(url);
  await submit(page, "hemmelig");
  await receipt(page);
  relay.pages["/jwks.json"] = (response) => response.destroy();
  const next = await context.newPage();
  await next.goto(url);
  await submit(next, "hemmelig");
  await receipt(next);
  expect(relay.ids).toHaveLength(2);
  expectSealed(relay.posts);
});

test("without a network and without a key from before nothing is sent or stored readable", async ({ page, relay, url }) => {
  relay.pages["/jwks.json"] = (response) => response.destroy();
  await page.goto(url);
  await submit(page, "hemmelig");
  await expect(alert(page)).toContainText(UNSEALED);
  await online(page);
  await page.waitForTimeout(500);
  expect(relay.posts).toEqual([]);
});
