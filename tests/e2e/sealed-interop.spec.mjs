// What the widget seals, others open, and the other way round: `jose` of npm, `jwcrypto` of
// PyPI, and the program.
import { expect, test as base } from "@playwright/test";
import { CompactEncrypt, calculateJwkThumbprint, compactDecrypt, importJWK } from "jose";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envelope } from "./support/envelope.mjs";
import { blankett, concatKdf, keygen, python, seal, thumbprint, usable } from "./support/sealing.mjs";
import { Server } from "./support/server.mjs";

const test = base.extend({
  /** A vendor's key. */
  key: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "blankett-key-"));
    await use(await keygen(folder));
    await rm(folder, { recursive: true });
  },

  /** A server that has the key. */
  server: async ({ key }, use) => {
    const server = await Server.start("--recipient-key", key.file);
    await use(server);
    await server.end();
  },
});

/** A submission as it is sent: its text, and what stands on its outside. */
function submission() {
  const one = envelope();
  const { id, form } = one;
  return { text: JSON.stringify(one), about: { id, form } };
}

/** Sealed by `jose`, with what else a header may have. */
async function byJose({ text, about }, { jwks }, parties) {
  const [jwk] = jwks.keys;
  const sealing = new CompactEncrypt(new TextEncoder().encode(text));
  sealing.setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", kid: jwk.kid, ...about });
  if (parties) sealing.setKeyManagementParameters(parties);
  return sealing.encrypt(await importJWK(jwk));
}

async function post({ url }, body) {
  const headers = { "Content-Type": "application/jose" };
  const response = await fetch(`${url}/api/innsendinger`, { method: "POST", headers, body });
  return { status: response.status, told: await response.json() };
}

test("the key of RFC 7518, appendix C", async () => {
  const alice = {
    x: "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
    y: "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
    d: "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
  };
  const bob = {
    x: "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
    y: "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
    d: "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
  };
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const load = (jwk, uses) => crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", ...jwk }, curve, false, uses);
  for (const [own, { x, y }] of [[alice, bob], [bob, alice]]) {
    const other = await load({ x, y }, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, await load(own, ["deriveBits"]), 256);
    const parties = ["Alice", "Bob"].map((it) => new TextEncoder().encode(it));
    const derived = await concatKdf(new Uint8Array(shared), "A128GCM", 128, ...parties);
    expect(Buffer.from(derived).toString("base64url")).toBe("VqqN6vgjbSBcIijNcacQGg");
  }
});

test("a key of the program is one to others", async ({ key }) => {
  const [jwk] = key.jwks.keys;
  expect(jwk).toEqual({ kid: await calculateJwkThumbprint(jwk), kty: "EC", crv: "P-256", x: key.jwk.x, y: key.jwk.y, use: "enc", alg: "ECDH-ES" });
  expect(usable(key.jwks)).toEqual(jwk);
});

