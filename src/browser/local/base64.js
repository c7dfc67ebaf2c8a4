// Bytes as text, as JOSE writes them (RFC 4648, 5: base64url without padding).

/** The UTF-8 bytes of a text. */
export const utf8 = (text) => new TextEncoder().encode(text);

/** So many bytes become text at a time: a function takes no more arguments than these. */
const CHUNK = 8_192;

/** Bytes as base64url. */
export function fromBytes(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bytes of base64url. Throws where it is none. */
export function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(plain.length);
  for (let at = 0; at < plain.length; at += 1) bytes[at] = plain.charCodeAt(at);
  return bytes;
}
