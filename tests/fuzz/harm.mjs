// Harms to a text that is right, in its characters and in its JSON. As src/chance.rs and src/harm.rs
// do it, for what runs in Node.

const TOKENS = ['"', "\\", "{", "}", "[", "]", ":", ",", ".", "-", "e", "null", "true", "0", "-1", "1e999", "{}", "[]", "\\u0000", "\\ud800", "\u202e", "æ", "😀", "\n", "__proto__", "constructor"];
const VALUES = [null, true, false, 0, -1, 1e308, 2 ** 53, "", "\u0000", "6f1f1b2e-8a55-4b8e-9a0e-3f6f0d1c2b1a", "https://vendor.example/", "javascript:0", "a.b.c.d.e", "....", [], {}, [[]], { length: -1 }, { toString: 1 }];
const NAMES = ["id", "form", "version", "action", "user", "headers", "digest", "at", "sealed", "body", "items", "locked", "__proto__", "constructor", "toString", ""];

/** Numbers that look random and are the same each time (mulberry32). */
export class Chance {
  #state;

  constructor(seed, input) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(input + 1, 0x85ebca6b)) | 0;
    for (let i = 0; i < 4; i += 1) this.#next();
  }

  #next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let it = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    it = (it + Math.imul(it ^ (it >>> 7), 61 | it)) ^ it;
    return (it ^ (it >>> 14)) >>> 0;
  }

  below = (end) => (end > 0 ? this.#next() % end : 0);
  onceIn = (times) => this.below(times) === 0;
  of = (list) => list[this.below(list.length)];
}

/** Harms up to eight places; pieces of `other` are spliced in. */
export function harmBytes(text, other, chance) {
  let out = text;
  for (let left = 1 + chance.below(8); left > 0; left -= 1) {
    const at = chance.below(out.length + 1);
    const to = at + chance.below(16);
    const from = chance.below(other.length);
    const put = [
      () => String.fromCharCode(chance.below(0x10000)),
      () => "",
      () => chance.of(TOKENS),
      () => chance.of(TOKENS).repeat(chance.below(2000)),
      () => other.slice(from, from + chance.below(200)),
      () => out.slice(at, at + chance.below(400)).repeat(2),
    ];
    out = chance.onceIn(12) ? out.slice(0, at) : out.slice(0, at) + chance.of(put)() + out.slice(to);
  }
  return out;
}

/** Harms up to six places of a tree. */
export function harmJson(json, chance) {
  const box = { json: structuredClone(json) };
  for (let left = 1 + chance.below(6); left > 0; left -= 1) {
    const places = [];
    visit(box, places, 0);
    const [holder, key] = chance.of(places);
    const set = (at, value) => Object.defineProperty(holder, at, { value, enumerable: true, configurable: true, writable: true });
    // A tree in itself, six times, would only be a large input.
    const way = places.length > 2_000 ? 0 : chance.below(6);
    if (way === 0 && holder !== box) Array.isArray(holder) ? holder.splice(key, 1) : delete holder[key];
    else if (way === 1) set(key, structuredClone(chance.of(places).reduce((it, at) => it[at])));
    else if (way === 2 && Array.isArray(holder[key])) for (let more = chance.below(200); more > 0; more -= 1) holder[key].push(holder[key][0]);
    else if (way === 3 && !Array.isArray(holder) && holder !== box) set(chance.of(NAMES), holder[key]);
    else if (way === 4 && typeof holder[key] === "string") set(key, harmBytes(holder[key], "", chance));
    else set(key, structuredClone(chance.of(VALUES)));
  }
  return box.json;
}

function visit(holder, places, depth) {
  for (const key of Object.keys(holder)) {
    places.push([holder, key]);
    const value = holder[key];
    if (typeof value === "object" && value !== null && depth < 50 && places.length < 20_000) visit(value, places, depth + 1);
  }
}
