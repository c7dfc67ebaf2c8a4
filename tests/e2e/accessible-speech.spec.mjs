// What screen readers are told without being asked: errors once, and not all at once.
import { heard, listen } from "./support/accessible.mjs";
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, online, receipt, review } from "./support/form.mjs";
import { answers, choose, element, known, row, show } from "./support/orders.mjs";
import { answer, drop, forward, problem } from "./support/relay.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const LENGTH = "Organisasjonsnummer: Organisasjonsnummer må ha 9 siffer.";
const organisation = (page) => field(page, "Informasjon om virksomheten", "Organisasjonsnummer");
const summary = (page) => page.getByRole("group", { name: WORDS.nb.summary });

test("an error is said when its field is left, and no more until the field is changed", async ({ page, server }) => {
  await show(page, server, buypass.ID);
  await listen(page);
  await organisation(page).fill("12");
  expect(await heard(page)).toEqual([]);
  await page.keyboard.press("Tab");
  expect(await heard(page)).toEqual([LENGTH]);

  // On the way through, the field itself tells its error.
  await organisation(page).focus();
  await page.keyboard.press("Tab");
  expect(await heard(page)).toEqual([]);

  // Changed, and still as wrong: that is news.
  await organisation(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.type("3");
  expect(await heard(page)).toEqual([]);
  await page.keyboard.press("Tab");
  expect(await heard(page)).toEqual([LENGTH]);

  await organisation(page).fill("971058676");
  await page.keyboard.press("Tab");
  expect(await heard(page)).toEqual([]);
});

test("an empty field says nothing", async ({ page, server }) => {
  await show(page, server, buypass.ID);
  await listen(page);
  await organisation(page).focus();
  for (let stops = 0; stops < 5; stops++) await page.keyboard.press("Tab");
  expect(await heard(page)).toEqual([]);
});

test("of many errors the focus tells, not the live regions", async ({ page, server }) => {
  await show(page, server, buypass.ID);
  await listen(page);
  await button(page, "nb", "review").click();
  await expect(summary(page)).toBeFocused();
  expect(await summary(page).getByRole("link").count()).toBeGreaterThan(5);
  expect(await heard(page)).toEqual([]);
  await button(page, "nb", "review").click();
  await expect(summary(page)).toBeFocused();
  expect(await heard(page)).toEqual([]);

  // Another language says all of it again to those who look, not to those who listen.
  await element(page).evaluate((it) => (it.lang = "en"));
  await expect(page.getByRole("group", { name: WORDS.en.summary })).toBeVisible();
  expect(await heard(page)).toEqual([]);
});

test("in steps the errors of a step take the focus, and say nothing", async ({ page, server }) => {
  await show(page, server, buypass.ID, { layout: "steps" });
  await listen(page);
  const next = button(page, "nb", "next");
  while (!(await organisation(page).count())) await next.click();
  await next.click();
  await expect(summary(page)).toBeFocused();
  expect(await summary(page).getByRole("link").count()).toBeGreaterThan(3);
  expect(await heard(page)).toEqual([]);
});

test("a row that is removed is said once; what is put back takes the focus", async ({ page, server }) => {
  await show(page, server, "opus-bruker");
  await known(page, answers("opus-bruker"));
  await listen(page);
  await page.getByRole("button", { name: "Fjern: Bruker 2" }).click();
  await expect(page.getByRole("button", { name: "Angre" })).toBeFocused();
  expect(await heard(page)).toEqual(["Bruker 2 er fjernet."]);
  await page.getByRole("button", { name: "Angre" }).click();
  await expect(row(page, "Bruker 2")).toBeVisible();
  expect(await heard(page)).toEqual([]);
});

test("a signature that no longer holds is said at once", async ({ page, server }) => {
  const id = "opus-overtagelse";
  await show(page, server, id);
  await known(page, answers(id));
  const who = page.getByRole("radiogroup", { name: "Signatur ny eier" });
  await choose(page, "Signatur gammel eier", "Signer på papir");
  await choose(page, "Signatur ny eier", "Skriv navnet");
  await who.getByLabel("Navnet til den som signerer").fill("Kari Nordmann");
  await listen(page);
  const street = field(page, "Ny selskapsinformasjon", "Adresse");
  await street.focus();
  await page.keyboard.press("End");
  await page.keyboard.type(" 34");
  await page.keyboard.press("Tab");
  const stale = "Svarene er endret etter at det ble signert. Fjern signaturen og signer på nytt.";
  await expect(who.getByText(stale)).toBeVisible();
  expect(await heard(page)).toEqual([`Signatur ny eier: ${stale}`]);
});

test.describe("while it is sent", () => {
  test.use({ expected: OUTAGE });

  test.beforeEach(async ({ page, relay }) => {
    // Full jitter at its shortest: the next attempt is soon made.
    await page.addInitScript(() => (Math.random = () => 0));
    await show(page, relay, buypass.ID);
    await fill(page, buypass.typed());
    await listen(page);
    await review(page);
    expect(await heard(page)).toEqual([]);
  });

  test("an outage is said once, however often it is tried again", async ({ page, relay }) => {
    relay.plan = drop;
    await button(page, "nb", "send").click();
    await expect.poll(() => relay.posts.length).toBeGreaterThan(3);
    const words = await heard(page);
    expect(words).toEqual([expect.stringContaining(WORDS.nb.noContact)]);
    await expect(button(page, "nb", "retry")).toBeFocused();
    relay.plan = forward;
    await online(page);
    await receipt(page);
    expect(await heard(page)).toEqual([]);
    await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeFocused();
  });

  test("a refusal that is about fields takes the focus, and says only what is about none", async ({ page, relay }) => {
    const at = (name) => ({ pointer: `#/answers/virksomhet/${name}`, detail: `${name} er ukjent.` });
    relay.plan = problem(422, { title: "Ukjent", errors: [at("organisasjonsnummer"), at("navn")] });
    await button(page, "nb", "send").click();
    await expect(element(page).getByRole("group", { name: /^Mottakeren kunne ikke ta imot/ })).toBeFocused();
    expect(await heard(page)).toEqual([]);
  });

  test("a refusal that is about no field is said once", async ({ page, relay }) => {
    relay.plan = problem(422, { title: "Vi tar ikke imot bestillinger i juli." });
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toContainText("i juli");
    expect(await heard(page)).toEqual(["Vi tar ikke imot bestillinger i juli."]);
    await expect(button(page, "nb", "send")).toBeFocused();
    relay.plan = answer(400, { "Content-Type": "text/html" }, "");
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toContainText("avviste");
    expect(await heard(page)).toHaveLength(1);
  });
});
