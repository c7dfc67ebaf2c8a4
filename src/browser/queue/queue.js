// <blankett-queue>: what is not sent yet, what was, and how safely it lies here. Fetched by
// blankett.js when there is such an element.

import { NOTHING, YOUNG, readExportable, readItems, readOpeners, readRest } from "./data.js";
import { countOf, screenPart } from "./screen.js";
import { changed, drain, watch } from "../local/local.js";
import { draw, part } from "./draw.js";

// Milliseconds: between two looks at what is stored, at least; that a count stands before it is
// said aloud, and that what was said stays; before what could not be fetched is asked for again.
const PAUSE = 250;
const STEADY = 1_000;
const SAID = 5_000;
const PATIENCE = 3_000;
/** So many of a list are shown at a time. */
const PAGE = 20;

/** What the element uses from now on; `inside` is what blankett.js has for all elements of a page. */
export function attach(element, inside) {
  return new Screen(element, inside);
}

/** One element's screen: its parts read what stands here, and call what they may do. */
class Screen {
  element;
  data = NOTHING;
  isOpen = false;
  language;
  /** The name of the question that is open; what it is about: a locked file, what was found in it, or what goes into one. */
  asked;
  file;
  found;
  allSealed;
  /** What is wrong, by field; what came of what was done last; what is said aloud; what is being done. */
  wrong;
  told;
  said = "";
  busy = new Set();
  /** How many of each list are shown. */
  shown = { items: PAGE, receipts: PAGE };
  #inside;
  #words;
  #counted;
  #timers = {};
  #leave = [];
  #turn = 0;
  #pause = PAUSE;
  /** Where the focus goes if what has it is gone, by id; and what gets it once it is drawn. */
  #near = ["list", "count"];
  #goal;
  #root;
  #box = document.createElement("div");

  constructor(element, inside) {
    this.element = element;
    this.#inside = inside;
    this.#root = element.shadowRoot;
    this.#box.className = "blankett";
    this.#root.append(this.#box);
  }

  /** The element is in a page. */
  connect() {
    this.disconnect();
    const following = new MutationObserver(() => void this.#translate());
    for (let node = this.element; node; node = node.host) {
      node = node.getRootNode();
      following.observe(node, { subtree: true, attributeFilter: ["lang"] });
    }
    this.#leave = [() => following.disconnect(), watch(() => this.#later("look", this.#pause, () => void this.#look()))];
    void this.#translate();
    // A form takes away its own where the page has one; where there is no form, nothing else sends what waits.
    if (document.querySelector(this.inForm ? "blankett-queue" : "blankett-form")) changed();
    else if (!this.inForm) this.#send();
  }

  /** It is not, for now. */
  disconnect() {
    for (const leave of this.#leave) leave();
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#leave = [];
    this.#timers = {};
    this.#turn += 1;
  }

  /** Whether it stands below a form, where it is seen only when there is something to see. */
  get inForm() {
    return this.element.getRootNode().host?.localName === "blankett-form";
  }

  /** The addresses that the page names for what comes in files, besides those of its forms. */
  get addresses() {
    const named = (this.element.getAttribute("action") ?? "").split(/\s+/).filter(Boolean);
    return named.flatMap((it) => {
      try {
        return [new URL(it, document.baseURI).href];
      } catch {
        return [];
      }
    });
  }

  /** A sentence of the locale, with these values in it. */
  say = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), this.#words[key]);

  /** A number as it is written. */
  number = (value, options) => new Intl.NumberFormat(this.#words.tag, options).format(value);

  /** Day and hour as they are written; nothing for what is none. */
  time(value) {
    const time = new Date(value);
    return Number.isNaN(time.getTime()) ? "" : time.toLocaleString(this.#words.tag, { dateStyle: "long", timeStyle: "short" });
  }

  /** Opens and closes all but the count. */
  toggle() {
    this.isOpen = !this.isOpen;
    [this.asked, this.wrong, this.told, this.file, this.found] = [];
    // To close it nothing need be read.
    if (!this.isOpen) this.#draw();
    void this.#look();
  }

  /** Opens a question, one at a time. */
  ask(name) {
    [this.asked, this.wrong, this.told] = [name];
    this.#draw("question");
  }

  /** Takes it back. */
  cancel() {
    const name = this.asked;
    [this.asked, this.wrong, this.file, this.found] = [];
    this.#draw(name);
  }

  /** Says what is wrong in a field. Gives false: its question stays open. */
  reject(name, words) {
    this.wrong = { [name]: words };
    this.#draw(name);
    return false;
  }

  /** Says what came of something, where it was done. */
  tell(place, words, bad = false) {
    this.told = { place, words, bad };
    this.announce(words);
  }

  /** Says something to those who listen. */
  announce(words) {
    this.said = words;
    this.#draw();
    this.#later("said", SAID, () => {
      this.said = "";
      this.#draw();
    });
  }

  /** Does what a button says; if storage fails, a sentence in its place says so. */
  async run(name, act) {
    if (this.busy.has(name)) return;
    const place = placeOf(name);
    this.#near = [name, `item-${place}`, place, "list", "count"];
    this.busy.add(name);
    [this.wrong, this.told] = [];
    this.#draw();
    try {
      if ((await act()) !== false && this.asked === name) this.asked = undefined;
    } catch (error) {
      console.error(`blankett: ${error.message}`);
      if (this.asked === name) this.asked = undefined;
      this.tell(place, this.say("queue.error"), true);
    }
    this.busy.delete(name);
    await this.#look();
  }

  /** A button that shows more of a list. */
  more(name, all) {
    const rest = all - this.shown[name];
    const act = () => {
      const before = this.shown[name];
      this.shown[name] += PAGE;
      this.#goal = () => this.#root.querySelectorAll(`#${name}-shown h3`)[before];
      void this.#look();
    };
    const button = { id: `more-${name}`, type: "button", class: "button secondary", onclick: act };
    return rest > 0 && part("div", { key: "more", class: "actions" }, part("button", button, this.say("queue.more", { count: this.number(Math.min(rest, PAGE)) })));
  }

  /** Sends what waits: now, and when network or person is back. */
  #send() {
    const wake = () => document.visibilityState === "visible" && void drain("wake");
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    this.#leave.push(() => removeEventListener("online", wake), () => document.removeEventListener("visibilitychange", wake));
    void drain("login");
  }

