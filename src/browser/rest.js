// What <blankett-form> does once there is a first field: sends, prints, warns its
// developer, follows the page around it. Fetched by blankett.js.

import { watch } from "./guard.js";
import { HostForm } from "./host-form.js";
import { isolate } from "./print.js";

// Milliseconds: for one attempt to send, and without a key before answers are kept.
const PATIENCE = 30_000;
const PAUSE = 500;

/** Tells the form that the host could not make ready. */
const UNREADY = 65_535;

const LAYOUTS = ["page", "steps"];

/** What the element of `inside` uses from now on. */
export function attach(element, inside) {
  return new Rest(element, inside);
}

class Rest {
  #element;
  #inside;
  #host;
  #timer;
  #pause;
  #told = new Set();
  #watching;
  #mend;

  constructor(element, inside) {
    this.#element = element;
    this.#inside = inside;
    this.#host = new HostForm(element, inside, this.#tell);
    this.#watching = new MutationObserver(this.#follow);
    this.#mend = watch(element, inside);
    for (const name of ["keydown", "keypress", "keyup"]) element.shadowRoot.addEventListener(name, keepKey);
  }

  /** The element is in a page. */
  connect() {
    addEventListener("online", this.#wake);
    addEventListener("beforeunload", this.#stay);
    addEventListener("beforeprint", this.#print);
    document.addEventListener("visibilitychange", this.#wake);
    for (let node = this.#element; node; node = node.host) {
      node = node.getRootNode();
      this.#watching.observe(node, { subtree: true, attributeFilter: ["lang"] });
    }
    this.#host.connect();
    this.check();
    this.#follow();
  }

  /** It is not, for now. */
  disconnect() {
    removeEventListener("online", this.#wake);
    removeEventListener("beforeunload", this.#stay);
    removeEventListener("beforeprint", this.#print);
    document.removeEventListener("visibilitychange", this.#wake);
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
    const { layout } = this.#element;
    if (layout && !LAYOUTS.includes(layout)) this.#tell(`layout="${layout}" is none of ${LAYOUTS.join(", ")}; the form's own is used`, "warn");
    const action = this.#element.getAttribute("action");
    if (action !== null && !this.#action) this.#tell(`action="${action}" is no address that can be posted to`);
  }

  /** An event that the element dispatches. */
  heard(name) {
    if (name === "blankett-change") {
      this.#host.forget();
      clearTimeout(this.#pause);
      this.#pause = setTimeout(this.#inside.keep, PAUSE);
    }
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
    this.#call(mounted, (it) => it.identified(crypto.randomUUID(), hashes.join("\n"), now.toISOString(), written));
  }

  /** One attempt. An answer that is cut off, or takes too long, is no answer. */
  async post(id, body) {
    const mounted = this.#inside.mounted();
    if (!this.#action) return this.#host.take(body);
    const none = [undefined, false, undefined, ""];
    const headers = await this.#headers();
    const answer = headers ? await this.#fetch(id, body, headers).catch(() => none) : [UNREADY, ...none.slice(1)];
    this.#call(mounted, (it) => it.answered(...answer));
  }

  /** Tries again after so many milliseconds; 0 takes the wish back. */
  later(wait) {
    clearTimeout(this.#timer);
    if (wait) this.#timer = setTimeout(() => this.#call(this.#inside.mounted(), (it) => it.resend()), wait);
  }

  get #action() {
    const action = this.#element.getAttribute("action");
    try {
      const url = action && new URL(action, document.baseURI);
      return url && /^https?:$/.test(url.protocol) ? url : undefined;
    } catch {
      return undefined;
    }
  }

  /** The host's own headers; nothing if it fails to make them. */
  async #headers() {
    let timer;
    try {
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} seconds`)), PATIENCE);
      });
      return new Headers(await Promise.race([this.#element.getHeaders?.(), late]));
    } catch (error) {
      this.#tell(`getHeaders: ${error?.message ?? error}`);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  async #fetch(id, body, headers) {
    headers.set("Content-Type", "application/json");
    headers.set("Idempotency-Key", `"${id}"`);
    const response = await fetch(this.#action, {
      method: "POST",
      headers,
      body,
      credentials: "omit",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const header = (name) => response.headers.get(name) ?? "";
    const retryAfter = /^\d{1,6}$/.test(header("Retry-After")) ? Number(header("Retry-After")) : undefined;
    return [response.status, header("Content-Type").includes("json"), retryAfter, await response.text()];
  }

  /** A sentence for the developer, once. */
  #tell = (sentence, level = "error") => {
    if (!this.#told.has(sentence)) console[level](`blankett: ${sentence}`);
    this.#told.add(sentence);
  };

  /** Calls the form, if it is still the one that is shown. */
  #call(mounted, act) {
    if (!mounted || mounted !== this.#inside.mounted()) return;
    try {
      act(mounted);
    } catch (error) {
      this.#mend(error);
    }
  }

  /** The language of the page has changed, perhaps. */
  #follow = () => {
    const mounted = this.#inside.mounted();
    if (mounted && this.#inside.language() !== this.#inside.words().language) this.#inside.translate();
  };

  #wake = () => {
    if (document.visibilityState === "visible") this.#call(this.#inside.mounted(), (it) => it.wake());
  };

  #stay = (event) => {
    if (this.#inside.mounted()?.unsettled) event.preventDefault();
  };

  #print = () => isolate(this.#element);
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
