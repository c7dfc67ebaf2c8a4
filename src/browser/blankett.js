// <blankett-form>: the outside of the widget. Rust cannot extend HTMLElement,
// so this file does, and starts everything that must arrive at once.

const base = new URL("./", import.meta.url);
const PATIENCE = 30_000;
const LANGUAGES = ["nb", "nn", "en"];

// Said before there is a locale, or when none can come.
const WORDS = {
  nb: {
    loading: "Henter skjemaet …",
    wasm: "Skjemaet kan ikke vises, fordi nettleseren eller nettstedet ikke tillater WebAssembly. Prøv en nyere nettleser, eller ta kontakt med den som har laget siden.",
    load: "Skjemaet kunne ikke hentes. Sjekk at du er på nett, og last siden på nytt.",
    definition: "Skjemaet kan ikke vises, fordi det er satt opp feil. Ta kontakt med den som har laget siden.",
  },
  nn: {
    loading: "Hentar skjemaet …",
    wasm: "Skjemaet kan ikkje visast, fordi nettlesaren eller nettstaden ikkje tillèt WebAssembly. Prøv ein nyare nettlesar, eller ta kontakt med den som har laga sida.",
    load: "Skjemaet kunne ikkje hentast. Sjekk at du er på nett, og last sida på nytt.",
    definition: "Skjemaet kan ikkje visast, fordi det er sett opp feil. Ta kontakt med den som har laga sida.",
  },
  en: {
    loading: "Loading the form …",
    wasm: "The form cannot be shown because the browser or the website does not allow WebAssembly. Try a newer browser, or contact whoever made this page.",
    load: "The form could not be loaded. Check that you are online, and reload the page.",
    definition: "The form cannot be shown because it is set up wrongly. Contact whoever made this page.",
  },
};

/** A failure with a sentence for the reader (a key of WORDS) and one for the developer. */
class Failure extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

async function text(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Failure("load", `${url}: ${error.message}. From another origin it needs CORS.`);
  }
  if (!response.ok) throw new Failure("load", `${url} answers ${response.status}.`);
  return response.text();
}

// One wasm module and one style sheet for every element on the page.
let engine;
let sheet;

function start() {
  engine ??= (async () => {
    if (typeof WebAssembly !== "object") throw new Failure("wasm", "This browser has no WebAssembly.");
    const wasm = fetch(new URL("widget_bg.wasm", base));
    wasm.catch(() => {});
    const glue = await import("./widget.js").catch((error) => {
      throw new Failure("load", `widget.js: ${error.message}`);
    });
    try {
      await glue.default({ module_or_path: wasm });
    } catch (error) {
      const blocked = !(error instanceof TypeError);
      throw new Failure(blocked ? "wasm" : "load", `widget_bg.wasm: ${error.message}. A strict CSP needs script-src 'wasm-unsafe-eval'.`);
    }
    return glue;
  })();
  sheet ??= text(new URL("blankett.css", base)).then((css) => new CSSStyleSheet().replace(css));
  // What failed for want of a network may succeed for the next element.
  engine.catch(() => (engine = undefined));
  sheet.catch(() => (sheet = undefined));
}

/** What a submission is known by. Browsers have neither UUIDs nor hashes on pages that are not secure. */
async function identify(subject, language) {
  if (!isSecureContext) return undefined;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subject));
  const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0"));
  const now = new Date();
  const written = now.toLocaleString(language === "en" ? "en-GB" : language, { dateStyle: "long", timeStyle: "short" });
  return { id: crypto.randomUUID(), hash: hex.join(""), time: now.toISOString(), written };
}

