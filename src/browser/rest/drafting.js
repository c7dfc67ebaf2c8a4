// The draft of one element: kept as one types, offered again after a reload, a crash or a closed
// tab. What a draft is and who can read it: drafts.js, vault.js.

import { changed, discard, encrypt, find, hold, ofHost, ofTab, one, save, userHash, watch } from "../local/local.js";

/** Milliseconds without a key before a draft is written. */
const PAUSE = 500;

/** Asks and keeps for one element. */
export class Drafting {
  #element;
  #inside;
  #tell;
  #box;
  /** What is written here, by form: `{id, release, taken, replaces, problem}`. */
  #mine = new Map();
  /** What stood in each form before anybody typed. */
  #fresh = new Map();
  #timer;
  /** Nothing has been typed since a submission took what stood there. */
  #over = false;
  #saving = Promise.resolve();
  #unwatch;
  #failed = false;

  constructor(element, inside, tell) {
    this.#element = element;
    this.#inside = inside;
    this.#tell = tell;
  }

  connect() {
    this.#unwatch = watch(() => this.#box && void this.#ask());
    addEventListener("visibilitychange", this.#hidden);
  }

  disconnect() {
    this.#unwatch?.();
    removeEventListener("visibilitychange", this.#hidden);
  }

  /** The element has left the page for good: another may offer what it leaves. */
  left() {
    for (const { release } of this.#mine.values()) release?.();
    this.#mine.clear();
  }

  /** A form is shown. */
  async begin() {
    this.#hide();
    const place = this.#inside.place();
    if (!this.#fresh.has(place)) {
      this.#fresh.set(place, this.#inside.fresh());
      // Somebody was quicker than this script.
      if (this.#inside.mounted()?.draft() !== this.#inside.fresh()) this.typed();
    }
    const { taken, replaces, problem } = this.#draft;
    // What is written here already is shown.
    if (!this.#draft.id) return this.#ask();
    this.#draft.taken = false;
    if (taken && replaces) this.#inside.mounted()?.correct(replaces, problem);
  }

  /** The language has changed. */
  async translated() {
    if (this.#box) await this.#ask();
  }

  /** Another user, or another key. */
  async anew() {
    this.left();
    await this.begin();
  }

  /** The backend refuses what was sent: what is written from now on corrects it. */
  refused(replaces, problem) {
    this.#mine.set(this.#inside.place(), { replaces, problem });
  }

  /** Something was typed. */
  typed() {
    this.#over = false;
    clearTimeout(this.#timer);
    const idle = globalThis.requestIdleCallback ?? setTimeout;
    // Between frames: whoever types on is not to wait for it. On a busy machine there is no idle moment.
    this.#timer = setTimeout(() => idle(() => void this.keep(), { timeout: PAUSE }), PAUSE);
  }

  /** Writes what stands in the form, now. */
  keep() {
    clearTimeout(this.#timer);
    return (this.#saving = this.#saving.then(() => this.#write()).catch((error) => this.#fail(error)));
  }

  /**
   * What a submission consumes: its draft's id, and the copy that it can be corrected from, kept
   * under the submission's own id.
   */
  async consumed(id) {
    await this.#end();
    const draft = this.#draft.id;
    let copy;
    try {
      const by = await this.#key();
      copy = by && { owner: by.owner, ...(await encrypt(by.key, this.#answers(by), `copy ${id}`)) };
    } catch (error) {
      this.#tell(error.message);
    }
    return { draft, copy };
  }

  /** It is consumed: from now on another draft is written. */
  letGo() {
    this.#draft.release?.();
    this.#mine.delete(this.#inside.place());
    this.#hide();
  }

  /** It has gone another way: nothing stays of it. */
  async drop() {
    await this.#end();
    const { id } = this.#draft;
    this.letGo();
    if (id) await discard(id).catch(() => {});
  }

  /** Writes no more of what stands there, now or when what is under way is done. */
  async #end() {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#saving;
  }

  #hidden = () => {
    if (document.visibilityState === "hidden" && this.#timer) void this.keep();
  };

  /** That of the form which is shown; without an `id` while nothing is written. */
  get #draft() {
    return this.#mine.get(this.#inside.place()) ?? {};
  }

  #hide() {
    this.#box?.remove();
    this.#box = undefined;
  }

  get #off() {
    return this.#element.getAttribute("drafts") === "off" || !isSecureContext;
  }

  /** The host's key if there is one, else the tab's; none where drafts are off. */
  async #key() {
    if (this.#off) return undefined;
    const { draftKey } = this.#element;
    return draftKey ? ofHost(draftKey) : ofTab();
  }

  #answers({ owner }) {
    const mounted = this.#inside.mounted();
    return JSON.parse(owner === "host" ? mounted.typed() : mounted.draft());
  }

  async #write() {
    this.#timer = undefined;
    const by = await this.#key();
    if (this.#over) return;
    const mounted = this.#inside.mounted();
    if (!by || !mounted) return;
    const place = this.#inside.place();
    if (mounted.draft() === this.#fresh.get(place)) {
      if (this.#draft.id) await discard(this.#draft.id);
      return;
    }
    const answers = this.#answers(by);
    const user = await userHash(this.#element.user);
    const { replaces, problem } = this.#draft;
    const id = this.#draft.id ?? crypto.randomUUID();
    if (!this.#draft.id) this.#mine.set(place, { replaces, problem, id, release: await hold(id) });
    await save({ id, form: place, user }, { answers, replaces, problem }, by);
    this.#failed = false;
  }

  /** Told once: what is typed stands in the form all the same. */
  async #fail(error) {
    if (this.#failed) return;
    this.#failed = true;
    this.#tell(`no draft: ${error.message}`);
    const words = await this.#inside.allWords();
    this.#show([part("p", {}, words["draft.failed"])], "status");
  }

  /** Takes up a draft that was made of a refused submission. */
  async open(id) {
    const by = await this.#key();
    const row = await one(id, [by, await ofTab()].filter(Boolean));
    if (row) await this.#continue(row);
  }

  async #find() {
    const by = await this.#key();
    if (!by) return [];
    return find(this.#inside.place(), await userHash(this.#element.user), [by, await ofTab()]);
  }

  /** Shows what lies here of this form, if anything does. */
  async #ask() {
    const place = this.#inside.place();
    try {
      const rows = await this.#find();
      const own = [...this.#mine.values()].map((it) => it.id);
      const others = rows.filter((it) => !own.includes(it.id));
      const words = await this.#inside.allWords();
      if (place === this.#inside.place()) this.#offer(others, words);
    } catch (error) {
      this.#tell(`no drafts: ${error.message}`);
    }
  }

  #offer(rows, words) {
    this.#hide();
    if (!rows.length) return;
    const format = new Intl.DateTimeFormat(words.tag, { dateStyle: "long", timeStyle: "short" });
    const entry = (row, at) => {
      const time = words["draft.time"].replace("{time}", format.format(row.at));
      const go = row.content && button("button", words["draft.continue"], () => this.#continue(row));
      const away = button("button secondary", words[row.content ? "draft.restart" : "draft.delete"], () => this.#discard(row.id));
      const actions = part("div", { class: "actions" }, ...[go, away].filter(Boolean));
      const told = row.content ? (row.owner === "host" ? "" : words["draft.missing"]) : words["draft.locked"];
      const lines = [time, told].filter(Boolean).map((it) => part("p", {}, it));
      lines[0].id = `blankett-draft-${at}`;
      for (const it of actions.children) it.setAttribute("aria-describedby", lines[0].id);
      return part("li", {}, ...lines, actions);
    };
    const heading = part("h2", { class: "heading", id: "blankett-drafts" }, words["draft.title"]);
    this.#show([heading, part("ul", {}, ...rows.map(entry))], "region");
  }

  #show(parts, role) {
    this.#hide();
    const about = role === "region" ? { "aria-labelledby": "blankett-drafts" } : {};
    const box = part("div", { class: "draft", role, lang: this.#inside.language(), ...about }, ...parts);
    this.#box = part("div", {}, box);
    this.#box.className = "blankett";
    this.#element.shadowRoot.prepend(this.#box);
  }

  async #continue(row) {
    // What has been typed meanwhile is a draft of its own, and offered the next time.
    await this.keep();
    const release = await hold(row.id);
    // Another tab was quicker.
    if (!release) return this.#ask();
    const { answers, replaces, problem } = row.content;
    this.letGo();
    this.#mine.set(this.#inside.place(), { id: row.id, release, taken: true, replaces, problem });
    changed(row.id);
    await this.#inside.takeUp(JSON.stringify(answers));
    this.#inside.focus("blankett-title");
  }

  async #discard(id) {
    await discard(id).catch((error) => this.#tell(error.message));
    await this.#ask();
    this.#inside.focus("blankett-title");
  }
}

function part(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (attributes.class) made.setAttribute("part", attributes.class);
  made.append(...children);
  return made;
}

function button(look, words, act) {
  const made = part("button", { type: "button", class: look }, words);
  made.addEventListener("click", act);
  return made;
}
