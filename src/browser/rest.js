// What <blankett-form> does once there is a first field: keeps and sends, prints, warns its
// developer, follows the page around it. Fetched by blankett.js.

import { Drafting } from "./drafting.js";
import { watch } from "./guard.js";
import { HostForm } from "./host-form.js";
import * as local from "./local.js";
import { isolate } from "./print.js";

// Milliseconds: for the host's headers, without a key before answers are kept, and for a quiet moment.
const PATIENCE = 30_000;
const PAUSE = 500;
const PATIENCE_WITH_QUEUE = 1_000;

/** What the form is told of its submission, as delivery.rs counts it. */
const CAME = ["kept", "waiting", "paused", "parked", "delivered", "unsealed"];

const ONE_OF = { layout: ["page", "steps"], drafts: ["session", "off"] };

/** What the element of `inside` uses from now on. */
export function attach(element, inside) {
  return new Rest(element, inside);
}

class Rest {
  #element;
  #inside;
  #host;
  #drafting;
  #pause;
  /** The submission that the form shows: `{id, hashes, written, place, text}`. */
  #pending;
  #user;
  #leave = [];
  #queue;
  #told = new Set();
  #watching;
  #mend;

  constructor(element, inside) {
    this.#element = element;
    this.#inside = inside;
    this.#host = new HostForm(element, inside, this.#tell);
    this.#drafting = new Drafting(element, inside, this.#tell);
    this.#watching = new MutationObserver(this.#follow);
    this.#mend = watch(element, inside);
    for (const name of ["keydown", "keypress", "keyup"]) element.shadowRoot.addEventListener(name, keepKey);
  }