class BlankettForm extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ["form", "lang", "test-numbers"];

  #definition;
  #prefill;
  #mounted;
  #container;
  #opening = 0;

  /** Async function that gives headers for each attempt to send, such as a token. */
  getHeaders;

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  connectedCallback() {
    for (const name of ["definition", "prefill", "getHeaders"]) {
      // Properties that were set before this class was there.
      if (Object.hasOwn(this, name) && this[name] !== undefined) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    addEventListener("online", this.#wake);
    addEventListener("beforeunload", this.#stay);
    document.addEventListener("visibilitychange", this.#wake);
    this.#open();
  }

  disconnectedCallback() {
    removeEventListener("online", this.#wake);
    removeEventListener("beforeunload", this.#stay);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#close();
    this.#opening += 1;
  }

  attributeChangedCallback(name, before, after) {
    if (this.#container && before !== after) this.#open();
  }

  /** A definition as an object, instead of the `form` attribute. */
  get definition() {
    return this.#definition;
  }

  set definition(value) {
    this.#definition = value;
    if (this.#container) this.#open();
  }

  /** Answers already known, shaped like the envelope's `answers`. Set before the form is shown. */
  get prefill() {
    return this.#prefill;
  }

  set prefill(value) {
    this.#prefill = value;
    if (this.#container) this.#open();
  }

  /** Checks everything and sends. False if something is wrong or nothing is shown yet. */
  submit() {
    return this.#mounted?.submit() ?? false;
  }

  /** Begins anew, with nothing typed. */
  reset() {
    this.#mounted?.reset();
  }

  /** The answers as they would be sent now. */
  answers() {
    return this.#mounted ? JSON.parse(this.#mounted.answers()) : {};
  }

  /** The nearest language of the element or an ancestor, out of shadow roots too. */
  get #language() {
    let place = this;
    while (place && !place.closest("[lang]")) place = place.getRootNode().host;
    const language = (place?.closest("[lang]").lang ?? "nb").toLowerCase().split("-")[0];
    return LANGUAGES.includes(language) ? language : "nb";
  }

  #source() {
    if (this.#definition) return JSON.stringify(this.#definition);
    const form = this.getAttribute("form");
    if (!form) throw new Failure("definition", "The attribute form is missing.");
    const url = /^[a-z][a-z0-9-]*$/.test(form) ? new URL(`forms/${form}.json`, base) : new URL(form, document.baseURI);
    return text(url);
  }

  async #open() {
    this.#close();
    const turn = ++this.#opening;
    const language = this.#language;
    this.#container = document.createElement("div");
    this.#say(language, "loading", "status");
    this.shadowRoot.replaceChildren(this.#container);
    try {
      start();
      const locale = language === "nb" ? undefined : text(new URL(`locales/${language}.json`, base));
      const [glue, style, definition, words] = await Promise.all([engine, sheet, this.#source(), locale]);
      if (turn !== this.#opening) return;
      this.shadowRoot.adoptedStyleSheets = [style];
      this.#container.replaceChildren();
      this.#mounted = this.#mount(glue, definition, words);
      this.#emit("blankett-ready");
    } catch (error) {
      if (turn !== this.#opening) return;
      console.error(`blankett: ${error.message ?? error}`);
      this.#say(language, error.kind ?? "definition", "alert");
      this.#emit("blankett-error", { reason: error.kind ?? "definition" });
    }
  }

  #mount(glue, definition, locale) {
    try {
      return glue.mount(this.#container, {
        definition,
        locale,
        prefill: this.#prefill && JSON.stringify(this.#prefill),
        testNumbers: this.hasAttribute("test-numbers"),
        hasAction: this.hasAttribute("action"),
        emit: (name, detail) => this.#emit(name, JSON.parse(detail)),
        identify: (subject) => identify(subject, this.#language),
        post: (id, body) => this.#post(id, body),
      });
    } catch (error) {
      throw new Failure("definition", String(error));
    }
  }

  /** One attempt. An answer that is cut off, or takes too long, is no answer. */
  async #post(id, body) {
    const response = await fetch(this.getAttribute("action"), {
      method: "POST",
      headers: { ...(await this.getHeaders?.()), "Content-Type": "application/json", "Idempotency-Key": `"${id}"` },
      body,
      credentials: "omit",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const header = (name) => response.headers.get(name) ?? "";
    return {
      status: response.status,
      text: await response.text(),
      json: header("Content-Type").includes("json"),
      retryAfter: /^\d+$/.test(header("Retry-After")) ? Number(header("Retry-After")) : undefined,
    };
  }

  #close() {
    this.#mounted?.close();
    this.#mounted?.free();
    this.#mounted = undefined;
  }

  #say(language, key, role) {
    const line = document.createElement("p");
    line.setAttribute("role", role);
    line.textContent = WORDS[language][key];
    this.#container.replaceChildren(line);
  }

  #emit(name, detail) {
    const cancelable = name === "blankett-submit";
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }

  #wake = () => {
    if (document.visibilityState === "visible") this.#mounted?.wake();
  };

  #stay = (event) => {
    if (this.#mounted?.unsettled) event.preventDefault();
  };
}

if (!customElements.get("blankett-form")) customElements.define("blankett-form", BlankettForm);
