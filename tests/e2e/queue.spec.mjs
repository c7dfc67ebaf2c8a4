// <blankett-queue>: how much is not sent, how each one stands, and what can be done with it.
import * as buypass from "./support/buypass.mjs";
import { field, fill, receipt, review, send } from "./support/form.mjs";
import { TITLE, act, count, entries, open, place, put, queued, row, section, stored, submit } from "./support/queue.mjs";
import { answer, forward, problem } from "./support/relay.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";

test.use({ expected: OUTAGE });

const down = ({ response }) => response.destroy();
const entry = (page) => entries(page).first();

test("one that is delivered at once is never counted", async ({ page, server }) => {
  await page.addInitScript(() => {
    window.said = [];
    addEventListener("DOMContentLoaded", () => {
      const queue = document.createElement("blankett-queue");
      document.body.prepend(queue);
      const look = () => window.said.push(queue.shadowRoot?.querySelector("button")?.textContent);
      customElements.whenDefined("blankett-queue").then(() => setInterval(look, 10));
    });
  });
  await submit(page, server.page(buypass.ID));
  await receipt(page);
  await page.waitForTimeout(3_000);
  expect(new Set(await page.evaluate(() => window.said.filter(Boolean)))).toEqual(new Set(["Alt er sendt"]));
});

test("below its form there is a count only while something is not sent", async ({ page, server, relay }) => {
  await queued(page, relay, down);
  await expect(page.locator("blankett-queue")).toHaveCount(1);
  relay.plan = forward;
  await receipt(page);
  await expect(page.locator("blankett-queue").getByRole("button")).toHaveCount(0);
  await server.only();
});

test("in the page's own place it is always there, and its changes are said", async ({ page, relay }) => {
  relay.plan = down;
  await page.goto(relay.page(buypass.ID));
  await place(page);
  await expect(count(page, "Alt er sendt")).toBeVisible();
  const status = page.locator("blankett-queue").getByRole("status");
  await expect(status).toHaveText("");
  await put(page, "items", [row({ why: "network" }, 1), row({ why: "network" }, 2)]);
  await expect(count(page, "2 skjemaer er ikke sendt")).toBeVisible();
  await expect(status).toHaveText("2 skjemaer er ikke sendt");
  await expect(page.locator("blankett-queue")).toHaveCount(1);
  // Said once, and then it stands in the button alone.
  await expect(status).toHaveText("", { timeout: 10_000 });
});

/** How they can stand, and words of the sentence that says so. */
const STANDINGS = [
  [{ why: "" }, "Lagret på denne maskinen."],
  [{ why: "network" }, "Vi får ikke kontakt med mottakeren"],
  [{ why: "busy" }, "Mottakeren kan ikke ta imot akkurat nå."],
  [{ why: "stranger" }, "Noe annet enn mottakeren svarte"],
  [{ why: "host" }, "Nettstedet klarte ikke å gjøre klart til å sende."],
  [{ state: "paused" }, "Mottakeren krever ny innlogging."],
  [{ state: "parked", status: 404 }, "Mottakeren har ikke noe på adressen det skulle sendes til (feil 404)."],
  [{ state: "parked", status: 405 }, "Mottakeren har ikke noe på adressen det skulle sendes til (feil 405)."],
  [{ state: "parked", status: 410 }, "Mottakeren har ikke noe på adressen det skulle sendes til (feil 410)."],
  [{ state: "parked", status: 413 }, "Skjemaet er større enn mottakeren tar imot (feil 413)."],
  [{ state: "parked", status: 415 }, "Mottakeren tar ikke imot skjemaer på denne formen (feil 415)."],
  [{ state: "parked", status: 422 }, "Mottakeren avviste det (feil 422)."],
  [{ state: "parked", status: 400 }, "Mottakeren avviste det (feil 400)."],
  [{ state: "parked", why: "damaged" }, "Det er skadet på denne maskinen, og kan ikke sendes."],
  [{ state: "nonsense" }, "Det er skadet på denne maskinen, og kan ikke sendes."],
  [{ user: "somebody" }, "Det sendes bare når den som fylte det ut, er logget inn."],
  [{ user: "somebody", state: "parked", status: 422 }, "Mottakeren avviste det (feil 422)."],
  [{ headers: true, action: "https://elsewhere.example/" }, "Det kan bare sendes fra siden det ble fylt ut på"],
];

