// A submission made without the widget, as another program would make it.
import { randomBytes, randomUUID } from "node:crypto";
import * as buypass from "./buypass.mjs";
import { digest } from "./canonical.mjs";

export function envelope(changes = {}) {
  const { answers, form, totals } = { ...buypass, ...changes };
  const salt = randomBytes(16).toString("hex");
  return {
    id: randomUUID(),
    form,
    language: "nb",
    submittedAt: new Date().toISOString(),
    answers,
    totals,
    salt,
    digest: digest({ answers, form, salt }),
    replaces: null,
    ...changes,
  };
}

/** Posts bytes as they are. */
export async function post(server, text) {
  const { id } = JSON.parse(text);
  const headers = { "Content-Type": "application/json", "Idempotency-Key": `"${id}"` };
  const response = await fetch(`${server.url}/api/innsendinger`, { method: "POST", headers, body: text });
  return { status: response.status, text: await response.text() };
}
