// Storage that is full, blocked, broken, or taken away: told, and no answer is lost.
import { receipt, button } from "./support/form.mjs";
import { refuse } from "./support/faults.mjs";
import { Profile } from "./support/profile.mjs";
import { forward } from "./support/relay.mjs";
import {
  UNKEPT, alert, expect, expectKept, field, jitter, ledger, online, receiptOf, startBackend, stored, submit, test, type, FODSELSNUMMER,
} from "./support/small-form.mjs";

const marks = async (server) => (await ledger(server)).map((it) => it.answers.merke).sort();

/** What a page finds instead of storage; each runs in the page before anything else. */
const BROKEN = {
  "there is none": () => Object.defineProperty(window, "indexedDB", { value: undefined }),
  "opening throws": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("blocked", "SecurityError");
    };
  },
  "opening fails": () => {
    IDBFactory.prototype.open = () => {
      const asked = new EventTarget();
      Object.defineProperty(asked, "error", { value: new DOMException("broken", "UnknownError") });
      setTimeout(() => asked.dispatchEvent(new Event("error")));
      return asked;
    };
  },
  "opening is never answered": () => (IDBFactory.prototype.open = () => new EventTarget()),
  "nothing can be put": () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
  "every transaction is taken back": () => {
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      const tx = transaction.call(this, stores, mode, options);
      if (mode === "readwrite") setTimeout(() => tx.abort());
      return tx;
    };
  },
  "the lock manager says no": () => (LockManager.prototype.request = () => Promise.reject(new DOMException("no", "SecurityError"))),
};

/** The person is told, is asked before leaving, and what was typed arrives. */
async function expectToldAndSent(page, relay, server, { kept = false } = {}) {
  await expect(alert(page)).toContainText(kept ? "Skjemaet er lagret" : UNKEPT, { timeout: 45_000 });
  if (!kept) {
    const asked = page.waitForEvent("dialog");
    const closing = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await closing;
  }
  relay.plan = forward;
  await online(page);
  await receiptOf(page).waitFor({ timeout: 45_000 });
  expect(await marks(server)).toEqual(["en"]);
  expect(new Set(relay.posts.map((it) => it.text)).size).toBe(1);
}

for (const [name, script] of Object.entries(BROKEN)) {
  const kept = name === "the lock manager says no";
  test(`${name}: ${kept ? "stored all the same" : "said so"}, and sent when it goes`, async ({ page, relay, server, url, complaints }) => {
    await page.addInitScript(script);
    await jitter(page, 1);
    relay.plan = refuse;
    await page.goto(url);
    await submit(page, "en");
    await expectToldAndSent(page, relay, server, { kept });
    expect(complaints.filter((it) => /pageerror|Uncaught|Error:/.test(it) && !it.startsWith("blankett: "))).toEqual([]);
  });

  test(`${name}: sent at once where there is a network`, async ({ page, server, url }) => {
    await page.addInitScript(script);
    await page.goto(url);
    await submit(page, "en");
    const begun = Date.now();
    await receiptOf(page).waitFor({ timeout: 60_000 });
    expect(Date.now() - begun, "milliseconds").toBeLessThan(25_000);
    expect(await marks(server)).toEqual(["en"]);
  });
}

test("a disk that fills up: said so, sent from the page, and no draft of it is left to be sent again", async ({ page, relay, server, url }) => {
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...given) {
      if (window.full) throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, given);
    };
  });
  await jitter(page, 1);
  relay.plan = refuse;
  await page.goto(url);
  // The draft still finds room.
  await type(page, "en");
  await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
  await page.evaluate(() => (window.full = true));
  await submit(page, "en");
  await expectToldAndSent(page, relay, server);
  await expect.poll(() => stored(page, "drafts"), "the draft of what was received").toEqual([]);
});

test.describe("storage that goes", () => {
  /** With `goes` set, nothing can be read or written after a submission is stored; with `gone`, from now on. */
  const breaking = (page) =>
    page.addInitScript(() => {
      const { transaction } = IDBDatabase.prototype;
      IDBDatabase.prototype.transaction = function (stores, mode, options) {
        if (window.gone) throw new DOMException("gone", "UnknownError");
        const tx = transaction.call(this, stores, mode, options);
        if (window.goes && options?.durability === "strict") tx.addEventListener("complete", () => (window.gone = true));
        return tx;
      };
    });

  test("at the moment of sending: said to be stored, and sent when it is back", async ({ page, relay, server, url }) => {
    await breaking(page);
    await page.goto(url);
    await page.evaluate(() => (window.goes = true));
    await submit(page, "en");
    await expectKept(page);
    expect(relay.posts).toEqual([]);
    await page.evaluate(() => (window.goes = window.gone = false));
    await button(page, "nb", "retry").click();
    await receiptOf(page).waitFor({ timeout: 45_000 });
    expect(await marks(server)).toEqual(["en"]);
  });

  test("while the backend answers: received, and what is still stored is received once", async ({ page, relay, server, url }) => {
    await breaking(page);
    relay.plan = async (it) => {
      await page.evaluate(() => (window.gone = true));
      await it.pass();
    };
    await page.goto(url);
    await submit(page, "en");
    await receiptOf(page).waitFor({ timeout: 45_000 });
    relay.plan = forward;
    await page.reload();
    await expect.poll(() => stored(page)).toEqual([]);
    expect(relay.posts).toHaveLength(2);
    expect(relay.ids).toHaveLength(1);
    expect(await marks(server)).toEqual(["en"]);
  });
});

