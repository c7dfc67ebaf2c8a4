// Sealing to the recipient's key: JWE compact (RFC 7516), ECDH-ES with P-256 (RFC 7518, 4.6)
// and A256GCM, by `crypto.subtle` alone. Whoever has only the public key cannot open it again.

import { fromBytes, toBytes, utf8 } from "./base64.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const ENC = "A256GCM";
const BITS = 256;

/**
 * The first key of a JWKS, or the JWK itself, that can be sealed to.
 *
 *     usable({ keys: [{ kty: "EC", crv: "P-256", use: "enc", kid: "2026", x, y }] }).kid // "2026"
 */
export function usable(keys) {
  const list = Array.isArray(keys?.keys) ? keys.keys : [keys];
  return list.find(
    (it) =>
      it?.kty === "EC" &&
      it.crv === "P-256" &&
      [it.x, it.y].every((part) => /^[\w-]{43}$/.test(part)) &&
      [undefined, "enc"].includes(it.use) &&
      [undefined, "ECDH-ES"].includes(it.alg),
  );
}

/**
 * A text, sealed: five parts with dots between them. `about` (id, and form's id and version)
 * stands in the header, readable and authenticated. Throws if the key is no point of the curve.
 */
export async function seal(text, { kid, kty, crv, x, y }, about) {
  const recipient = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: recipient }, own.privateKey, BITS);
  const epk = await crypto.subtle.exportKey("jwk", own.publicKey);
  const header = fromBytes(
    utf8(
      JSON.stringify({
        alg: "ECDH-ES",
        enc: ENC,
        kid,
        typ: "JOSE",
        cty: "application/json",
        epk: { kty, crv, x: epk.x, y: epk.y },
        ...about,
      }),
    ),
  );
  const secret = await concatKdf(new Uint8Array(shared), ENC, BITS);
  const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(header) }, key, utf8(text));
  // What WebCrypto puts behind the ciphertext is the tag.
  const [body, tag] = [new Uint8Array(sealed, 0, sealed.byteLength - 16), new Uint8Array(sealed, sealed.byteLength - 16)];
  return [header, "", ...[iv, body, tag].map(fromBytes)].join(".");
}

/**
 * The key out of a shared secret: Concat KDF (NIST SP 800-56A, 5.8.1; RFC 7518, 4.6.2) for at
 * most 256 bits, which is one round of SHA-256. `apu` and `apv` are bytes.
 */
export async function concatKdf(shared, algorithm, bits, apu = new Uint8Array(), apv = new Uint8Array()) {
  const number = (value) => new Uint8Array(new Uint32Array([value]).buffer).reverse();
  const measured = (bytes) => [number(bytes.length), bytes];
  const parts = [number(1), shared, ...measured(utf8(algorithm)), ...measured(apu), ...measured(apv), number(bits)];
  const hash = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  return new Uint8Array(hash, 0, bits / 8);
}

const PASSWORD = "PBES2-HS512+A256KW";
// OWASP's Password Storage Cheat Sheet asks for 210,000 of PBKDF2 with SHA-512.
const ROUNDS = 600_000;
/** Somebody else's file must not make the browser count for hours. Later editions may use more than this one. */
const MOST_ROUNDS = 1_000_000;
/** Of a salt, in bytes; RFC 7518, 4.8.1.1 asks for 8 or more. */
const SALT = { least: 8, most: 128 };
/** Of the header, in characters. */
const MOST_HEADER = 2_000;

/** How a text was locked, `{salt, rounds}`; nothing if it was not locked with a password as `lock` does. */
export function lockOf(locked) {
  try {
    const parts = locked.split(".", 6);
    if (parts.length !== 5 || parts.includes("") || parts[0].length > MOST_HEADER) return undefined;
    const { alg, enc, crit, zip, p2s, p2c } = JSON.parse(new TextDecoder().decode(toBytes(parts[0])));
    const salt = toBytes(p2s);
    const fits = alg === PASSWORD && enc === ENC && crit === undefined && zip === undefined && salt.length >= SALT.least && salt.length <= SALT.most;
    return fits && Number.isInteger(p2c) && p2c > 0 && p2c <= MOST_ROUNDS ? { salt, rounds: p2c } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens what was sealed with a password: see `lock`. Throws an OperationError if it is another
 * password, and another error if the text was changed or was never one that `lock` has made.
 */
export async function unlock(locked, password) {
  const made = lockOf(locked);
  if (!made) throw new Error("not locked here");
  const [head, wrapped, iv, body, tag] = locked.split(".");
  const wrapping = await passwordKey(password, made.salt, made.rounds, "unwrapKey");
  const key = await crypto.subtle.unwrapKey("raw", toBytes(wrapped), wrapping, "AES-KW", "AES-GCM", false, ["decrypt"]);
  const whole = await new Blob([toBytes(body), toBytes(tag)]).arrayBuffer();
  const algorithm = { name: "AES-GCM", iv: toBytes(iv), additionalData: utf8(head) };
  const opened = await crypto.subtle.decrypt(algorithm, key, whole).catch(() => Promise.reject(new Error("changed")));
  return new TextDecoder().decode(opened);
}

/** A text, locked with a password: JWE compact with PBES2 (RFC 7518, 4.8). */
export async function lock(text, password) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const header = fromBytes(utf8(JSON.stringify({ alg: PASSWORD, enc: ENC, p2s: fromBytes(salt), p2c: ROUNDS })));
  const wrapping = await passwordKey(password, salt, ROUNDS, "wrapKey");
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: BITS }, true, ["encrypt"]);
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", key, wrapping, "AES-KW"));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(header) }, key, utf8(text));
  const [body, tag] = [new Uint8Array(sealed, 0, sealed.byteLength - 16), new Uint8Array(sealed, sealed.byteLength - 16)];
  return [header, ...[wrapped, iv, body, tag].map(fromBytes)].join(".");
}

async function passwordKey(password, salt, iterations, use) {
  const secret = await crypto.subtle.importKey("raw", utf8(password), "PBKDF2", false, ["deriveKey"]);
  const whole = await new Blob([utf8(PASSWORD), new Uint8Array(1), salt]).arrayBuffer();
  const algorithm = { name: "PBKDF2", hash: "SHA-512", salt: whole, iterations };
  return crypto.subtle.deriveKey(algorithm, secret, { name: "AES-KW", length: BITS }, false, [use]);
}
