// No national id can be found on the disk, nor, of what is sealed, a digest: every file of the
// closed profile is searched at each stage of a submission, after the browser was closed and after
// it was killed; and the file that carries a queue to another machine.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { button, receipt, review } from "./support/form.mjs";
import { readable } from "./support/leveldb.mjs";
import { Profile } from "./support/profile.mjs";
import { act, count, entries, open, place } from "./support/queue.mjs";
import { lockedFile, takenIn } from "./support/queue-file.mjs";
import { answer, forward, problem } from "./support/relay.mjs";
import { FODSELSNUMMER, expectKept, field, hostPage, startBackend, stored } from "./support/small-form.mjs";
import { refuse } from "./support/faults.mjs";

/** Valid and synthetic, too. */
const CANARIES = [FODSELSNUMMER, "17858512034"];

/** As it is typed, as it is shown, and in the bytes that programs write texts in. */
function traces(canary) {
  const texts = [canary, ...[" ", "\u00a0", "."].map((gap) => `${canary.slice(0, 6)}${gap}${canary.slice(6)}`)];
  const plain = texts.flatMap((text) => ["utf8", "utf16le", "latin1"].map((encoding) => Buffer.from(text, encoding)));
  // In base64 a text looks one of three ways; the ends hang together with what stands beside it.
  const coded = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(canary)]).toString("base64");
    return Buffer.from(text.slice(before ? 4 : 0, -4));
  });
  return [...plain, ...coded];
}

const TRACES = CANARIES.flatMap(traces);

/** Whether one of these traces is in some bytes, or in what lies compressed in them. */
const holds = (bytes, traces = TRACES) => readable(bytes).some((it) => traces.some((trace) => it.includes(trace)));

/** The files in which a canary is found, or other traces. */
async function found(profile, traces) {
  const files = await profile.files();
  expect(files.length, "files searched").toBeGreaterThan(20);
  return files.filter(([, bytes]) => holds(bytes, traces)).map(([path]) => path);
}

/** A digest as it is written and as it is. */
function digestTraces(digest) {
  const hex = digest.replace("sha-256=", "");
  const bytes = Buffer.from(hex, "hex");
  return [Buffer.from(hex), Buffer.from(hex, "utf16le"), bytes, Buffer.from(bytes.toString("base64").slice(0, -2)), Buffer.from(bytes.toString("base64url").slice(0, -1))];
}

/** The digest of the submission that the page has sent. */
const digestOf = (page) => page.evaluate(() => window.digest);
const hearDigest = (page) => page.addInitScript(() => addEventListener("blankett-submit", ({ detail }) => (window.digest = detail.digest)));

async function typeAll(page, url, mark = "kanari") {
  await page.goto(url);
  // By keys, as a person does: browsers remember what is typed otherwise than what is set.
  await field(page, "Merke").pressSequentially(mark);
  for (const canary of [CANARIES[1], CANARIES[0]]) {
    await field(page, "Fødselsnummer").fill("");
    await field(page, "Fødselsnummer").pressSequentially(canary);
    await page.keyboard.press("Tab");
  }
}

async function submitAll(page, url) {
  await typeAll(page, url);
  await button(page, "nb", "review").click();
  await button(page, "nb", "send").click();
}

const drafted = (page) => expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);

/** What lies in memory gets to the disk after a while by itself. */
const settle = (page) => page.waitForTimeout(1_500);

const REFUSAL = problem(422, { title: "Ukjent", errors: [{ pointer: "#/answers/fodselsnummer", detail: `${CANARIES[0]} er ukjent.` }] });

const STAGES = {
  typing: async (page, { url }) => typeAll(page, url),
  "a draft": async (page, { url }) => {
    await typeAll(page, url);
    await drafted(page);
    await settle(page);
  },
  "a draft, taken up after a reload": async (page, { url }) => {
    await typeAll(page, url);
    await drafted(page);
    await page.reload();
    await page.getByRole("button", { name: "Fortsett der du slapp" }).click();
    await field(page, "Fødselsnummer").pressSequentially(CANARIES[0]);
    await settle(page);
  },
  "another page, and back": async (page, { url }) => {
    await typeAll(page, url);
    await drafted(page);
    await page.goto("about:blank");
    // Not `goBack`, which waits for a load: the page comes as it was, out of memory.
    await page.evaluate(() => setTimeout(() => history.back()));
    await expect(field(page, "Merke")).toHaveValue("kanari");
    await settle(page);
  },
  "the review": async (page, { url }) => {
    await typeAll(page, url);
    await review(page);
    await settle(page);
  },
  queued: async (page, { url, proxy }) => {
    proxy.plan = refuse;
    await submitAll(page, url);
    await expectKept(page);
    await settle(page);
  },
  refused: async (page, { url, proxy }) => {
    proxy.plan = REFUSAL;
    await submitAll(page, url);
    await expect(field(page, "Fødselsnummer")).toHaveAccessibleDescription(/er ukjent/);
    await expect.poll(async () => (await stored(page)).map((it) => it.state)).toEqual(["parked"]);
    await settle(page);
  },
  sent: async (page, { url, proxy, isSealed }) => {
    proxy.plan = isSealed ? answer(204) : forward;
    await submitAll(page, url);
    await receipt(page);
    await settle(page);
  },
};