test("thumbprints are those of the standards", async ({ key }) => {
  // RFC 7638, section 3.1.
  const n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
  const rsa = { kty: "RSA", n, e: "AQAB", alg: "RS256", kid: "2011-04-29" };
  expect(await thumbprint(rsa, ["e", "kty", "n"])).toBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  // RFC 9449, sections 4.1 and 6.1.
  const ec = { kty: "EC", x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA", crv: "P-256" };
  expect(await thumbprint(ec)).toBe("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  const [jwk] = key.jwks.keys;
  expect(await thumbprint(jwk)).toBe(await calculateJwkThumbprint(jwk));
});

test("sealed by the widget, opened by jose", async ({ key }) => {
  const { text, about } = submission();
  const sealed = await seal(text, usable(key.jwks), about);
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, await importJWK(key.jwk));
  expect(new TextDecoder().decode(plaintext)).toBe(text);
  const { epk, ...rest } = protectedHeader;
  expect(epk).toEqual({ kty: "EC", crv: "P-256", x: expect.stringMatching(/^[\w-]{43}$/), y: expect.stringMatching(/^[\w-]{43}$/) });
  expect(rest).toEqual({ alg: "ECDH-ES", enc: "A256GCM", kid: key.jwk.kid, typ: "JOSE", cty: "application/json", ...about });
  // Another key each time.
  expect((await seal(text, usable(key.jwks), about)).split(".")[0]).not.toBe(sealed.split(".")[0]);
});

test("sealed by the widget and by jose, opened and received by the program", async ({ key, server }) => {
  const parties = { apu: Buffer.from("Alice"), apv: Buffer.from("Bob") };
  const sealers = [
    (it) => seal(it.text, usable(key.jwks), it.about),
    (it) => byJose(it, key),
    (it) => byJose(it, key, parties),
  ];
  const texts = [];
  for (const sealer of sealers) {
    const it = submission();
    const sealed = await sealer(it);
    expect(await blankett(["open", "--key", key.file, "-"], sealed)).toBe(`${it.text}\n`);
    const first = await post(server, sealed);
    expect(first).toMatchObject({ status: 201, told: { id: it.about.id } });
    expect(await post(server, sealed)).toEqual(first);
    texts.unshift(it.text);
  }
  expect(await server.list()).toHaveLength(texts.length);
});

test("what the header of another submission was put on is not received", async ({ key, server }) => {
  const [one, other] = [submission(), submission()];
  const sealed = await byJose({ ...one, about: other.about }, key);
  expect(await post(server, sealed)).toMatchObject({ status: 422, told: { type: "urn:blankett:problem:sealed-header" } });
  const [, ...rest] = (await byJose(one, key)).split(".");
  const [header] = (await byJose(other, key)).split(".");
  const swapped = await post(server, [header, ...rest].join("."));
  expect(swapped).toMatchObject({ status: 422, told: { type: "urn:blankett:problem:sealed-damaged" } });
  expect(await server.list()).toEqual([]);
});

test("the server publishes the key to seal to", async ({ key, server }) => {
  const jwks = await (await fetch(`${server.url}/api/jwks.json`)).json();
  expect(jwks).toEqual(key.jwks);
  const { text, about } = submission();
  await post(server, await seal(text, usable(jwks), about));
  expect((await server.only()).text).toBe(text);
});

test("an exported queue is opened", async ({ key }) => {
  const all = [submission(), submission()];
  const item = async ({ text, about: { id, form } }) => {
    const body = await seal(text, usable(key.jwks), { id, form });
    return { id, form: { ...form, title: "Bestilling" }, action: "/api/innsendinger", at: Date.now(), sealed: true, body };
  };
  const file = join(key.file, "../queue.json");
  await writeFile(file, JSON.stringify({ blankett: "queue", version: 1, items: await Promise.all(all.map(item)) }));
  expect(await blankett(["open", "--key", key.file, file])).toBe(all.map((it) => `${it.text}\n`).join(""));
  expect(await readFile(file, "utf8")).not.toContain("01819012012");
});

test("jwcrypto opens what the widget seals, and the program what jwcrypto seals", async ({ key }) => {
  test.slow();
  const { text, about } = submission();
  const sealed = await seal(text, usable(key.jwks), about);
  const code = `import json, sys
from jwcrypto import jwe, jwk
it = json.load(sys.stdin)
token = jwe.JWE()
token.deserialize(it["sealed"], key=jwk.JWK(**it["private"]))
header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": it["public"]["kid"], **it["about"]}
own = jwe.JWE(token.payload, protected=json.dumps(header))
own.add_recipient(jwk.JWK(**it["public"]))
print(json.dumps({"opened": token.payload.decode(), "sealed": own.serialize(compact=True)}))`;
  const told = await python(code, { sealed, private: key.jwk, public: key.jwks.keys[0], about });
  expect(told.opened).toBe(text);
  expect(await blankett(["open", "--key", key.file, "-"], told.sealed)).toBe(`${text}\n`);
});
