// What a key is known by, whatever it is called: RFC 7638 with SHA-256.

import { fromBytes, utf8 } from "./base64.js";

/**
 * A key's thumbprint in base64url. `members` are those that its type must have (section 3.2), in
 * the order of their code points.
 *
 *     await thumbprint({ kty: "EC", crv: "P-256", x, y, kid: "2026" })
 */
export async function thumbprint(jwk, members = ["crv", "kty", "x", "y"]) {
  const text = JSON.stringify(Object.fromEntries(members.map((it) => [it, jwk[it]])));
  return fromBytes(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text))));
}
