// Where a host has once asked for sealing, nothing leaves readable: not without a key, not with
// another key than the pinned one or the one from before, and not by another way.
import { calculateJwkThumbprint, compactDecrypt } from "jose";
import { button, receipt } from "./support/form.mjs";
import { answer } from "./support/relay.mjs";
import {
  FODSELSNUMMER, UNSEALED, alert, expect, field, hostPage, receiptOf, stored, submit, test, type,
} from "./support/small-form.mjs";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const DAY = 24 * 3_600_000;

async function keyPair(kid) {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  const jwk = { kty, crv, x, y, kid };
  return { privateKey, jwk, print: await calculateJwkThumbprint(jwk) };
}

const element = (page) => page.locator("blankett-form");
const serve = (relay, ...pairs) => (relay.pages["/jwks.json"] = { type: "application/json", body: JSON.stringify({ keys: pairs.map((it) => it.jwk) }) });
const fail = (relay, status) => (relay.pages["/jwks.json"] = (response) => (status ? response.writeHead(status).end() : response.destroy()));
const host = (relay, ...parts) => (relay.pages["/vert.html"] = hostPage(...parts));

/** What the developer is told of it. */
function listen(page) {
  const told = [];
  page.on("console", (it) => it.text().startsWith("blankett: ") && told.push(it.text()));
  return told;
}

/** It stands in the form, is neither posted nor stored readable, and everybody is told. */
async function expectStopped(page, relay, told, name) {
  await expect(alert(page)).toContainText(UNSEALED);
  expect(relay.posts).toEqual([]);
  for (const store of ["items", "bodies"]) expect(await stored(page, store)).toEqual([]);
  await expect(page.locator("blankett-form")).toContainText("hemmelig");
  expect(told.filter((it) => it.includes(name))).toHaveLength(1);
  expect(told).toHaveLength(1);
  expect(await page.evaluate(() => new Set(window.errors).size)).toBe(1);
  expect(await page.evaluate(() => window.errors[0])).toBe("unsealed");
}

/** The last that was posted is sealed to this key. */
async function expectSealedTo({ jwk, privateKey }, posts) {
  for (const { text, headers } of posts) {
    expect(headers["content-type"]).toBe("application/jose");
    expect(Buffer.from(text.split(".")[0], "base64url").toString()).not.toContain(FODSELSNUMMER);
  }
  const { plaintext, protectedHeader } = await compactDecrypt(posts.at(-1).text, privateKey);
  expect(protectedHeader.kid).toBe(jwk.kid);
  expect(JSON.parse(new TextDecoder().decode(plaintext)).answers.fodselsnummer).toBe(FODSELSNUMMER);
}

const again = (page) => button(page, "nb", "send").or(button(page, "nb", "retry")).click();

const HEARD = "window.errors = []; addEventListener('blankett-error', ({ detail }) => errors.push(detail.reason));";

/** Ways in which a host that has asked for sealing has no key. */
const MISSING = {
  "an empty attribute": { attributes: 'recipient-key=""' },
  "a thumbprint alone": { attributes: `recipient-key-thumbprint="${"A".repeat(43)}"` },
  "the property undefined": { act: (it) => (it.recipientKey = undefined) },
  "the property null": { act: (it) => (it.recipientKey = null) },
  "the property empty": { act: (it) => (it.recipientKey = "") },
  "a key taken away": {
    attributes: 'recipient-key="/jwks.json"',
    act: (it) => it.removeAttribute("recipient-key"),
  },
  "an object taken away": {
    act: (it) => {
      it.recipientKey = { keys: [] };
      it.recipientKey = undefined;
    },
  },
  "the property undefined before the script came": {
    // Before scripts that are modules run.
    script: `document.addEventListener("readystatechange", () => {
      if (customElements.get("blankett-form")) throw new Error("too late");
      document.querySelector("blankett-form").recipientKey = undefined;
    }, { once: true });`,
  },
  "a copy of an element with an object": {
    act: (it) => {
      it.recipientKey = { kty: "EC" };
      it.replaceWith(it.cloneNode());
    },
  },
  "an element made anew from its markup": {
    act: (it) => {
      it.recipientKey = { kty: "EC" };
      const place = it.parentNode;
      const text = it.outerHTML;
      it.remove();
      place.insertAdjacentHTML("beforeend", text);
    },
  },
  "an address of another kind": { attributes: 'recipient-key="data:application/json,{}"' },
};

for (const [name, { attributes = "", script = "", act }] of Object.entries(MISSING)) {
  test(`${name}: nothing leaves, everybody is told, and it is sent once there is a key`, async ({ page, relay, url }) => {
    const told = listen(page);
    const pair = await keyPair("2026");
    serve(relay, pair);
    host(relay, attributes, HEARD + script);
    await page.goto(url);
    if (act) await element(page).evaluate(act);
    await submit(page, "hemmelig");
    const missing = name.startsWith("an address") ? "is no address of a JWKS" : "recipient-key";
    await expectStopped(page, relay, told, missing);
    relay.plan = answer(204);
    await element(page).evaluate((it, jwk) => (it.recipientKey = jwk), pair.jwk);
    if (name === "a thumbprint alone") await element(page).evaluate((it, print) => (it.recipientKeyThumbprint = print), pair.print);
    await again(page);
    await receipt(page);
    await expectSealedTo(pair, relay.posts);
  });
}