test("a quota that is used up: said so, and sent from the page", async ({ page, relay, server, url }) => {
  await jitter(page, 1);
  relay.plan = refuse;
  await page.goto(url);
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: relay.url, quotaSize: 1 });
  await submit(page, "en");
  await expectToldAndSent(page, relay, server);
});

test("a draft that finds no room is told once, and nothing typed is lost", async ({ page, relay, server, url }) => {
  await page.goto(url);
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: relay.url, quotaSize: 1 });
  await field(page, "Merke").fill("en");
  const told = page.getByRole("status").filter({ hasText: "Det du skriver, kan ikke lagres på denne maskinen mens du fyller ut." });
  await expect(told).toHaveCount(1);
  await field(page, "Fødselsnummer").fill(FODSELSNUMMER);
  await page.waitForTimeout(1_000);
  await expect(told).toHaveCount(1);
  await expect(field(page, "Merke")).toHaveValue("en");
  await button(page, "nb", "review").click();
  await button(page, "nb", "send").click();
  await receipt(page);
  expect(await marks(server)).toEqual(["en"]);
});

test("a newer edition in another tab is not kept waiting, and the older page goes on", async ({ page, relay, server, url, context }) => {
  await jitter(page, 1);
  await page.goto(url);
  await submit(page, "en");
  await receipt(page);
  const other = await context.newPage();
  await other.goto(url);
  const outcome = await other.evaluate(
    () =>
      new Promise((done) => {
        const asked = indexedDB.open("blankett", 2);
        asked.onupgradeneeded = ({ target }) => target.result.createObjectStore("later");
        asked.onblocked = () => done("blocked");
        asked.onsuccess = () => done(asked.result.close() ?? "opened");
        asked.onerror = () => done(String(asked.error));
      }),
  );
  expect(outcome).toBe("opened");
  relay.plan = refuse;
  await page.getByRole("button", { name: "Fyll ut et nytt skjema" }).click();
  await submit(page, "to");
  await expectKept(page);
  await page.close();
  relay.plan = forward;
  const next = await context.newPage();
  await next.goto(url);
  await expect.poll(() => marks(server)).toEqual(["en", "to"]);
});

test("a database that another tab deletes: what is stored afterwards can be sent by the next page", async ({ page, relay, server, url, context }) => {
  await jitter(page, 1);
  await page.goto(url);
  await submit(page, "en");
  await receipt(page);
  const other = await context.newPage();
  await other.goto(url);
  const outcome = await other.evaluate(
    () =>
      new Promise((done) => {
        const asked = indexedDB.deleteDatabase("blankett");
        asked.onblocked = () => done("blocked");
        asked.onsuccess = () => done("deleted");
      }),
  );
  expect(outcome).toBe("deleted");
  relay.plan = refuse;
  await page.getByRole("button", { name: "Fyll ut et nytt skjema" }).click();
  await submit(page, "to");
  await expectKept(page);
  await page.close();
  await other.close();
  relay.plan = forward;
  const next = await context.newPage();
  await next.goto(url);
  await expect.poll(() => marks(server)).toEqual(["en", "to"]);
});

test("a connection that the browser closes behind the page's back is opened again", async ({ page, relay, url }) => {
  await page.addInitScript(() => {
    window.open_ = [];
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...given) {
      window.open_.push(this);
      return transaction.apply(this, given);
    };
  });
  await jitter(page, 1);
  relay.plan = refuse;
  await page.goto(url);
  await type(page, "en");
  await expect.poll(async () => (await stored(page, "drafts")).length).toBe(1);
  await page.evaluate(() => window.open_.forEach((it) => it.close()));
  await submit(page, "en");
  await expectKept(page);
  expect(await stored(page)).toHaveLength(1);
  expect(await stored(page, "drafts")).toEqual([]);
});

test("a browser that keeps nothing of any site: said so, and sent", async () => {
  const backend = await startBackend();
  const profile = await Profile.make();
  try {
    await profile.prefer({ profile: { default_content_setting_values: { cookies: 2 } } });
    const page = await profile.open();
    backend.proxy.plan = refuse;
    await page.goto(`${backend.proxy.url}/vert.html`);
    expect(await page.evaluate(() => Promise.resolve().then(() => sessionStorage.length).catch((error) => error.name))).toBe("SecurityError");
    await submit(page, "en");
    await expect(alert(page)).toContainText(UNKEPT, { timeout: 45_000 });
    backend.proxy.plan = forward;
    await online(page);
    await receipt(page);
    expect(await marks(backend.server)).toEqual(["en"]);
  } finally {
    await profile.end();
    await backend.end();
  }
});
