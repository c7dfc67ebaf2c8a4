// What <blankett-form> does once there is a first field: keeps and sends, prints, warns its
// developer, follows the page around it. Fetched by blankett.js.

import { Drafting } from "./drafting.js";
import { watch } from "./guard.js";
import { HostForm } from "./host-form.js";
import * as local from "../local/local.js";
import { isolate } from "./print.js";
import { Sending } from "./sending.js";

// Milliseconds: without a key before answers are kept, and for a quiet moment.
const PAUSE = 500;
const PATIENCE_WITH_QUEUE = 1_000;

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
  #sending;
  #pause;
  #unwatch;
  #queue;
  #told = new Set();
  #watching;

  constructor(element, inside) {
    this.#element = element;
    this.#inside = inside;
    this.#host = new HostForm(element, inside, this.#tell);
    this.#drafting = new Drafting(element, inside, this.#tell);
    this.#sending = new Sending(element, inside, { drafting: this.#drafting, tell: this.#tell, mend: watch(element, inside) });
    this.#watching = new MutationObserver(this.#follow);
  }

  /** The element is in a page. */
  connect() {
    addEventListener("online", this.#wake);
    addEventListener("beforeunload", this.#stay);
    addEventListener("beforeprint", this.#print);
    addEventListener("blankett-open", this.#open);
    document.addEventListener("visibilitychange", this.#wake);
    this.#unwatch = local.watch(this.#showQueue);
    this.#sending.connect();
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
    this.#unwatch();
    this.#sending.disconnect();
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
    if (action !== null && !this.#sending.action) this.#tell(`action="${action}" is no address that can be posted to`);
  }

  /** An event that the element dispatches. */
  heard(name) {
    if (name === "blankett-change") {
      this.#host.forget();
      clearTimeout(this.#pause);
      this.#pause = setTimeout(this.#inside.keep, PAUSE);
      this.#drafting.typed();
    }
    if (name === "blankett-ready") this.#shown();
    if (name === "blankett-delivered" && !this.#sending.isPending) void this.#drafting.drop();
    // Not from within the event itself.
    if (name === "blankett-rejected") setTimeout(this.#inside.catchUp);
  }

  /** 2: posted, or put into the host's `<form>`. 1: a listener has it. 0: it goes nowhere. */
  way() {
    if (this.#sending.action || this.#host.takesPart) return 2;
    if (this.#sending.isSealed) {
      this.#tell("recipient-key seals what is posted to action or goes along in a <form>, and there is neither: the answers go nowhere");
      return 0;
    }
    if (this.#inside.taken()) return 1;
    this.#tell("there is no usable action, and no listener of blankett-submit has read its detail: the answers go nowhere");
    return 0;
  }

  /** What a submission is known by. */
  identify(subjects) {
    return this.#sending.identify(subjects);
  }

  /** Takes a submission to where it goes. */
  async post(id, body, replaces) {
    if (this.#sending.action) return this.#sending.post(id, body, replaces);
    const whole = await this.#sending.sealed(id, body);
    if (!whole) return undefined;
    void this.#drafting.drop();
    return this.#host.take(whole);
  }

  /** Sends it now, because the person asks. */
  hurry(id) {
    return this.#sending.hurry(id);
  }

  /** Whether what the form shows is in the queue, so that it may be left. */
  get isQueued() {
    return this.#sending.isQueued;
  }

  /** Another user, or another token. */
  login() {
    return this.#sending.login();
  }

  /** Another recipient's key. */
  rekeyed() {
    if (this.#element.isConnected) this.#sending.rekeyed();
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
  #shown() {
    // It was drawn anew.
    void this.#showQueue();
    if (!this.#sending.resume()) void this.#drafting.begin();
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
    if (event.defaultPrevented || form !== this.#sending.form) return;
    event.preventDefault();
    void this.#drafting.open(draft);
  };
}

/** What answers go by: the version, and what each field is and may be. */
function shape(source) {
  return [JSON.parse(source).version, ...source.matchAll(/"(?:key|kind|value|specify)":\s*(?:"[^"]*"|\{)/g)].join();
}