test("every standing has its sentence, and the buttons that are of use", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  await place(page);
  await expect(count(page)).toBeVisible();
  await put(page, "items", STANDINGS.map(([it], at) => row({ action: `${server.url}/api/innsendinger`, ...it }, at)));
  await open(page, `${STANDINGS.length} skjemaer er ikke sendt`);
  await expect(entries(page)).toHaveCount(STANDINGS.length);
  const buttons = (it) => it.getByRole("button").allInnerTexts();
  for (const [at, [it, sentence]] of STANDINGS.entries()) {
    const found = entries(page).nth(at);
    await expect(found.getByRole("heading", { level: 3 })).toHaveText(TITLE);
    await expect(found).toContainText(sentence);
    await expect(found).toContainText("Fylt ut 21. november 2026 kl. ");
    await expect(found).toContainText(`Referanse ${row({}, at).id.slice(0, 8)}.`);
    const isDamaged = it.why === "damaged" || it.state === "nonsense";
    const sends = !isDamaged && !it.user && !it.headers;
    // None of these was filled in in this tab.
    expect(await buttons(found), sentence).toEqual([...(sends ? ["Send nå"] : []), "Slett"]);
    const why = it.user ? "Det kan bare eksporteres når den som fylte det ut, er logget inn." : "Det kan bare eksporteres fra fanen det ble fylt ut i";
    if (isDamaged) await expect(found).not.toContainText("eksporter");
    else await expect(found).toContainText(why);
  }
});

test("rows that make no sense at all stand there too, and can be deleted", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  await place(page);
  await expect(count(page)).toBeVisible();
  await put(page, "items", [{ id: "x", at: 7 }, { id: "y", form: null, action: {} }]);
  await open(page, "2 skjemaer er ikke sendt");
  for (const left of [1, 0]) {
    await expect(entry(page).getByRole("heading", { name: "Skjema" })).toBeVisible();
    await act(entry(page), "Slett");
    await act(entry(page), "Ja, slett");
    await expect(entries(page)).toHaveCount(left);
  }
  await expect(section(page, "Ikke sendt")).toContainText("Ingenting venter på å bli sendt.");
});

test("«Send nå» sends, and what was sent is on the list of receipts", async ({ page, server, relay }) => {
  // No attempt is made by itself while this one looks.
  await page.addInitScript(() => (Math.random = () => 1));
  await queued(page, relay, answer(503, { "Retry-After": "300" }));
  // Not the form that shows it, which would take the focus to its receipt.
  await page.goto(relay.page(buypass.ID));
  await open(page);
  await expect(entry(page)).toContainText("Mottakeren kan ikke ta imot akkurat nå.");
  await act(entry(page), "Send nå");
  await expect.poll(() => relay.posts.length).toBe(2);
  await expect(page.locator("blankett-queue").getByRole("status")).toContainText("Mottakeren kan ikke ta imot akkurat nå.");
  await expect(entry(page).getByRole("button", { name: "Send nå" })).toBeFocused();

  relay.plan = forward;
  await act(entry(page), "Send nå");
  await expect(section(page, "Ikke sendt")).toContainText("Ingenting venter på å bli sendt.");
  await expect(section(page, "Ikke sendt").getByText(`${TITLE} er sendt.`)).toBeVisible();
  await expect(section(page, "Ikke sendt").getByRole("heading", { name: "Ikke sendt" })).toBeFocused();
  const { item, envelope } = await server.only();
  const sent = section(page, "Sendt fra denne maskinen");
  await expect(sent.getByRole("listitem")).toContainText([TITLE]);
  await expect(sent).toContainText(`Referanse ${item.reference}.`);
  expect(envelope.salt).toMatch(/^[0-9a-f]{32}$/);
  const digest = item.digest.replace("sha-256=", "");
  await expect(sent.getByText(digest, { exact: true })).toBeHidden();
  await sent.getByText(`Kontrollsum ${digest.slice(0, 8)}`).click();
  await expect(sent.getByText(digest, { exact: true })).toBeVisible();

  await act(sent, "Tøm listen");
  await act(sent, "Ja, tøm listen");
  await expect(sent).toContainText("Ingen kvitteringer ligger her.");
  expect(await stored(page, "receipts")).toEqual([]);
});