  /** The element is in a page. */
  connect() {
    addEventListener("online", this.#wake);
    addEventListener("beforeunload", this.#stay);
    addEventListener("beforeprint", this.#print);
    addEventListener("blankett-open", this.#open);
    document.addEventListener("visibilitychange", this.#wake);
    this.#leave = [local.register(this.#sender), local.watch(this.#showQueue)];
    this.#drafting.connect();
    for (let node = this.#element; node; node = node.host) {
      node = node.getRootNode();
      this.#watching.observe(node, { subtree: true, attributeFilter: ["lang"] });
    }
    this.#host.connect();
    this.check();
    this.#follow();
    // After the first keys: whoever has come to fill in a form is not to wait for what lies here.
    (globalThis.requestIdleCallback ?? setTimeout)(() => void this.login(), { timeout: PATIENCE_WITH_QUEUE });
    // Fetched now, for when there is no network.
    this.#recipient().catch((error) => this.#tell(error.message));
    if (this.#inside.mounted()) void this.#drafting.begin();
    this.#inside.fetchQueue().catch(() => {});
    void this.#showQueue();
  }

  /** It is not, for now. */
  disconnect() {
    removeEventListener("online", this.#wake);
    removeEventListener("beforeunload", this.#stay);
    removeEventListener("beforeprint", this.#print);
    removeEventListener("blankett-open", this.#open);
    document.removeEventListener("visibilitychange", this.#wake);
    for (const leave of this.#leave) leave();
    this.#drafting.disconnect();
    this.#watching.disconnect();
    this.#host.disconnect();
  }

  /** Draws anew, and puts the focus back where it was. */
  holdFocus(draw) {
    const { shadowRoot } = this.#element;
    const all = () => [...shadowRoot.querySelectorAll("a, button, input, select, summary, textarea, [tabindex]")];
    const focused = all().indexOf(shadowRoot.activeElement);
    draw();
    all()[focused]?.focus({ preventScroll: true });
  }

  /** Whether one definition is the other, or its beginning, in words of whatever language. */
  continues(first, whole) {
    return shape(whole).startsWith(shape(first));
  }

  /** Tells the developer of attributes that cannot be used. */
  check() {
    const { languages } = this.#inside;
    const lang = this.#element.getAttribute("lang")?.toLowerCase().split("-")[0];
    if (lang && !languages.includes(lang)) this.#tell(`lang="${lang}" is none of ${languages.join(", ")}; nb is shown`, "warn");
    for (const [name, words] of Object.entries(ONE_OF)) {
      const value = this.#element.getAttribute(name);
      if (value && !words.includes(value)) this.#tell(`${name}="${value}" is none of ${words.join(", ")}, and not used`, "warn");
    }
    const action = this.#element.getAttribute("action");
    if (action !== null && !this.#action) this.#tell(`action="${action}" is no address that can be posted to`);
  }

  /** An event that the element dispatches. */
  heard(name) {
    if (name === "blankett-change") {
      this.#host.forget();
      clearTimeout(this.#pause);
      this.#pause = setTimeout(this.#inside.keep, PAUSE);
      this.#drafting.typed();
    }
    if (name === "blankett-ready") this.#resume();
    if (name === "blankett-delivered" && !this.#pending?.id) void this.#drafting.drop();
    // Not from within the event itself.
    if (name === "blankett-rejected") setTimeout(this.#inside.catchUp);
  }

  /** 2: posted, or put into the host's `<form>`. 1: a listener has it. 0: it goes nowhere. */
  way() {
    if (this.#action || this.#host.takesPart) return 2;
    if (this.#inside.taken()) return 1;
    this.#tell("there is no usable action, and no listener of blankett-submit has read its detail: the answers go nowhere");
    return 0;
  }

  /** What a submission is known by. */
  async identify(subjects) {
    const mounted = this.#inside.mounted();
    const hashes = await Promise.all(subjects.map(sha256));
    const now = new Date();
    const written = now.toLocaleString(this.#inside.words().tag, { dateStyle: "long", timeStyle: "short" });
    const id = crypto.randomUUID();
    this.#forget();
    this.#call(mounted, (it) => {
      it.identified(id, hashes.join("\n"), now.toISOString(), written);
      if (this.#pending) Object.assign(this.#pending, { hashes: hashes.join("\n"), written });
    });
  }

  /** Stores a submission and sends it; what becomes of it the form is told by `came`. */
  async post(id, body, replaces) {
    if (!this.#action) {
      void this.#drafting.drop();
      return this.#host.take(body);
    }
    this.#pending = { ...this.#pending, id, place: this.#inside.place() };
    local.listen(id, (told) => this.#hear(id, told));
    const { form, submittedAt, digest } = JSON.parse(body);
    const action = this.#action.href;
    try {
      const recipient = await this.#recipient();
      const user = await local.userHash(this.#element.user);
      const { draft, copy } = await this.#drafting.consumed(id);
      const { title } = JSON.parse(this.#inside.shown());
      const item = { id, form: { ...form, title }, action, user, headers: Boolean(this.#element.getHeaders), digest, at: submittedAt };
      const kept = await local.add(item, body, { recipient, draft, copy, replaces: replaces || undefined });
      this.#came(id, "kept", 0, "");
      // What is in this page alone may yet be lost with it: then the draft is all there is.
      if (kept) this.#drafting.letGo();
    } catch (error) {
      this.#tell(error.message);
      this.#came(id, "unsealed", 0, "");
      return this.#forget();
    }
    await local.send(id, "look");
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

  /** Whether what the form shows is in the queue, so that it may be left. */
  get isQueued() {
    return Boolean(this.#inside.mounted()?.sending && this.#pending?.id && !local.isUnstored(this.#pending.id));
  }

  /** Whose key it is sealed to; nobody's where the host names none. */
  async #recipient() {
    const keys = this.#element.recipientKey;
    return keys ? local.keyOf(typeof keys === "string" ? new URL(keys, document.baseURI).href : keys) : undefined;
  }

  /** Another user, or another token. */
  async login() {
    this.#user = undefined;
    this.#user = await local.userHash(this.#element.user);
    void local.drain("login");
  }

  /** The language has changed. */
  translated() {
    void this.#drafting.translated();
  }

  /** Another user, or another key for drafts. */
  async redraft() {
    if (this.#inside.mounted()) await this.#drafting.anew();
  }

  /** The element has left the page for good. */
  left() {
    this.#drafting.left();
  }

  /** A form is shown: perhaps one that broke while it was being sent. */
  #resume() {
    // It was drawn anew.
    void this.#showQueue();
    const { id, hashes, written, place } = this.#pending ?? {};
    const mounted = this.#inside.mounted();
    if (id && hashes && place === this.#inside.place()) {
      this.#call(mounted, (it) => it.resume(id, hashes, written));
      // It broke over what it was told.
      if (this.#pending.told) this.#hear(id, this.#pending.told);
    } else {
      this.#forget();
      void this.#drafting.begin();
    }
  }

  #forget() {
    if (this.#pending?.id) local.unlisten(this.#pending.id);
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

  /** Who sends what waits for this element's address. */
  #sender = {
    form: () => JSON.parse(this.#inside.shown() ?? "{}").id,
    of: () => this.#action?.href,
    user: () => this.#user,
    headers: () => this.#headers(),
  };

  get #action() {
    const action = this.#element.getAttribute("action");
    try {
      const url = action && new URL(action, document.baseURI);
      return url && /^https?:$/.test(url.protocol) ? url : undefined;
    } catch {
      return undefined;
    }
  }

  /** The host's own headers. Throws if it fails to make them. */
  async #headers() {
    let timer;
    try {
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} seconds`)), PATIENCE);
      });
      return new Headers(await Promise.race([this.#element.getHeaders?.(), late]));
    } catch (error) {
      this.#tell(`getHeaders: ${error?.message ?? error}`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** How much is not sent stands below the form, unless the page says it elsewhere. */
  #showQueue = async () => {
    const elsewhere = () => document.querySelector("blankett-queue");
    if (elsewhere()) this.#queue?.remove();
    if (elsewhere() || this.#queue?.isConnected || !(await local.count()) || elsewhere()) return;
    this.#queue ??= document.createElement("blankett-queue");
    this.#element.shadowRoot.append(this.#queue);
  };

  /** A sentence for the developer, once. */
  #tell = (sentence, level = "error") => {
    if (!this.#told.has(sentence)) console[level](`blankett: ${sentence}`);
    this.#told.add(sentence);
  };

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

  /** The language of the page has changed, perhaps. */
  #follow = () => {
    const mounted = this.#inside.mounted();
    if (mounted && this.#inside.language() !== this.#inside.words().language) this.#inside.translate();
  };

  #wake = () => {
    if (document.visibilityState === "visible") void local.drain("wake");
  };

  #stay = (event) => {
    if (this.#inside.mounted()?.unsettled || local.unstoredItems().length) event.preventDefault();
  };

  #print = () => isolate(this.#element);

  /** A refused submission is to be filled in anew, in the form that it is of. */
  #open = (event) => {
    const { form, draft } = event.detail;
    if (event.defaultPrevented || form !== this.#sender.form()) return;
    event.preventDefault();
    void this.#drafting.open(draft);
  };
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

/**
 * Outside the shadow root a key seems to be pressed on the element, not in a field: a page's
 * shortcuts would take it. What leads out of a field goes on, for dialogs that hold the focus.
 */
function keepKey(event) {
  const leads = /^(Escape|Tab|F\d+)$/.test(event.key);
  if (!leads && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}

/** What answers go by: the version, and what each field is and may be. */
function shape(source) {
  return [JSON.parse(source).version, ...source.matchAll(/"(?:key|kind|value|specify)":\s*(?:"[^"]*"|\{)/g)].join();
}

async function sha256(subject) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subject));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
