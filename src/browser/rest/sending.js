// The submission of one element: what it is known by, into the queue with it, and what the form
// is told of it from then on. Storing and posting is ../local.

import * as local from "../local/local.js";

/** Milliseconds for the host's headers. */
const PATIENCE = 30_000;

/** Milliseconds for a host that names the recipient's key after it has put the element into its page. */
const PATIENCE_WITH_KEY = 1_000;

/** What the form is told of its submission, as delivery.rs counts it. */
const CAME = ["kept", "waiting", "paused", "parked", "delivered", "unsealed"];

/** Sends for one element. */
export class Sending {
  #element;
  #inside;
  #drafting;
  #tell;
  #mend;
  /** What the form shows: `{id, hashes, written, place, queued, heard, told}`. */
  #pending;
  #user;
  /** What asks the host anew for headers that are waited for. */
  #renewals = new Set();
  #leave;
  #keying;

  constructor(element, inside, { drafting, tell, mend }) {
    this.#element = element;
    this.#inside = inside;
    this.#drafting = drafting;
    this.#tell = tell;
    this.#mend = mend;
  }

  connect() {
    this.#leave = local.register(this.#sender);
    this.rekeyed();
  }

  disconnect() {
    this.#leave();
    clearTimeout(this.#keying);
  }

  /** Another recipient's key, perhaps: fetched now, for when there is no network. */
  rekeyed() {
    clearTimeout(this.#keying);
    const look = () => void this.#recipient().catch((error) => this.#unsealed(error));
    this.#keying = setTimeout(look, this.#inside.recipient()?.keys ? 0 : PATIENCE_WITH_KEY);
  }

  /** Whether nothing may leave unsealed. */
  get isSealed() {
    return Boolean(this.#inside.recipient());
  }

  /** Where it is posted to; nothing if nowhere. */
  get action() {
    const action = this.#element.getAttribute("action");
    try {
      const url = action && new URL(action, document.baseURI);
      return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
    } catch {
      return undefined;
    }
  }

  /** Which form is shown, as the queue names it. */
  get form() {
    return JSON.parse(this.#inside.shown() ?? "{}").id;
  }

  /** Whether the form shows a submission that is not settled. */
  get isPending() {
    return Boolean(this.#pending?.id);
  }

  /** Whether what the form shows is in the queue, so that it may be left. */
  get isQueued() {
    return Boolean(this.#inside.mounted()?.sending && this.isPending && !local.isUnstored(this.#pending.id));
  }

  /** What a submission is known by. */
  async identify(subjects) {
    const mounted = this.#inside.mounted();
    const hashes = (await Promise.all(subjects.map(sha256))).join("\n");
    const now = new Date();
    const written = now.toLocaleString(this.#inside.words().tag, { dateStyle: "long", timeStyle: "short" });
    const id = crypto.randomUUID();
    this.#forget();
    this.#call(mounted, (it) => {
      it.identified(id, hashes, now.toISOString(), written);
      // By then it may have been posted.
      if (this.#pending) Object.assign(this.#pending, { hashes, written });
    });
  }

  /** Stores a submission and sends it; what becomes of it the form is told by `came`. */
  async post(id, body, replaces) {
    this.#pending = { ...this.#pending, id, place: this.#inside.place() };
    local.listen(id, (told) => this.#hear(id, told));
    const { form, submittedAt } = JSON.parse(body);
    const { action } = this;
    try {
      const recipient = await this.#recipient();
      const user = await local.userHash(this.#element.user);
      const { draft, copy } = await this.#drafting.consumed(id);
      const { title } = JSON.parse(this.#inside.shown());
      const item = { id, form: { ...form, title }, action, user, headers: Boolean(this.#element.getHeaders), at: submittedAt };
      const kept = await local.add(item, body, { recipient, draft, copy, replaces: replaces || undefined });
      this.#came(id, "kept", 0, "");
      // What is in this page alone may yet be lost with it: then the draft is all there is.
      if (kept) this.#drafting.letGo();
    } catch (error) {
      return this.#stop(id, error);
    }
    await local.send(id, "look");
  }

  /** What a host's `<form>` gets of a submission: sealed if a host has asked for that. Nothing if it cannot be. */
  async sealed(id, body) {
    try {
      const recipient = await this.#recipient();
      const { form } = JSON.parse(body);
      return recipient ? await local.seal(body, recipient, { id, form }) : body;
    } catch (error) {
      return this.#stop(id, error);
    }
  }

  /** It cannot be sealed: it is neither stored nor sent, and stands in the form. */
  #stop(id, error) {
    this.#unsealed(error);
    this.#came(id, "unsealed", 0, "");
    this.#forget();
  }

  #unsealed(error) {
    this.#tell(error.message);
    this.#inside.emit("blankett-error", { reason: "unsealed" });
  }

  /** Sends it now, because the person asks. */
  async hurry(id) {
    const pending = this.#pending;
    if (pending) pending.heard = false;
    await local.send(id, "ask");
    if (!pending || pending.heard || pending !== this.#pending) return;
    // Another tab is at it, or was.
    const now = await local.standing(id).catch(() => undefined);
    if (now) return this.#hear(id, { ...now, text: JSON.stringify({ reference: now.reference }) });
    // Somebody has deleted it from the queue: what stands here may be sent anew.
    this.#forget();
    this.#call(this.#inside.mounted(), (it) => it.handed());
  }

  /** Another user, or another token. */
  async login() {
    const { user } = this.#element;
    this.#user = undefined;
    const hash = await local.userHash(user);
    // Somebody else by now, whose turn comes.
    if (user !== this.#element.user) return;
    this.#user = hash;
    const waiting = [...this.#renewals];
    this.#renewals.clear();
    for (const renew of waiting) renew();
    void local.drain("login");
  }

  /** A form is shown: true if it broke while its submission was sent, and goes on with that. */
  resume() {
    const { id, hashes, written, place, told } = this.#pending ?? {};
    const goesOn = id && hashes && place === this.#inside.place();
    if (!goesOn) {
      this.#forget();
      return false;
    }
    this.#call(this.#inside.mounted(), (it) => it.resume(id, hashes, written));
    // It broke over what it was told.
    if (told) this.#hear(id, told);
    return true;
  }

  #forget() {
    if (this.isPending) local.unlisten(this.#pending.id);
    this.#pending = {};
  }

  /** How the submission stands now. */
  #hear(id, told) {
    const { state, why, status, text } = told;
    const pending = this.#pending;
    if (pending?.id !== id) return;
    Object.assign(pending, { heard: true, told });
    const isKept = !local.isUnstored(id);
    if (state === "waiting" && isKept && !pending.queued) {
      pending.queued = true;
      this.#inside.emit("blankett-queued", { id });
      void prepare();
    }
    if (!this.#came(id, state, state === "waiting" ? local.WHYS.indexOf(why) : status, text)) return;
    if (state === "parked") this.#drafting.refused(id, text);
    if (state === "delivered") void this.#drafting.drop();
    if (state === "delivered" || state === "parked") this.#forget();
  }

  /** False if the form broke over it. */
  #came(id, what, status, text) {
    return this.#call(this.#inside.mounted(), (it) => it.came(id, CAME.indexOf(what), status ?? 0, !local.isUnstored(id), text ?? ""));
  }

  /** Calls the form, if it is still the one that is shown. */
  #call(mounted, act) {
    if (!mounted || mounted !== this.#inside.mounted()) return true;
    try {
      act(mounted);
      return true;
    } catch (error) {
      this.#mend(error);
      return false;
    }
  }

  /** Who sends what waits for this element's address. */
  #sender = {
    form: () => this.form,
    of: () => this.action,
    user: () => this.#user,
    headers: () => this.#headers(),
  };

  /** Whose key it is sealed to; nobody's where no host has asked for that. Throws if there is none to be had. */
  async #recipient() {
    const wanted = this.#inside.recipient();
    return wanted && local.keyOf(wanted);
  }

  /** The host's own headers. Throws if it fails to make them. */
  async #headers() {
    let timer, renew;
    try {
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} seconds`)), PATIENCE);
      });
      // Nobody waits for what an older login was to give.
      const renewed = new Promise((done) => (renew = () => done(this.#headers())));
      this.#renewals.add(renew);
      return new Headers(await Promise.race([this.#element.getHeaders?.(), late, renewed]));
    } catch (error) {
      this.#tell(`getHeaders: ${error?.message ?? error}`);
      throw error;
    } finally {
      clearTimeout(timer);
      this.#renewals.delete(renew);
    }
  }
}

/** What is stored shall stay, and be sent also when no page is open, where browsers can do that. */
async function prepare() {
  try {
    await navigator.storage?.persist?.();
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.sync?.register("blankett-outbox");
  } catch {
    // It is sent from the next page.
  }
}

async function sha256(subject) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subject));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
