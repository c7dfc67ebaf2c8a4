// LICENSES.txt: the licences of everything that is inside the widget.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

const STANDARD = readFileSync(new URL("MIT.txt", import.meta.url), "utf8");

/** What may be inside: all of them only ask that their text comes along. */
const KNOWN = "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 ISC LLVM-exception MIT Unicode-3.0 Unlicense Zlib".split(" ");

const INTRODUCTION = `Blankett is under the MIT licence. widget_bg.wasm and widget.js, which wasm-bindgen writes, also
hold code of the crates below and of the Rust standard library, or may hold it: the compiler
leaves out what is never called. So do local.js and blankett-worker.js of npm's idb. Where a crate offers several licences, MIT is the one chosen.
`;

/** The texts that a crate brings; those of the licences not chosen stay out. */
function texts({ name, version, licence, folder }, library) {
  const words = licence.split(/ OR | AND | WITH |[/()]/).map((it) => it.trim()).filter(Boolean);
  if (!words.length || !words.every((it) => KNOWN.includes(it))) {
    throw new Error(`${name} ${version} is under "${licence}": see whether it may be in the widget (xtask/package/licences.mjs).`);
  }
  const offersMit = /\bMIT( OR |\/)|( OR |\/)MIT\b/.test(licence);
  const names = readdirSync(folder).filter((it) => /^(licen[cs]e|copying|copyright|notice)/i.test(it)).sort();
  const chosen = names.filter((it) => !(offersMit && /apache|zlib|unlicense/i.test(it)));
  if (chosen.length) return chosen.map((it) => readFileSync(join(folder, it), "utf8"));
  const above = dirname(folder);
  if (above !== library && existsSync(join(above, "Cargo.toml"))) return texts({ name, version, licence, folder: above }, library);
  if (!words.includes("MIT")) throw new Error(`${name} ${version} is under ${licence} and brings no text of it.`);
  return [STANDARD.replace("<holders>", holders(name, folder, library))];
}

function holders(name, folder, library) {
  if (library) return "The Rust Project Developers";
  const list = readFileSync(join(folder, "Cargo.toml"), "utf8").match(/^authors = \[([^\]]*)\]/m)?.[1] ?? "";
  const authors = [...list.matchAll(/"([^"]+)"/g)].map(([, author]) => author.replace(/ <.*>/, ""));
  return authors.join(", ") || `The authors of ${name}`;
}

/** The whole text, of what `widget()` says is inside: what is alike is printed once. */
export function licences({ linked, standard, library, scripts }) {
  const groups = new Map();
  const add = (title, text) => {
    const key = text.replace(/\s+/g, " ").trim();
    if (!groups.has(key)) groups.set(key, { titles: new Set(), text: text.replace(/\r/g, "").trimEnd() });
    groups.get(key).titles.add(title);
  };
  for (const it of [...linked, ...scripts]) for (const text of texts(it)) add(`${it.name} ${it.version} (${it.licence})`, text);
  for (const it of standard) {
    const version = it.version === "0.0.0" ? "" : ` ${it.version}`;
    for (const text of texts(it, library)) add(`${it.name}${version} (${it.licence}), of the Rust standard library`, text);
  }
  // library/core/src/unicode/unicode_data.rs, says the standard library's own COPYRIGHT.
  const unicode = [...groups.values()].find((it) => /^UNICODE LICENSE V3/m.test(it.text));
  if (!unicode) throw new Error("The text of Unicode-3.0, which the standard library's Unicode tables need, came with no crate.");
  unicode.titles.add("Unicode tables (Unicode-3.0), of the Rust standard library");
  const line = "-".repeat(80);
  const written = [...groups.values()].map((it) => [[...it.titles].sort().join("\n"), it.text]).sort(([a], [b]) => (a < b ? -1 : 1));
  return [INTRODUCTION, ...written.flatMap(([titles, text]) => [line, `${titles}\n`, `${text}\n`])].join("\n");
}