test("a key that comes a little late is no error", async ({ page, relay, url }) => {
  const told = listen(page);
  const pair = await keyPair("2026");
  host(relay, "", HEARD);
  relay.plan = answer(204);
  await page.goto(url);
  await element(page).evaluate((it) => (it.recipientKey = null));
  await element(page).evaluate((it, jwk) => (it.recipientKey = { keys: [jwk] }), pair.jwk);
  await submit(page, "hemmelig");
  await receipt(page);
  await expectSealedTo(pair, relay.posts);
  expect(told).toEqual([]);
});

test("moved in the page, with the attribute gone: it seals to the object it has", async ({ page, relay, url }) => {
  const pair = await keyPair("2026");
  relay.plan = answer(204);
  host(relay);
  await page.goto(url);
  await element(page).evaluate((it, jwk) => {
    it.recipientKey = jwk;
    it.removeAttribute("recipient-key");
    const section = document.createElement("section");
    it.before(section);
    section.append(it);
  }, pair.jwk);
  await submit(page, "hemmelig");
  await receipt(page);
  await expectSealedTo(pair, relay.posts);
});

test.describe("the key at the address", () => {
  test.beforeEach(({ relay }) => {
    host(relay, 'recipient-key="/jwks.json"', HEARD);
    relay.plan = answer(204);
  });

  /** Another page of the same browser, after one that has sealed to `pair`. */
  async function afterOne(context, relay, url, pair) {
    serve(relay, pair);
    const before = await context.newPage();
    await before.goto(url);
    await submit(before, "den første");
    await receipt(before);
    await before.close();
    relay.posts.length = 0;
  }

  for (const status of [404, 410, 403]) {
    test(`is gone (${status}): nothing is sent with the one from before`, async ({ page, relay, url, context }) => {
      const told = listen(page);
      await afterOne(context, relay, url, await keyPair("2026"));
      fail(relay, status);
      await page.goto(url);
      await submit(page, "hemmelig");
      await expectStopped(page, relay, told, `/jwks.json answers ${status}`);
    });
  }

  test("cannot be had for now (503): the one from before does", async ({ page, relay, url, context }) => {
    const pair = await keyPair("2026");
    await afterOne(context, relay, url, pair);
    fail(relay, 503);
    await page.goto(url);
    await submit(page, "hemmelig");
    await receipt(page);
    await expectSealedTo(pair, relay.posts);
  });

  for (const [days, isSent] of [[29, true], [31, false], [-1, false]]) {
    test(`was fetched ${days} days ago, and there is no network: ${isSent ? "it does" : "nothing is sent"}`, async ({ page, relay, url, context }) => {
      const told = listen(page);
      const pair = await keyPair("2026");
      await afterOne(context, relay, url, pair);
      fail(relay);
      // A page of the origin without the form, to change the row.
      await page.goto(`${relay.url}/jwks.txt`);
      await page.evaluate(
        (at) =>
          new Promise((done) => {
            const asked = indexedDB.open("blankett");
            asked.onsuccess = () => {
              const tx = asked.result.transaction("keys", "readwrite");
              const rows = tx.objectStore("keys");
              rows.getAll().onsuccess = ({ target }) => {
                for (const row of target.result.filter((it) => it.name.startsWith("jwks "))) rows.put({ ...row, at });
              };
              tx.oncomplete = () => (asked.result.close(), done());
            };
          }),
        Date.now() - days * DAY,
      );
      await page.goto(url);
      await submit(page, "hemmelig");
      if (!isSent) return expectStopped(page, relay, told, "/jwks.json");
      await receipt(page);
      await expectSealedTo(pair, relay.posts);
    });
  }

  test("is another than before: nothing is sent; listed behind a new one, the new one is used", async ({ page, relay, url, context }) => {
    const told = listen(page);
    const [old, other] = [await keyPair("2026"), await keyPair("2027")];
    await afterOne(context, relay, url, old);
    serve(relay, other);
    await page.goto(url);
    await submit(page, "hemmelig");
    await expectStopped(page, relay, told, "another key than before");
    expect(told[0]).toContain(old.print);
    expect(told[0]).toContain(other.print);
    serve(relay, other, old);
    await again(page);
    await receipt(page);
    await expectSealedTo(other, relay.posts);
    // The new one has taken the old one's place.
    serve(relay, other);
    await page.goto(url);
    await submit(page, "hemmelig");
    await receipt(page);
    await expectSealedTo(other, relay.posts);
  });
});