  #later(name, wait, act) {
    // The first look that is wished for is not put off by the next.
    if (name === "look" && this.#timers.look) return;
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(() => {
      delete this.#timers[name];
      act();
    }, wait);
  }

  /** Into the language of the page; the first time also what it looks like. */
  async #translate() {
    const language = this.#inside.languageOf(this.element);
    if (language === this.language) return this.#look();
    try {
      const style = this.#inside.sheet("queue.css");
      const words = this.#inside.file(`locales/${language}.json`).then(JSON.parse);
      const [sheet, locale] = await Promise.all([style, words]);
      if (language !== this.#inside.languageOf(this.element)) return;
      [this.language, this.#words, this.told, this.wrong, this.said, this.#counted] = [language, locale, undefined, undefined, "", undefined];
      this.#root.adoptedStyleSheets = [sheet];
      this.#box.lang = language;
      await this.#look();
    } catch (error) {
      console.error(`blankett: ${error.message}`);
      this.#later("translate", PATIENCE, () => void this.#translate());
    }
  }

  /** Reads what lies here, and draws it. */
  async #look() {
    if (!this.#words) return;
    const turn = ++this.#turn;
    const began = performance.now();
    const found = await readItems(this.isOpen ? this.shown.items : 0);
    const [openers, exportable] = await Promise.all([readOpeners(this, found.items), readExportable(this, found.items)]);
    if (turn !== this.#turn) return;
    this.data = { ...this.data, ...found, openers, exportable };
    this.#draw();
    this.#tellCount();
    if (found.young) this.#later("young", YOUNG, () => void this.#look());
    if (this.isOpen) {
      const rest = await readRest();
      if (turn !== this.#turn) return;
      this.data = { ...this.data, ...rest };
      this.#draw();
    }
    // There may be no more by now.
    this.#goal = undefined;
    // Many take long to read: never most of the time.
    this.#pause = Math.max(PAUSE, 5 * (performance.now() - began));
  }

  /** Says how many there are once that has not changed for a while; not at first. */
  #tellCount() {
    const words = countOf(this);
    this.#counted ??= words;
    if (words === this.#counted) return clearTimeout(this.#timers.count);
    this.#later("count", STEADY, () => {
      this.#counted = countOf(this);
      this.announce(this.#counted);
    });
  }

  /** Draws what is known, and puts the focus on `id`, or on something near if it would be lost. */
  #draw(id) {
    const focused = this.#root.activeElement;
    draw(this.#box, screenPart(this));
    const goal = this.#goal?.();
    if (goal) this.#goal = undefined;
    const wanted = [id, ...(focused && !focused.isConnected ? this.#near : [])];
    (goal ?? wanted.map((it) => it && this.#root.getElementById(it)).find(Boolean))?.focus();
  }
}

const PLACES = { "export-all": "files", file: "files", import: "files", clear: "receipts", wipe: "storage" };

/** Where what a button does is told: its submission's id, or a section's. */
const placeOf = (name) => PLACES[name] ?? name.slice(name.indexOf("-") + 1);