test("a question has the focus, and gives it back; deleting asks first", async ({ page, relay }) => {
  await queued(page, relay, down);
  await open(page);
  const away = entry(page).getByRole("button", { name: "Slett", exact: true });
  const question = page.getByRole("group", { name: "Vil du slette skjemaet? Det er ikke sendt, og svarene kan ikke hentes tilbake." });
  await away.click();
  await expect(question).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(away).toBeFocused();
  await away.click();
  await act(question, "Avbryt");
  await expect(away).toBeFocused();
  await expect(question).toHaveCount(0);
  expect(await stored(page, "items")).toHaveLength(1);

  await away.click();
  await act(question, "Ja, slett");
  await expect(section(page, "Ikke sendt").getByText(`${TITLE} er slettet.`)).toBeVisible();
  await expect(section(page, "Ikke sendt").getByRole("heading", { name: "Ikke sendt" })).toBeFocused();
  for (const name of ["items", "bodies"]) expect(await stored(page, name)).toEqual([]);
});

test("whatever changes meanwhile, the focus and an open question stay", async ({ page, relay }) => {
  await queued(page, relay, down);
  await open(page);
  await act(entry(page), "Eksporter");
  await page.getByLabel("Passord til filen").fill("hemmelig");
  for (const name of ["2 skjemaer er ikke sendt", "3 skjemaer er ikke sendt"]) {
    // Newer ones: they come before it.
    await put(page, "items", [row({ at: "2036-11-21T19:00:00.000Z", why: "network" }, Number(name[0]))]);
    await expect(count(page, name)).toBeVisible();
    await expect(entries(page)).toHaveCount(Number(name[0]));
    await expect(page.getByLabel("Passord til filen")).toBeFocused();
    await expect(page.getByLabel("Passord til filen")).toHaveValue("hemmelig");
  }
  await page.evaluate(() => (document.documentElement.lang = document.querySelector("blankett-form").lang = "en"));
  await expect(page.getByLabel("Password for the file")).toHaveValue("hemmelig");
  await expect(page.getByLabel("Password for the file")).toBeFocused();
});

test("what another user has left is held, and not to be taken away", async ({ page, server, relay }) => {
  await queued(page, relay, down, (it) => (it.user = "kari"));
  relay.plan = forward;
  await page.goto(relay.page(buypass.ID));
  await place(page);
  await page.locator("blankett-form").evaluate((it) => (it.user = "ola"));
  await open(page, "1 skjema er ikke sendt");
  await expect(entry(page)).toContainText("Det sendes bare når den som fylte det ut, er logget inn.");
  expect(await entry(page).getByRole("button").allInnerTexts()).toEqual(["Slett"]);
  await act(section(page, "Send fra en annen maskin"), "Eksporter alle");
  await expect(section(page, "Send fra en annen maskin")).toContainText("Ingenting av dette kan eksporteres.");
  expect(await server.list()).toEqual([]);
  await page.locator("blankett-form").evaluate((it) => (it.user = "kari"));
  await expect(count(page, "Alt er sendt")).toBeVisible();
  await server.only();
});

test("on a page without a form, the queue sends by itself", async ({ page, server, relay }) => {
  await queued(page, relay, down);
  await page.goto(relay.url);
  relay.plan = forward;
  await place(page);
  await expect(count(page, "Alt er sendt")).toBeVisible();
  await server.only();
});

const REFUSED = problem(422, { errors: [{ pointer: "/virksomhet/navn", detail: "Navnet er ikke det registrerte." }] });

