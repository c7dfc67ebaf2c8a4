// <blankett-form>: the outside of the widget. Rust cannot extend HTMLElement,
// so this file does, and starts everything that must arrive at once.

const base = new URL("./", import.meta.url);
// Milliseconds: for one attempt to send, for an element that is taken out of the
// page to come back, and before what comes second is asked for again.
const PATIENCE = 30_000;
const PATIENCE_WITH_MOVES = 1_000;
const PATIENCE_WITH_REST = 3_000;
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

async function sha256(subject) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subject));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// One wasm module and the same style sheets for every element on the page.
let engine;
let sheet;
let rest;
let isolate;

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

class BlankettForm extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ["form", "lang", "test-numbers"];

  #definition;
  #prefill;
  #mounted;
  #container;
  #opening = 0;
  #leaving;
  #timer;
  #shown;
  #kept;
  #delivered = false;

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
    addEventListener("beforeprint", this.#print);
    document.addEventListener("visibilitychange", this.#wake);
    clearTimeout(this.#leaving);
    // Moved, or put back at once: it is all still there.
    if (!this.#mounted) this.#open();
  }

  disconnectedCallback() {
    removeEventListener("online", this.#wake);
    removeEventListener("beforeunload", this.#stay);
    removeEventListener("beforeprint", this.#print);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#leaving = setTimeout(() => this.#leave(), PATIENCE_WITH_MOVES);
  }

  /** Lets go of everything, once nothing is on its way. */
  #leave() {
    if (this.isConnected) return;
    if (this.#mounted?.unsettled) {
      this.#leaving = setTimeout(() => this.#leave(), PATIENCE_WITH_MOVES);
      return;
    }
    this.#close();
    this.#opening += 1;
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#container || before === after) return;
    if (name === "lang" && this.#mounted) this.#translate();
    else this.#open();
  }

  /** The same form in another language, with everything in it. */
  async #translate() {
    const language = this.#language;
    try {
      const words = text(new URL(`locales/${language}.json`, base));
      const [locale, { source }] = await Promise.all([words, this.#source(language, true)]);
      if (language !== this.#language || !this.#mounted) return;
      this.#shown = source;
      this.#mounted.renew(locale, source, true);
    } catch (error) {
      console.error(`blankett: ${error.message}`);
    }
  }

  /** Gets what nobody needs before the first field: more styles, words and, of a large form, its end. */
  async #complete(mounted, definition, language) {
    const { source } = definition;
    let styled = false;
    for (let tries = 0; mounted === this.#mounted; tries += 1) {
      try {
        rest ??= text(new URL("rest.css", base)).then((css) => new CSSStyleSheet().replace(css));
        rest.catch(() => (rest = undefined));
        void import("./print.js").then((module) => (isolate = module.isolate)).catch(() => {});
        const whole = definition.rest && Promise.all([text(new URL(`locales/${language}.json`, base)), text(definition.rest)]);
        const [style, parts] = await Promise.all([rest, whole]);
        if (mounted !== this.#mounted) return;
        if (!styled) this.shadowRoot.adoptedStyleSheets.push(style);
        styled = true;
        // In another language by now: then it came whole.
        if (!parts || source !== this.#shown) return;
        mounted.renew(...parts, false);
        this.#shown = parts[1];
        return;
      } catch (error) {
        if (!tries) console.error(`blankett: ${error.message ?? error}`);
        if (error.kind !== "load") return;
        await new Promise((done) => setTimeout(done, PATIENCE_WITH_REST));
      }
    }
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
    this.#kept = undefined;
    if (!this.#container || this.#mounted?.unsettled) return;
    this.#close();
    this.#kept = undefined;
    this.#open();
  }

  /** Checks everything and sends. False if something is wrong or nothing is shown yet. */
  submit() {
    return this.#mounted?.submit() ?? false;
  }

  /** Begins anew, with nothing typed. False, and nothing happens, while a submission is on its way. */
  reset() {
    return this.#mounted?.reset() ?? false;
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

  /**
   * The definition's text and, if that is but its beginning, where the whole is. Built-in forms
   * lie ready in each language, in two parts; a vendor's own is one file with all languages.
   */
  async #source(language, whole) {
    if (this.#definition) return { source: JSON.stringify(this.#definition) };
    const form = this.getAttribute("form");
    if (!form) throw new Failure("definition", "The attribute form is missing.");
    if (!/^[a-z][a-z0-9-]*$/.test(form)) return { source: await text(new URL(form, document.baseURI)) };
    const rest = new URL(`forms/${language}/${form}.json`, base);
    const first = new URL(`forms/${language}/${form}.first.json`, base);
    const all = async () => ({ source: await text(rest).catch(() => text(new URL(`forms/${form}.json`, base))) });
    return whole ? all() : text(first).then((source) => ({ source, rest }), all);
  }

  /** Whether what was typed before was typed into the same form. */
  get #isKept() {
    return this.#kept?.form === this.getAttribute("form") && this.#kept?.definition === this.#definition;
  }

  async #open() {
    // What is on its way is not taken away: the host may ask again when it is settled.
    if (this.#mounted?.unsettled) return;
    this.#close();
    const turn = ++this.#opening;
    const language = this.#language;
    this.#container = document.createElement("div");
    this.#say(language, "loading", "status");
    this.shadowRoot.replaceChildren(this.#container);
    try {
      start();
      // What is known already may be about any part of the form.
      const whole = this.#isKept || Boolean(this.#prefill);
      const words = (part) => text(new URL(`locales/${language}${part}.json`, base));
      const loaded = Promise.all([engine, sheet, this.#source(language, whole), words(whole ? "" : ".first")]);
      let [glue, style, definition, locale] = await loaded;
      // The first words do for a beginning only.
      if (!whole && !definition.rest) locale = await words("");
      if (turn !== this.#opening) return;
      this.shadowRoot.adoptedStyleSheets = [style];
      this.#container.replaceChildren();
      this.#mounted = this.#mount(glue, definition.source, locale);
      this.#emit("blankett-ready");
      void this.#complete(this.#mounted, definition, language);
    } catch (error) {
      if (turn !== this.#opening) return;
      console.error(`blankett: ${error.message ?? error}`);
      this.#say(language, error.kind ?? "definition", "alert");
      this.#emit("blankett-error", { reason: error.kind ?? "definition" });
    }
  }

  #mount(glue, definition, locale) {
    const prefill = this.#prefill && JSON.stringify(this.#prefill);
    this.#shown = definition;
    this.#delivered = false;
    try {
      return glue.mount(this.#container, {
        definition,
        locale,
        prefill: this.#isKept ? this.#kept.answers : prefill,
        testNumbers: this.hasAttribute("test-numbers"),
        // Asked when sending: a host may name the place late, and a form that is
        // thought to have none is called sent once its event is dispatched.
        hasAction: () => this.hasAttribute("action"),
        emit: (name, detail) => this.#emit(name, JSON.parse(detail)),
        identify: (lines) => {
          // Browsers have neither UUIDs nor hashes on pages that are not secure.
          if (isSecureContext) this.#identify(lines.split("\n"));
          return isSecureContext;
        },
        post: (id, body) => void this.#post(id, body),
        later: (wait) => {
          clearTimeout(this.#timer);
          if (wait) this.#timer = setTimeout(() => this.#mounted?.resend(), wait);
        },
      });
    } catch (error) {
      throw new Failure("definition", String(error));
    }
  }

  /** What a submission is known by. */
  async #identify(subjects) {
    const mounted = this.#mounted;
    const hashes = await Promise.all(subjects.map(sha256));
    const now = new Date();
    const language = this.#language === "en" ? "en-GB" : this.#language;
    const written = now.toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
    if (mounted === this.#mounted) mounted.identified(crypto.randomUUID(), hashes.join("\n"), now.toISOString(), written);
  }

  /** One attempt. An answer that is cut off, or takes too long, is no answer. */
  async #post(id, body) {
    const mounted = this.#mounted;
    const answer = await this.#fetch(id, body).catch(() => [undefined, false, undefined, ""]);
    if (mounted === this.#mounted) mounted.answered(...answer);
  }

  async #fetch(id, body) {
    const response = await fetch(this.getAttribute("action"), {
      method: "POST",
      headers: { ...(await this.getHeaders?.()), "Content-Type": "application/json", "Idempotency-Key": `"${id}"` },
      body,
      credentials: "omit",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const header = (name) => response.headers.get(name) ?? "";
    const retryAfter = /^\d{1,6}$/.test(header("Retry-After")) ? Number(header("Retry-After")) : undefined;
    return [response.status, header("Content-Type").includes("json"), retryAfter, await response.text()];
  }

  /** Takes the form away. What stands in it is kept for the next one, in memory only. */
  #close() {
    const mounted = this.#mounted;
    if (!mounted) return;
    clearTimeout(this.#timer);
    const form = this.getAttribute("form");
    this.#kept = this.#delivered ? undefined : { form, definition: this.#definition, answers: mounted.typed() };
    this.#mounted = undefined;
    // Not at once: this may be called from within one of its own events.
    setTimeout(() => mounted.free());
    this.#container.remove();
  }

  #say(language, key, role) {
    const line = document.createElement("p");
    line.setAttribute("role", role);
    line.textContent = WORDS[language][key];
    this.#container.replaceChildren(line);
  }

  #emit(name, detail) {
    const cancelable = name === "blankett-submit";
    if (name === "blankett-delivered") this.#delivered = true;
    if (name === "blankett-change") this.#delivered = false;
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }

  #wake = () => {
    if (document.visibilityState === "visible") this.#mounted?.wake();
  };

  #print = () => isolate?.(this);

  #stay = (event) => {
    if (this.#mounted?.unsettled) event.preventDefault();
  };
}

if (!customElements.get("blankett-form")) customElements.define("blankett-form", BlankettForm);
