// The digest, computed apart from the product: RFC 8785 and SHA-256.
import { createHash } from "node:crypto";

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(",")}}`;
}

export function digest({ answers, form, salt }) {
  const hash = createHash("sha256").update(canonical({ answers, form, salt }));
  return `sha-256=${hash.digest("hex")}`;
}