/** Those in which it matters whether there is a recipient's key. */
const SENT = ["queued", "refused", "sent"];

for (const [stage, go] of Object.entries(STAGES)) {
  for (const isSealed of SENT.includes(stage) ? [false, true] : [false]) {
    for (const end of ["close", "kill"]) {
      test(`${isSealed ? "sealed, " : ""}${stage}, ${end}: no national id on the disk`, async () => {
        await withBrowser(async (profile, { proxy }) => {
          if (isSealed) await seal(proxy);
          const page = await profile.open();
          await hearDigest(page);
          await go(page, { url: `${proxy.url}/vert.html`, proxy, isSealed });
          const digest = isSealed && digestTraces(await digestOf(page));
          await profile[end]();
          expect(await found(profile)).toEqual([]);
          if (digest) expect(await found(profile, digest), "the digest").toEqual([]);
          if (end === "close") return;
          await startAgain(profile);
          expect(await found(profile), "after the next start").toEqual([]);
          if (digest) expect(await found(profile, digest), "the digest, after the next start").toEqual([]);
        });
      });
    }
  }
}

for (const isSealed of [false, true]) {
  test(`${isSealed ? "sealed, " : ""}carried to another machine: no national id in the file, nor on either disk`, async () => {
    await withBrowser(async (profile, { proxy }) => {
      if (isSealed) await seal(proxy);
      const url = `${proxy.url}/vert.html`;
      proxy.plan = answer(503, { "Retry-After": "300" });
      const page = await profile.open();
      await hearDigest(page);
      await submitAll(page, url);
      await expectKept(page);
      const traces = [...TRACES, ...digestTraces(await digestOf(page))];
      await place(page);
      await open(page, "1 skjema er ikke sendt");
      await act(entries(page).first(), "Eksporter");
      const { path } = await lockedFile(page);
      const bytes = await readFile(path);
      expect(bytes.length).toBeGreaterThan(500);
      expect(holds(bytes, traces), "the file").toBe(false);

      const other = await Profile.make();
      try {
        const there = await other.open();
        await there.goto(url);
        await place(there);
        await open(there, "Alt er sendt");
        await takenIn(there, path);
        await expect(count(there, "1 skjema er ikke sendt")).toBeVisible();
        await settle(there);
        await other.close();
        expect(await found(other, traces), "where it was taken in").toEqual([]);
      } finally {
        await other.end();
      }
      await settle(page);
      await profile.close();
      expect(await found(profile, traces), "where it was taken out").toEqual([]);
    });
  });
}

/** What the search must find, or it proves nothing: where each lies, and what writes it there readable. */
const CONTROLS = {
  "Local Storage": (text) => localStorage.setItem("a", text),
  "Session Storage": (text) => sessionStorage.setItem("a", text),
  IndexedDB: (text) =>
    new Promise((done) => {
      const asked = indexedDB.open("control", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("rows", { keyPath: "id" });
      asked.onsuccess = () => {
        const tx = asked.result.transaction("rows", "readwrite", { durability: "strict" });
        // So much that a table is written, and so much of it twice that all is compressed.
        for (let id = 0; id < 1_500; id += 1) {
          const noise = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(3_000))));
          tx.objectStore("rows").put({ id, text: `${text.slice(0, 7)}x${text.slice(7)}y${text}${noise}${noise}` });
        }
        tx.oncomplete = () => done();
      };
    }),
  CacheStorage: async (text) => void (await (await caches.open("control")).put("/a", new Response(text))),
};

for (const end of ["close", "kill"]) {
  test(`the search finds what was written readable, ${end}`, async () => {
    await withBrowser(async (profile, { proxy }) => {
      const page = await profile.open();
      await page.goto(`${proxy.url}/vert.html`);
      for (const write of Object.values(CONTROLS)) await page.evaluate(write, CANARIES[0]);
      // Chromium writes some of these after a while.
      await page.waitForTimeout(6_000);
      await profile[end]();
      const paths = await found(profile);
      for (const place of Object.keys(CONTROLS)) expect(paths.filter((it) => it.includes(place)), place).not.toEqual([]);
      const tables = (await profile.files()).filter(([path]) => paths.includes(path) && path.endsWith(".ldb"));
      // Snappy writes what it has not met before as it is, so that some may hold it readable.
      const compressed = tables.filter(([, bytes]) => !bytes.includes(CANARIES[0]));
      expect(compressed.length, "tables in which it is found only when they are unpacked").toBeGreaterThan(0);
    });
  });
}

/** A profile of its own, and a backend. */
async function withBrowser(act) {
  const backend = await startBackend();
  const profile = await Profile.make();
  try {
    await act(profile, backend);
  } finally {
    await profile.end();
    await backend.end();
  }
}

/** After a crash: the session is restored, tables are compacted, and the browser is closed. */
async function startAgain(profile) {
  await settle(await profile.open("--restore-last-session"));
  await profile.close();
}

async function seal(proxy) {
  const { publicKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  proxy.pages["/jwks.json"] = { type: "application/json", body: JSON.stringify({ keys: [{ kty, crv, x, y, kid: "1" }] }) };
  proxy.pages["/vert.html"] = hostPage('recipient-key="/jwks.json"');
}
