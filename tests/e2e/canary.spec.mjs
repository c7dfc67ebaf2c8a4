// No national id can be found on the disk: every file of the closed profile is searched at each
// stage of a submission, after the browser was closed and after it was killed.
import { expect, test } from "@playwright/test";
import { button, receipt, review } from "./support/form.mjs";
import { readable } from "./support/leveldb.mjs";
import { Profile } from "./support/profile.mjs";
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

/** The files in which a canary is found. */
async function found(profile) {
  const files = await profile.files();
  expect(files.length, "files searched").toBeGreaterThan(20);
  const holds = (bytes) => readable(bytes).some((it) => TRACES.some((trace) => it.includes(trace)));
  return files.filter(([, bytes]) => holds(bytes)).map(([path]) => path);
}

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

for (const [stage, act] of Object.entries(STAGES)) {
  for (const isSealed of SENT.includes(stage) ? [false, true] : [false]) {
    for (const end of ["close", "kill"]) {
      test(`${isSealed ? "sealed, " : ""}${stage}, ${end}: no national id on the disk`, async () => {
        await withBrowser(async (profile, { proxy }) => {
          if (isSealed) await seal(proxy);
          await act(await profile.open(), { url: `${proxy.url}/vert.html`, proxy, isSealed });
          await profile[end]();
          expect(await found(profile)).toEqual([]);
          if (end === "close") return;
          await startAgain(profile);
          expect(await found(profile), "after the next start").toEqual([]);
        });
      });
    }
  }
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