test.describe("refused", () => {
  /** Refused, and its tab begun anew. */
  async function refused(page, relay) {
    await queued(page, relay, REFUSED);
    await page.goto(relay.page(buypass.ID));
    relay.plan = forward;
    await expect(count(page, "1 skjema er ikke sendt")).toBeVisible();
    await open(page);
    await expect(entry(page)).toContainText("Mottakeren avviste det (feil 422).");
  }

  test("is opened as new in its form, and what is sent then takes its place", async ({ page, server, relay }) => {
    await refused(page, relay);
    await act(entry(page), "Åpne som nytt");
    await expect(field(page, "Informasjon om virksomheten", "Organisasjonens navn")).toHaveValue("Tannlegene Vest AS");
    const [{ id }] = await stored(page, "items");
    expect((await stored(page, "drafts")).map((it) => [it.id, it.form])).toEqual([[id, buypass.ID]]);
    // All but what is never kept in a tab.
    await fill(page, buypass.typed());
    await field(page, "Informasjon om virksomheten", "Organisasjonens navn").fill("Tannlegene Vest Holding AS");
    await review(page);
    await send(page);
    const { envelope } = await server.only();
    expect(envelope.replaces).toBe(id);
    for (const name of ["items", "bodies", "drafts"]) expect(await stored(page, name), name).toEqual([]);
  });

  test("is opened as new by a page without its form, once", async ({ page, relay }) => {
    await queued(page, relay, REFUSED);
    await page.goto(relay.url);
    await place(page);
    await open(page, "1 skjema er ikke sendt");
    await page.evaluate(() => {
      window.opened = [];
      // Before the page of all forms, which would go there: this one stays, and opens it when it is told to.
      const hear = (event) => {
        window.opened.push([event.detail, event.cancelable]);
        if (window.opens) event.preventDefault();
        event.stopImmediatePropagation();
      };
      addEventListener("blankett-open", hear, true);
    });
    await act(entry(page), "Åpne som nytt");
    await expect(entry(page)).toContainText("Svarene ligger klare som et påbegynt skjema.");
    const [{ id }] = await stored(page, "items");
    expect(await page.evaluate(() => window.opened)).toEqual([[{ form: buypass.ID, draft: id }, true]]);
    await act(entry(page), "Åpne som nytt");
    await expect.poll(() => page.evaluate(() => window.opened.length)).toBe(2);
    expect((await stored(page, "drafts")).map((it) => it.id)).toEqual([id]);
    // A page that opens it says so itself.
    await page.evaluate(() => (window.opens = true));
    await act(entry(page), "Åpne som nytt");
    await expect.poll(() => page.evaluate(() => window.opened.length)).toBe(3);
    await expect(entry(page)).not.toContainText("Svarene ligger klare");
  });

  test("is opened as new from the page of all forms, which leads to its own", async ({ page, relay }) => {
    await queued(page, relay, REFUSED);
    await page.goto(relay.url);
    await open(page, "1 skjema er ikke sendt");
    await act(entry(page), "Åpne som nytt");
    await expect(page).toHaveURL(/form=buypass/);
    await expect(page.getByRole("button", { name: "Fortsett der du slapp" })).toBeVisible();
  });

  test("can be opened in its own tab alone", async ({ page, relay, context }) => {
    await refused(page, relay);
    await expect(entry(page).getByRole("button", { name: "Åpne som nytt" })).toBeVisible();
    const other = await context.newPage();
    await other.goto(relay.page(buypass.ID));
    await open(other, "1 skjema er ikke sendt");
    await expect(entry(other)).toContainText("Svarene kan bare åpnes i fanen skjemaet ble fylt ut i");
    await expect(entry(other).getByRole("button", { name: "Eksporter" })).toHaveCount(0);
    await expect(entry(other).getByRole("button", { name: "Åpne som nytt" })).toHaveCount(0);
    await other.close();
  });

  test("can be opened with the host's key in any tab", async ({ page, relay, context }) => {
    const key = (it) => (it.draftKey = new Uint8Array(32).fill(7));
    await queued(page, relay, REFUSED, key);
    const other = await context.newPage();
    await other.goto(relay.page(buypass.ID));
    await other.locator("blankett-form").evaluate(key);
    await open(other, "1 skjema er ikke sendt");
    await expect(entry(other).getByRole("button", { name: "Åpne som nytt" })).toBeVisible();
    await other.close();
  });
});