test.describe("recipient-key-thumbprint", () => {
  const pinned = (...prints) => `recipient-key="/jwks.json" recipient-key-thumbprint="${prints.join(" ")}"`;

  test.beforeEach(({ relay }) => {
    relay.plan = answer(204);
  });

  test("another key is never used, though it is the first", async ({ page, relay, url }) => {
    const told = listen(page);
    const [own, other] = [await keyPair("own"), await keyPair("other")];
    host(relay, pinned(own.print), HEARD);
    serve(relay, other);
    await page.goto(url);
    await submit(page, "hemmelig");
    await expectStopped(page, relay, told, "no key that recipient-key-thumbprint names");
    serve(relay, other, own);
    await page.goto(url);
    await submit(page, "hemmelig");
    await receipt(page);
    await expectSealedTo(own, relay.posts);
  });

  test("two of them while keys are changed, in the order of the list", async ({ page, relay, url }) => {
    const [own, next] = [await keyPair("own"), await keyPair("next")];
    host(relay, pinned(own.print, next.print));
    serve(relay, own);
    await page.goto(url);
    await submit(page, "hemmelig");
    await receipt(page);
    await expectSealedTo(own, relay.posts);
    // At once, without the old one: the page has named it.
    serve(relay, next);
    await page.goto(url);
    await submit(page, "hemmelig");
    await receipt(page);
    await expectSealedTo(next, relay.posts);
  });

  for (const [name, value] of [["is empty", ""], ["is no thumbprint", "abc"], ["holds one that is none", `${"A".repeat(43)} abc`]]) {
    test(`${name}: nothing is sent`, async ({ page, relay, url }) => {
      const told = listen(page);
      host(relay, pinned(value), HEARD);
      serve(relay, await keyPair("own"));
      await page.goto(url);
      await submit(page, "hemmelig");
      await expectStopped(page, relay, told, "recipient-key-thumbprint=");
    });
  }

  test("holds for a key that is given as an object, too, and when it is taken away", async ({ page, relay, url }) => {
    const told = listen(page);
    const [own, other] = [await keyPair("own"), await keyPair("other")];
    host(relay, `recipient-key-thumbprint="${own.print}"`, HEARD);
    await page.goto(url);
    await element(page).evaluate((it, jwk) => {
      it.recipientKey = jwk;
      it.removeAttribute("recipient-key-thumbprint");
    }, other.jwk);
    await submit(page, "hemmelig");
    await expectStopped(page, relay, told, "recipient-key-thumbprint=");
  });
});

test.describe("other ways out", () => {
  const inForm = (attributes) => {
    const page = hostPage();
    const within = `<form method="post" action="/bestilling"><blankett-form form="/forms-of-test/proeve.json" name="skjema" test-numbers ${attributes}></blankett-form><button>Bestill</button></form>`;
    return { ...page, body: page.body.replace(/<blankett-form.*<\/blankett-form>/, within).replace("<script></script>", `<script>${HEARD}</script>`) };
  };

  test("a host's <form> gets it sealed", async ({ page, relay, url }) => {
    const pair = await keyPair("2026");
    serve(relay, pair);
    relay.pages["/vert.html"] = inForm('recipient-key="/jwks.json"');
    relay.plan = answer(200, { "Content-Type": "text/html" }, "<!doctype html><title>Takk</title><h1>Takk</h1>");
    await page.goto(url);
    await type(page, "hemmelig");
    await page.getByRole("button", { name: "Bestill" }).click();
    await expect(page.getByRole("heading", { name: "Takk" })).toBeVisible();
    expect(relay.posts).toHaveLength(1);
    const sent = new URLSearchParams(relay.posts[0].text).get("skjema");
    expect(relay.posts[0].text).not.toContain(FODSELSNUMMER);
    const { plaintext, protectedHeader } = await compactDecrypt(sent, pair.privateKey);
    const envelope = JSON.parse(new TextDecoder().decode(plaintext));
    expect(envelope.answers.fodselsnummer).toBe(FODSELSNUMMER);
    expect(protectedHeader).toMatchObject({ id: envelope.id, form: { id: "proeve", version: "1" } });
  });

  test("a host's <form> gets nothing without a key, and what is typed stays", async ({ page, relay, url }) => {
    const told = listen(page);
    relay.pages["/vert.html"] = inForm('recipient-key=""');
    await page.goto(url);
    await type(page, "hemmelig");
    await page.getByRole("button", { name: "Bestill" }).click();
    await expect(alert(page)).toContainText(UNSEALED);
    expect(relay.posts).toEqual([]);
    await expect(field(page, "Merke")).toHaveValue("hemmelig");
    expect(told.filter((it) => it.includes("recipient-key"))).toHaveLength(1);
  });

  test("a listener of the event alone does not count as delivery", async ({ page, relay, url }) => {
    const told = listen(page);
    serve(relay, await keyPair("2026"));
    host(relay, 'recipient-key="/jwks.json"', "addEventListener('blankett-submit', ({ detail }) => (window.heard = detail.id));");
    await page.goto(url);
    await element(page).evaluate((it) => it.removeAttribute("action"));
    await submit(page, "hemmelig");
    await expect(alert(page)).toContainText("siden ikke er satt opp til å ta imot det");
    await expect(receiptOf(page)).toHaveCount(0);
    expect(await page.evaluate(() => Boolean(window.heard))).toBe(true);
    expect(told.filter((it) => it.includes("recipient-key"))).toHaveLength(1);
  });
});
