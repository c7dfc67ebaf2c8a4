// One attempt to send: what goes over the network, and what comes back.

/** Milliseconds for one attempt. */
const PATIENCE = 30_000;
/** Characters that 128 bits take at least: in base64url. */
const SALT = 22;

/**
 * What stays of a submission that was delivered: nothing of what was answered. `body` is what was
 * posted, `text` the answer.
 */
export function receiptOf({ id, form, at, user, sealed }, body, text) {
  let reference = id;
  try {
    const told = JSON.parse(text).reference;
    // An object may not even become a text.
    if (["string", "number"].includes(typeof told)) reference = told;
  } catch {
    // An answer without a body.
  }
  const proof = sealed ? {} : proofOf(body);
  return { id, form, at, user, ...proof, sent: new Date().toISOString(), reference: String(reference).slice(0, 100) };
}

/** Its digest, if nothing can be found from that by trying; of what is sealed nothing is readable, not even this. */
function proofOf(body) {
  try {
    const { digest, salt } = JSON.parse(body);
    return typeof salt === "string" && salt.length >= SALT && typeof digest === "string" ? { digest, salted: true } : {};
  } catch {
    return {};
  }
}

/**
 * Posts `body`, the submission of a row, with the headers of `sender`: a reply as turn.js takes it,
 * with its `text`. An answer that is cut off, or takes too long, is no answer.
 */
export async function post({ id, action, sealed, user }, body, sender) {
  let headers;
  try {
    headers = await sender.headers();
  } catch {
    return { status: -2, text: "" };
  }
  // Somebody else has logged in while they were made, and they may be theirs.
  if (user && sender.user && sender.user() !== user) return { status: -2, text: "" };
  try {
    headers.set("Content-Type", sealed ? "application/jose" : "application/json");
    headers.set("Idempotency-Key", `"${id}"`);
    const response = await fetch(action, {
      method: "POST",
      headers,
      body,
      credentials: "omit",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const header = (name) => response.headers.get(name) ?? "";
    const retryAfter = /^\d{1,6}$/.test(header("Retry-After")) ? Number(header("Retry-After")) : undefined;
    const text = await response.text();
    return { status: response.status, echoes: header("Content-Type").includes("json") && repeats(text, id), retryAfter, text };
  } catch {
    return { status: -1, text: "" };
  }
}

function repeats(text, id) {
  try {
    return JSON.parse(text).id === id;
  } catch {
    return false;
  }
}