test("«Slett alt» names what goes, and leaves nothing", async ({ page, relay }) => {
  await queued(page, relay, down);
  await put(page, "receipts", [1, 2].map((it) => ({ id: row({}, it).id, form: { id: "a", title: "A" }, sent: "2026-11-21T19:00:00.000Z", reference: "R" })));
  await put(page, "drafts", [{ id: row({}, 3).id, form: "a", user: "", owner: "x", at: Date.now(), until: Date.now() + 3_600_000 }]);
  await open(page);
  const storage = section(page, "Lagring på denne maskinen");
  await expect(storage).toContainText("1 påbegynt skjema ligger her.");
  await act(storage, "Slett alt på denne maskinen");
  const question = storage.getByRole("group", { name: /^Vil du slette alt/ });
  await expect(question).toBeFocused();
  await expect(question).toContainText("Skjemaer som ikke er sendt: 1. Påbegynte skjemaer: 1. Kvitteringer: 2.");
  await act(question, "Ja, slett alt");
  await expect(storage).toContainText("Alt er slettet.");
  await expect(storage.getByRole("button", { name: "Slett alt på denne maskinen" })).toBeFocused();
  for (const name of ["items", "bodies", "drafts", "receipts"]) expect(await stored(page, name), name).toEqual([]);
});

test("nothing of what was answered stands in it", async ({ page, relay }) => {
  await queued(page, relay, down);
  await open(page);
  await expect(section(page, "Lagring på denne maskinen")).toContainText("Ledig plass");
  const html = await page.locator("blankett-queue").evaluate((it) => it.shadowRoot.innerHTML);
  expect(html).toContain(TITLE);
  for (const secret of [...buypass.SECRETS, "018190", "Nordmann", "klinikk", "971"]) expect(html).not.toContain(secret);
});

test.describe("where nothing can be stored", () => {
  test.use({ expected: /Failed to load resource|blankett: / });

  test("that is said, loudly, and it is sent all the same", async ({ page, server, relay }) => {
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("no", "SecurityError");
      };
    });
    relay.plan = down;
    await submit(page, relay.page(buypass.ID));
    await expect(page.getByRole("alert").filter({ hasText: "1 skjema er IKKE lagret på denne maskinen. Ikke lukk siden før det er sendt." })).toBeVisible();
    await open(page, "1 skjema er ikke sendt");
    await expect(entry(page)).toContainText("IKKE lagret på denne maskinen.");
    await expect(section(page, "Lagring på denne maskinen")).toContainText("Ingenting kan lagres på denne maskinen");
    relay.plan = forward;
    await act(entry(page), "Send nå").catch(() => {});
    await receipt(page);
    await server.only();
  });

  test("nothing is said to be sent that nobody knows of, and no button gets stuck", async ({ page, server }) => {
    await page.addInitScript(() => {
      const real = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...about) {
        if (!window.broken) return real.apply(this, about);
        throw new DOMException("no", "SecurityError");
      };
      const transaction = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...about) {
        if (!window.broken) return transaction.apply(this, about);
        throw new DOMException("no", "InvalidStateError");
      };
    });
    await page.goto(server.page(buypass.ID));
    await place(page);
    await expect(count(page)).toBeVisible();
    await put(page, "items", [row({ why: "network" }, 1)]);
    await open(page, "1 skjema er ikke sendt");
    await act(entry(page), "Slett");
    await page.evaluate(() => (window.broken = true));
    await act(entry(page), "Ja, slett");
    await expect(page.getByRole("button", { name: "Det som ligger på denne maskinen, kan ikke leses" })).toBeVisible();
    await expect(section(page, "Ikke sendt")).toContainText("Det gikk ikke.");
    await act(section(page, "Lagring på denne maskinen"), "Slett alt på denne maskinen");
    await act(section(page, "Lagring på denne maskinen"), "Ja, slett alt");
    await expect(section(page, "Lagring på denne maskinen")).toContainText("Det gikk ikke.");
    await expect(page.locator("blankett-queue [aria-busy]")).toHaveCount(0);
  });
});
