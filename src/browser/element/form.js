// <blankett-form>: the outside of the widget. Rust cannot extend HTMLElement,
// so this file does, and starts everything that must arrive at once. What can
// wait until there is a first field is in ../rest.

import { attachShadow, languageOf } from "./around.js";
import { Failure, PATIENCE_WITH_FILES, WORDS, base, definitionOf, engine, file, renewEngine, script, sheet } from "./files.js";

/** Milliseconds for a host to name a form, or to put an element back into the page. */
const PATIENCE = 1_000;

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

let settle;
/** A form of this page is shown, or cannot be. */
export const settled = new Promise((done) => (settle = done));

const SEALING = ["recipientKey", "recipientKeyThumbprint"];

/** Properties that are attributes, and whether they only are there or not. */
const REFLECTED = { form: false, action: false, layout: false, name: false, disabled: true, testNumbers: true, drafts: false };

/** Whom answers are sealed to. */
const KEY = "recipient-key";
const PIN = "recipient-key-thumbprint";

export class BlankettForm extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ["form", "lang", "layout", "test-numbers", KEY, PIN];

  #definition;
  #prefill;
  #getHeaders;
  #recipientKey;
  /** Which of these a host has ever set: nothing leaves this element unsealed from then on. */
  #sealedBy = new Set();
  #draftKey;
  #user;
  #mounted;
  #container;
  #opening = 0;
  #leaving;
  #around;
  #rest;
  /** What is drawn: whose answers, in which reading and words, and whether they are delivered. */
  #at;
  #shown;
  #words;
  /** What stood in it before anybody typed. */
  #fresh;
  #delivered = false;
  /** Whether somebody has looked at what the last submit event brought. */
  #taken = false;
  /** The line that says that sending waits. */
  #waiting;
  /** What stands in each form that has been shown here, in memory only. */
  #kept = new Map();

  constructor() {
    super();
    attachShadow(this);
  }

  connectedCallback() {
    for (const name of ["definition", "prefill", "getHeaders", ...SEALING, "draftKey", "user", ...Object.keys(REFLECTED)]) {
      // Properties that were set before this class was there. They would hide those of the class.
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      if (value !== undefined || SEALING.includes(name)) this[name] = value;
    }
    clearTimeout(this.#leaving);
    this.#rest?.connect();
    this.#around = this.closest("form");
    this.#around?.addEventListener("submit", this.#hold, true);
    // Moved, or put back at once: it is all still there.
    if (!this.#mounted) this.#open();
  }

  /** A host's `<form>` does not go without what stands in this one, until host-form.js sees to it. */
  #hold = (event) => {
    if (this.#rest || !this.name || this.action) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  disconnectedCallback() {
    this.#rest?.disconnect();
    this.#around?.removeEventListener("submit", this.#hold, true);
    this.#leaving = setTimeout(() => this.#leave(), PATIENCE);
  }

  /** Lets go of everything, once nothing is on its way. */
  #leave() {
    if (this.isConnected) return;
    if (this.#mounted?.unsettled) {
      this.#leaving = setTimeout(() => this.#leave(), PATIENCE);
      return;
    }
    this.#close();
    this.#rest?.left();
    this.#opening += 1;
  }

  attributeChangedCallback(name, before, after) {
    if (name === KEY || name === PIN) {
      this.#sealedBy.add(name);
      // Of an object and an address the one that was set last.
      if (name === KEY && after) this.#recipientKey = undefined;
      return void this.#rest?.rekeyed();
    }
    if (!this.#container || before === after) return;
    this.#rest?.check();
    if (name === "layout" && this.#mounted) this.#mounted.lay(this.#steps);
    else if (name !== "lang" || !this.#mounted) this.#open();
    // In a page it is looked at with those around it.
    else if (!this.#rest || !this.isConnected) this.#translate();
  }

  /** Of a `<fieldset disabled>` around it, too. */
  formDisabledCallback(disabled) {
    if (this.#container) this.#container.inert = disabled;
  }

  /** The same form in another language, with everything in it. */
  async #translate() {
    const language = this.#language;
    const mounted = this.#mounted;
    try {
      const loaded = [file(`locales/${language}.json`), this.#source(language, true), this.#tools()];
      const [locale, { source }, tools] = await Promise.all(loaded);
      if (language !== this.#language || mounted !== this.#mounted) return;
      // Another edition than the one that is shown: its answers are taken along by their keys.
      if (!tools.continues(this.#shown, source)) return void this.#open();
      [this.#words, this.#shown] = [locale, source];
      tools.holdFocus(() => mounted.renew(locale, source, true));
      tools.translated();
    } catch (error) {
      console.error(`blankett: ${error.message}`);
    }
  }

  /** Gets what nobody needs before the first field: more styles, words and, of a large form, its end. */
  async #complete(mounted, definition, language) {
    const { source } = definition;
    for (let tries = 0; mounted === this.#mounted; tries += 1) {
      try {
        const whole = definition.rest && Promise.all([file(`locales/${language}.json`), definition.rest()]);
        const [style, parts, tools] = await Promise.all([sheet("rest.css"), whole, this.#tools()]);
        if (mounted !== this.#mounted) return;
        const styles = this.shadowRoot.adoptedStyleSheets;
        if (!styles.includes(style)) styles.push(style);
        // In another language by now: then it came whole.
        if (!parts || source !== this.#shown) return;
        if (!tools.continues(source, parts[1])) return void this.#open();
        [this.#words, this.#shown] = parts;
        mounted.renew(...parts, false);
        return;
      } catch (error) {
        if (!tries) console.error(`blankett: ${error.message ?? error}`);
        // Only a network may do better the next time.
        if (!(error instanceof TypeError) && error.kind !== "network") return;
        await new Promise((done) => setTimeout(done, PATIENCE_WITH_FILES));
      }
    }
  }

  /** What is in rest.js, once it is there. */
  async #tools() {
    const { attach } = await script("rest.js");
    if (!this.#rest) {
      this.#rest = attach(this, this.#inside);
      if (this.isConnected) this.#rest.connect();
    }
    return this.#rest;
  }

  /** What rest.js may do. */
  #inside = {
    mounted: () => this.#mounted,
    words: () => JSON.parse(this.#words),
    allWords: () => file(`locales/${this.#language}.json`).then(JSON.parse),
    /** The queue's screen, which is wanted when there is no network. */
    fetchQueue: () => Promise.all([script("queue.js"), sheet("queue.css")]),
    place: () => this.#at,
    shown: () => this.#shown,
    fresh: () => this.#fresh,
    emit: (name, detail) => this.#emit(name, detail),
    /** Whom answers are sealed to: `{keys, pins}`, either of which may be missing; nothing if no host has asked for that. */
    recipient: () => {
      if (!this.#sealedBy.size) return undefined;
      const pins = this.#sealedBy.has(PIN) ? this.recipientKeyThumbprint.split(/\s+/).filter(Boolean) : undefined;
      return { keys: this.recipientKey, pins };
    },
    focus: (id) => this.#focus(id),
    /** Draws the form with these answers in place of its own. */
    takeUp: (answers) => {
      this.#close();
      this.#kept.set(this.#at, answers);
      return this.#open();
    },
    taken: () => this.#taken,
    language: () => this.#language,
    languages: Object.keys(WORDS),
    base,
    translate: () => this.#mounted && this.#translate(),
    keep: () => this.#keep(),
    /** Takes up what was asked for while something was on its way. */
    catchUp: () => this.#at !== this.#place && this.#open(),
    /** Draws it anew with what stood in it, by a fresh wasm; if it may not hope, says so instead. */
    mend: async (hope) => {
      renewEngine();
      const focused = this.shadowRoot.activeElement?.id;
      this.#close(true);
      if (hope) await this.#open();
      else await this.#fail(new Failure("broken", "The form has broken twice."));
      this.#focus(focused);
    },
  };

  /** A definition as an object, instead of the `form` attribute. */
  get definition() {
    return this.#definition;
  }

  set definition(value) {
    // A host that draws itself again sets the same again.
    if (isSame(this.#definition, value)) return;
    this.#definition = value;
    if (this.#container) this.#open();
  }

  /** Answers already known, shaped like the envelope's `answers`. */
  get prefill() {
    return this.#prefill;
  }

  set prefill(value) {
    if (isSame(this.#prefill, value)) return;
    this.#prefill = value;
    if (this.#mounted?.unsettled) return;
    if (this.#container) this.#close();
    this.#kept.delete(this.#place);
    if (this.#container) this.#open();
  }

  /** Async function that gives headers for each attempt to send, such as a token. */
  get getHeaders() {
    return this.#getHeaders;
  }

  set getHeaders(value) {
    this.#getHeaders = value;
    void this.#rest?.login();
  }

  /**
   * Whose key answers are sealed to: a JWK or JWKS, or the URL of one, as the attribute. Once it
   * was set, to whatever, nothing leaves unsealed: the attribute says so, also in a copy.
   */
  get recipientKey() {
    return this.#recipientKey ?? this.getAttribute(KEY) ?? "";
  }

  set recipientKey(value) {
    this.setAttribute(KEY, typeof value === "string" ? value : "");
    this.#recipientKey = typeof value === "object" ? (value ?? undefined) : undefined;
  }

  /** The only keys that may be sealed to, by their thumbprints, with spaces between them. */
  get recipientKeyThumbprint() {
    return this.getAttribute(PIN) ?? "";
  }

  set recipientKeyThumbprint(value) {
    this.setAttribute(PIN, value ?? "");
  }

  /** The host's own key for drafts: 32 bytes or an AES-GCM CryptoKey. With it, all fields are kept. */
  get draftKey() {
    return this.#draftKey;
  }

  set draftKey(value) {
    this.#draftKey = value;
    void this.#rest?.redraft();
  }

  /** Who is logged in, in the host's own words: what one leaves here is not sent for another. */
  get user() {
    return this.#user;
  }

  set user(value) {
    this.#user = value;
    void this.#rest?.login();
    void this.#rest?.redraft();
  }

  /** Checks everything and sends. False if something is wrong or nothing is shown yet. */
  submit() {
    return this.#mounted?.submit(false) ?? false;
  }

  /** Begins anew, with nothing typed. False, and nothing happens, while a submission is in this page alone. */
  reset() {
    return this.#mounted?.reset() ?? false;
  }

  /** The answers as they would be sent now. */
  answers() {
    return this.#mounted ? JSON.parse(this.#mounted.answers()) : {};
  }

  get #language() {
    return languageOf(this);
  }

  get #steps() {
    return { steps: true, page: false }[this.layout];
  }

  /** Which form: what was typed belongs to one. */
  get #place() {
    return this.#definition?.id ?? this.form;
  }

  /** As `definitionOf` gives it. */
  async #source(language, whole) {
    // A host may name it after it has put the element into its page.
    if (!this.#place) await new Promise((done) => setTimeout(done, PATIENCE));
    if (this.#definition) return { source: JSON.stringify(this.#definition) };
    return definitionOf(this.form, language, whole);
  }

  async #open() {
    // What is on its way is not taken away: it is looked at again when that is settled.
    if (this.#mounted?.unsettled) return;
    this.#close();
    const turn = ++this.#opening;
    const language = this.#language;
    this.#container = document.createElement("div");
    this.#container.inert = this.matches(":disabled");
    this.#say(WORDS[language][0], "status");
    this.shadowRoot.replaceChildren(this.#container);
    try {
      // What is known already may be about any part of the form.
      const known = this.#kept.get(this.#place) ?? (this.#prefill && JSON.stringify(this.#prefill));
      const words = (part) => file(`locales/${language}${part}.json`);
      const loaded = [engine(), sheet("blankett.css"), this.#source(language, known), words(known ? "" : ".first")];
      let [glue, style, definition, locale] = await Promise.all(loaded);
      // The first words do for a beginning only.
      if (!known && !definition.rest) locale = await words("");
      if (turn !== this.#opening) return;
      this.shadowRoot.adoptedStyleSheets = [style];
      this.#container.replaceChildren();
      this.#mounted = this.#mount(glue, definition.source, locale, known);
      this.#fresh = this.#mounted.draft();
      this.#emit("blankett-ready");
      void this.#complete(this.#mounted, definition, language);
    } catch (error) {
      if (turn === this.#opening) await this.#fail(error);
    }
  }

  async #fail(error) {
    const [language, turn] = [this.#language, this.#opening];
    const kind = error.kind ?? "definition";
    const message = error.message ?? String(error);
    console.error(`blankett: ${message.includes(this.form) ? "" : `${this.form}: `}${message}`);
    this.#emit("blankett-error", { reason: kind });
    const words = await file(`locales/${language}.json`).then(JSON.parse, () => ({}));
    if (turn === this.#opening) this.#say(words[`load.${kind}`] ?? WORDS[language][1], "alert");
  }

  #mount(glue, definition, locale, known) {
    [this.#at, this.#shown, this.#words, this.#delivered] = [this.#place, definition, locale, false];
    // Until it is there: somebody may send before, and the network may fail meanwhile.
    const later = async (act) => {
      const late = setTimeout(() => this.#tellWait(true), PATIENCE);
      const tools = await this.#tools().catch(() => undefined);
      clearTimeout(late);
      this.#tellWait(!tools);
      if (tools) act(tools);
      else setTimeout(() => later(act), PATIENCE_WITH_FILES);
    };
    try {
      return glue.mount(this.#container, {
        definition,
        locale,
        prefill: known,
        testNumbers: this.testNumbers,
        steps: this.#steps,
        way: () => this.#rest.way(),
        emit: (name, detail) => this.#emit(name, JSON.parse(detail)),
        identify: (lines) => {
          // Browsers have neither UUIDs nor hashes on pages that are not secure.
          if (isSecureContext) void later((rest) => rest.identify(lines.split("\n")));
          return isSecureContext;
        },
        post: (id, body, replaces) => void later((rest) => rest.post(id, body, replaces)),
        hurry: (id) => void later((rest) => rest.hurry(id)),
      });
    } catch (error) {
      throw new Failure(error instanceof Error ? "broken" : "definition", String(error));
    }
  }

  /** Remembers what stands in the form that is shown, for as long as this element lives. */
  #keep() {
    if (this.#delivered) this.#kept.delete(this.#at);
    else if (this.#mounted) this.#kept.set(this.#at, this.#mounted.typed());
  }

  /** Takes the form away. */
  #close(isBroken) {
    const mounted = this.#mounted;
    if (!mounted) return;
    try {
      // What is in the queue is there, not here.
      if (!isBroken && this.#rest?.isQueued) this.#kept.delete(this.#at);
      else this.#keep();
    } catch {
      // It is broken, and what was kept last must do.
    }
    this.#mounted = undefined;
    // Not at once: this may be called from within one of its own events.
    if (!isBroken) setTimeout(() => mounted.free());
    this.#container.remove();
  }

  #focus(id) {
    if (id) this.shadowRoot.getElementById(id)?.focus({ preventScroll: true });
  }

  #say(words, role) {
    const line = document.createElement("p");
    line.setAttribute("role", role);
    line.textContent = words;
    this.#container.replaceChildren(line);
  }

  /** What sends is not there yet: said below the form, until it is. */
  #tellWait(isWaiting) {
    if (!isWaiting) this.#waiting?.remove();
    else if (!this.#waiting?.isConnected) {
      this.#waiting = document.createElement("p");
      this.#waiting.setAttribute("role", "alert");
      this.#waiting.className = "trouble";
      this.#waiting.textContent = WORDS[this.#language][2];
      this.shadowRoot.append(this.#waiting);
    }
  }

  #emit(name, detail) {
    const cancelable = name === "blankett-submit";
    const event = new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true });
    if (cancelable) {
      this.#taken = false;
      // Where nothing else receives it, somebody must at least have looked at it.
      Object.defineProperty(event, "detail", { get: () => ((this.#taken = true), detail) });
    }
    if (name === "blankett-delivered") this.#delivered = true;
    if (name === "blankett-change") this.#delivered = false;
    if (/ready|error/.test(name)) settle();
    this.#rest?.heard(name);
    return this.dispatchEvent(event);
  }
}

for (const [name, isFlag] of Object.entries(REFLECTED)) {
  // `testNumbers` is `test-numbers`.
  const attribute = name.replace("N", "-n");
  Object.defineProperty(BlankettForm.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return isFlag ? this.hasAttribute(attribute) : (this.getAttribute(attribute) ?? "");
    },
    set(value) {
      if (isFlag) this.toggleAttribute(attribute, Boolean(value));
      else if (value === null || value === undefined) this.removeAttribute(attribute);
      else this.setAttribute(attribute, value);
    },
  });
}
