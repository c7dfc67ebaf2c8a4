// The file that carries a queue to another machine, without a browser: what of it nobody can read
// or change, and what of a foreign one is taken for true.
import { compactDecrypt } from "jose";
import { expect, test } from "@playwright/test";
import { AT, FORM, MOST, PASSWORD, envelope, fileOf, fileRow, hashOf, inside, outside, readRow, sealedRow, write } from "./support/queue-file.mjs";

const { publicKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
const JWK = await crypto.subtle.exportKey("jwk", publicKey);
const { alg: _, ...KEY } = { ...JWK, kid: "1" };

/** Why a file is not read; nothing if it is. */
const reasonOf = async (text, password = PASSWORD) => {
  try {
    await inside(outside(text), password);
    return undefined;
  } catch (error) {
    return error.reason ?? error;
  }
};

const sealed = await sealedRow(KEY, { user: hashOf("kari"), headers: true });
const ROWS = [fileRow(), fileRow({ user: hashOf("kari"), headers: true }), sealed];
const FILE = await write(ROWS, PASSWORD);

test("what was written is read, and nothing of it stands in the file", async () => {
  expect(await inside(outside(FILE), PASSWORD)).toEqual(ROWS);
  for (const { id, action, user, at, body } of ROWS) {
    for (const text of [id, action, user, at, body].filter(Boolean)) expect(FILE).not.toContain(text);
  }
  for (const text of ["proeve", "Prøve", "digest", "headers"]) expect(FILE).not.toContain(text);
  // By another program, too.
  const { locked } = JSON.parse(FILE);
  const { plaintext } = await compactDecrypt(locked, new TextEncoder().encode(PASSWORD), { keyManagementAlgorithms: ["PBES2-HS512+A256KW"], maxPBES2Count: 1_000_000 });
  expect(JSON.parse(new TextDecoder().decode(plaintext)).rows).toEqual(ROWS);
});

test("no part of it can be changed, or taken from another file with the same password", async () => {
  const json = JSON.parse(FILE);
  const parts = json.locked.split(".");
  const other = JSON.parse(await write([fileRow()], PASSWORD)).locked.split(".");
  const first = (part) => (part.startsWith("A") ? "B" : "A") + part.slice(1);
  const reasons = [];
  for (const at of parts.keys()) {
    for (const changed of [first(parts[at]), other[at], parts[at].slice(0, -4)]) {
      const locked = parts.with(at, changed).join(".");
      const reason = await reasonOf(JSON.stringify({ ...json, locked }));
      expect(reason, `part ${at}`).toMatch(/^(damaged|password)$/);
      reasons.push(reason);
    }
  }
  // With the right password it is said that it was changed, where that can be told from another password.
  expect(reasons.slice(-6)).toEqual(Array(6).fill("damaged"));
  expect(await reasonOf(FILE, "feil passord")).toBe("password");
  // What is beside the lock says nothing.
  expect(await inside(outside(JSON.stringify({ ...json, items: [fileRow()], rows: [fileRow()], id: "x" })), PASSWORD)).toEqual(ROWS);
});

const header = (changes) => Buffer.from(JSON.stringify({ alg: "PBES2-HS512+A256KW", enc: "A256GCM", p2s: "A".repeat(22), p2c: 600_000, ...changes })).toString("base64url");
const around = (locked, more = {}) => JSON.stringify({ blankett: "queue", version: 2, locked, ...more });
const withHeader = (changes) => around(`${header(changes)}.AAAA.AAAA.AAAA.AAAA`);

for (const [name, text, reason] of [
  ["a picture", "\u0089PNG\r\n", "foreign"],
  ["nothing", "", "foreign"],
  ["another program's JSON", '{"items": []}', "foreign"],
  ["a list", "[]", "foreign"],
  ["null", "null", "foreign"],
  ["one that was cut off", '{"blankett": "queue", "version": 2, "lock', "damaged"],
  ["a hundred thousand brackets", "[".repeat(100_000), "foreign"],
  ["a hundred thousand brackets that are closed", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "foreign"],
  ["more than a file may be", `{"blankett":"queue","version":2,"locked":"${"A".repeat(MOST.file)}"}`, "large"],
  ["one of the first edition", JSON.stringify({ blankett: "queue", version: 1, items: [sealed] }), "old"],
  ["one of a later edition", JSON.stringify({ blankett: "queue", version: 3, sealed: [] }), "later"],
  ["one without a version", JSON.stringify({ blankett: "queue", locked: JSON.parse(FILE).locked }), "foreign"],
  ["one whose version is a text", JSON.stringify({ blankett: "queue", version: "2", locked: JSON.parse(FILE).locked }), "foreign"],
  ["rows beside no lock", JSON.stringify({ blankett: "queue", version: 2, rows: [fileRow()] }), "damaged"],
  ["a lock that is none", around({ toString: "a.b.c.d.e" }), "damaged"],
  ["rounds for hours", withHeader({ p2c: 2 ** 40 }), "damaged"],
  ["rounds that are many", withHeader({ p2c: 1_000_001 }), "damaged"],
  ["no rounds", withHeader({ p2c: 0 }), "damaged"],
  ["rounds that are half", withHeader({ p2c: 0.5 }), "damaged"],
  ["rounds that are a text", withHeader({ p2c: "600000" }), "damaged"],
  ["rounds that are infinite", around(`${Buffer.from(`{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2s":"${"A".repeat(22)}","p2c":1e999}`).toString("base64url")}.A.A.A.A`), "damaged"],
  ["another way to lock", withHeader({ alg: "dir" }), "damaged"],
  ["another cipher", withHeader({ enc: "A128CBC-HS256" }), "damaged"],
  ["what must be understood and is not", withHeader({ crit: ["b64"] }), "damaged"],
  ["compressed", withHeader({ zip: "DEF" }), "damaged"],
  ["no salt", withHeader({ p2s: "" }), "damaged"],
  ["a salt of megabytes", withHeader({ p2s: "A".repeat(4_000_000) }), "damaged"],
  ["a header of brackets", around(`${Buffer.from("[".repeat(1_000)).toString("base64url")}.A.A.A.A`), "damaged"],
  ["a thousand parts", around(Array(1_000).fill("AAAA").join(".")), "damaged"],
]) {
  test(`is refused at once, before a password is asked for: ${name}`, async () => {
    const began = performance.now();
    let found;
    try {
      found = outside(text);
    } catch (error) {
      found = error.reason;
    }
    expect(found).toBe(reason);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
}

for (const [name, text, reason] of [
  ["no JSON", "hei", "damaged"],
  ["a hundred thousand brackets", "[".repeat(100_000), "damaged"],
  ["null", "null", "damaged"],
  ["rows of another version", JSON.stringify({ version: 1, rows: [] }), "damaged"],
  ["rows that are none", JSON.stringify({ version: 2, rows: { length: 1 } }), "damaged"],
  ["more rows than a file may have", JSON.stringify({ version: 2, rows: Array(MOST.rows + 1).fill(0) }), "large"],
]) {
  test(`is refused with its password: ${name}`, async () => {
    expect(await reasonOf(await fileOf([], { text }))).toBe(reason);
  });
}

test("of two rows with one id the first is read", async () => {
  const [row] = ROWS;
  const second = { ...row, action: "https://elsewhere.example/" };
  expect(await inside(outside(await fileOf([row, second, fileRow()])), PASSWORD)).toEqual([row, undefined, expect.anything()]);
});

test("a file that could not be read again is not written", async () => {
  await expect(write(Array(MOST.rows + 1).fill(0), PASSWORD)).rejects.toMatchObject({ reason: "large" });
});

const DEEP = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;

/** Rows that make no sense, by what is wrong with them. */
const BROKEN = {
  "no row": null,
  "a number": 7,
  "a text": "row",
  "a list": [],
  "nothing in it": {},
  "an id that is none": fileRow({ id: "1" }),
  "an id of another row's": { ...fileRow(), id: fileRow().id },
  "an id in capitals": fileRow({ id: fileRow().id.toUpperCase() }),
  "an id that is a list": fileRow({ id: [fileRow().id] }),
  "an id with a path": fileRow({ id: `../${fileRow().id}` }),
  "no form": { ...fileRow(), form: undefined },
  "a form without a version": { ...fileRow(), form: { id: "proeve" } },
  "another form than inside": { ...fileRow(), form: { ...FORM, id: "annet" } },
  "another version than inside": { ...fileRow(), form: { ...FORM, version: "2" } },
  "a form's id that turns": fileRow({ form: { ...FORM, id: "pro\u202eeve" } }),
  "a form's id with what is not seen": fileRow({ form: { ...FORM, id: "pro\u200beve" } }),
  "a form's id with a line break": fileRow({ form: { ...FORM, id: "pro\neve" } }),
  "a form's id of megabytes": fileRow({ form: { ...FORM, id: "a".repeat(1_000_000) } }),
  "another time than inside": { ...fileRow(), at: "2026-11-22T19:00:00.000Z" },
  "a time that is none": fileRow({ at: "i går" }),
  "a day that there is not": fileRow({ at: "2026-13-41T19:00:00.000Z" }),
  "a time that is a number": fileRow({ at: 1 }),
  "javascript": fileRow({ action: "javascript:alert(1)" }),
  "data": fileRow({ action: "data:text/html,x" }),
  "a file": fileRow({ action: "file:///etc/passwd" }),
  "a name and a password in the address": fileRow({ action: "https://kari:hemmelig@vendor.example/api" }),
  "a name in the address": fileRow({ action: "https://kari@vendor.example/api" }),
  "an address of its own": fileRow({ action: "/api/innsendinger" }),
  "an address that is written otherwise": fileRow({ action: "https://VENDOR.example/api" }),
  "an address with a line break": fileRow({ action: "https://vendor.example/a\npi" }),
  "an address that is an object": fileRow({ action: { href: "https://vendor.example/api" } }),
  "an address of megabytes": fileRow({ action: `https://vendor.example/${"a".repeat(1_000_000)}` }),
  "a user that is no hash": fileRow({ user: "kari" }),
  "a user that is a list": fileRow({ user: [hashOf("kari")] }),
  "a user that is nothing": fileRow({ user: null }),
  "headers that are a text": fileRow({ headers: "true" }),
  "sealed that is a text": fileRow({ sealed: "false" }),
  "sealed, and not": fileRow({ sealed: true }),
  "not sealed, and it is": { ...sealed, sealed: false },
  "sealed, of another id": { ...sealed, id: fileRow().id },
  "sealed, of another form": { ...sealed, form: { ...FORM, id: "annet" } },
  "sealed, with a part more": { ...sealed, body: `${sealed.body}.AAAA` },
  "sealed, with what is no base64url": { ...sealed, body: sealed.body.replace(/\.[^.]*$/, ".<script>") },
  "no body": { ...fileRow(), body: undefined },
  "a body that is an object": { ...fileRow(), body: {} },
  "a body that is no JSON": fileRow({ body: "hei" }),
  "a body that is null": fileRow({ body: "null" }),
  "a body of brackets": fileRow({ body: DEEP }),
  "a body that is too long": fileRow({}, { answers: { a: "a".repeat(MOST.body) } }),
  "a body without answers": fileRow({}, { answers: undefined }),
};

for (const [name, row] of Object.entries(BROKEN)) {
  test(`a row is not taken: ${name}`, () => {
    expect(readRow(fileRow())).toBeTruthy();
    expect(readRow(row)).toBeUndefined();
  });
}

test("of a row nothing is taken but what it has to have, and nothing reaches the prototypes", () => {
  const row = fileRow();
  const text = JSON.stringify(row).replace("{", `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"state":"parked","imported":false,"due":-1,"more":${DEEP},`);
  const read = readRow(JSON.parse(text));
  expect(read).toEqual(row);
  expect(Object.keys(read).sort()).toEqual(Object.keys(row).sort());
  expect({}.polluted).toBeUndefined();
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  const form = readRow(JSON.parse(JSON.stringify(row).replace('"title":"Prøve"', '"title":{"__proto__":{"nb":"x"},"nb":"Prøve"},"__proto__":{"more":1}'))).form;
  expect(form).toEqual({ id: "proeve", version: "1", title: { nb: "Prøve" } });
});

for (const [at, [title, shown]] of [
  ["Prøve", "Prøve"],
  [{ nb: "Prøve", en: "Trial", toString: "x", "se-no": "x", constructor: "x" }, { nb: "Prøve", en: "Trial" }],
  ["\u202egnilletseB\u202c", "gnilletseB"],
  ["Be\u200bstil\u2066ling\u2069\u0000\u001b[31m", "Bestilling[31m"],
  ["Linje\n\n   to\u2028tre", "Linje to tre"],
  ["Bestilling".padEnd(1_000_000, "!"), "Bestilling".padEnd(MOST.title, "!")],
  ["  ", ""],
  [7, undefined],
  [undefined, undefined],
  [{ toString: "x" }, undefined],
  [{ nb: { nb: "x" } }, undefined],
  [JSON.parse(DEEP), undefined],
].entries()) {
  test(`a title is shown as what is seen of it, ${at + 1}`, () => {
    expect(readRow(fileRow({ form: { ...FORM, title } })).form.title).toEqual(shown);
  });
}

/** Chance that comes again: mulberry32. */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let it = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    it = (it + Math.imul(it ^ (it >>> 7), 61 | it)) ^ it;
    return ((it ^ (it >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is wrong with a row that was read. */
function faultOf({ action, at, body, form, headers, id, sealed, user, ...more }) {
  const { protocol, username, password } = new URL(action);
  if (!/^https?:$/.test(`${protocol}${username}${password}`)) return "action";
  if (/[\p{Cc}\p{Cf}]/u.test(`${form.id}${form.version}${JSON.stringify(form.title)}`)) return "form";
  if (!/^([\w-]{43})?$/.test(user)) return "user";
  if (typeof headers !== "boolean" || typeof sealed !== "boolean") return "flags";
  if (Number.isNaN(Date.parse(at))) return "at";
  const told = sealed ? Buffer.from(body.split(".")[0], "base64url").toString() : body;
  if (JSON.parse(told).id !== id || !/^[0-9a-f-]{36}$/.test(id)) return "id";
  return Object.keys(more).join();
}

const INPUTS = Number(process.env.BLANKETT_FUZZ ?? 30_000);

test("whatever stands in a row, it is read or not, and what is read makes sense", () => {
  const random = chance(20261121);
  const any = (list) => list[Math.floor(random() * list.length)];
  const values = [null, true, false, 0, -1, 1e308, "", "a", AT, hashOf("kari"), "https://vendor.example/api", "javascript:x", "\u202e", [], [[]], {}, { __proto__: null }, "x".repeat(300), fileRow().id, sealed.body, envelope(fileRow())];
  let read = 0;
  for (let at = 0; at < INPUTS; at += 1) {
    const row = structuredClone(any(ROWS));
    for (let times = Math.floor(random() * 3); times > 0; times -= 1) {
      const place = random() < 0.2 ? row.form : row;
      if (typeof place !== "object" || place === null) continue;
      const key = any(Object.keys(place).length ? Object.keys(place) : ["x"]);
      const text = place[key];
      // Another value, or a text that is changed in one place.
      if (typeof text !== "string" || random() < 0.3) place[key] = any(values);
      else {
        const where = Math.floor(random() * (text.length + 1));
        place[key] = text.slice(0, where) + any(["", "\u0000", "\u202e", "A", ".", '"', "{", "\ud800", "@"]) + text.slice(where + Math.floor(random() * 3));
      }
    }
    const found = readRow(row);
    if (!found) continue;
    read += 1;
    const fault = faultOf(found);
    // Not an expectation for each: there are many.
    if (fault) throw new Error(`${fault}: ${JSON.stringify(row)}`);
  }
  // Some are as they were.
  expect(read).toBeGreaterThan(INPUTS / 5);
  expect(read).toBeLessThan(INPUTS * 0.9);
});
