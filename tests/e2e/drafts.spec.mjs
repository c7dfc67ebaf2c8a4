// What is typed and not sent: there after a reload, gone when it is sent.
import { LOCKED, MISSING, begin, drafts, expectDrafts, goOn, keep, offer, offers, restart } from "./support/drafts.mjs";
import { refuse } from "./support/faults.mjs";
import { button, receipt, review } from "./support/form.mjs";
import { forward, problem } from "./support/relay.mjs";
import { DEFINITION, FODSELSNUMMER, expect, expectKept, field, hostPage, jitter, ledger, stored, submit, test, type } from "./support/small-form.mjs";

const away = (page) => offer(page).getByRole("button", { name: "Slett", exact: true });

test("a reload asks, and gives back all but what is secret", async ({ page, url }) => {
  await page.goto(url);
  await type(page, "påbegynt");
  await page.getByLabel("Skriv navnet").check();
  await keep(page, () => page.getByLabel("Navnet til den som signerer").fill("Kari Nordmann"));
  await expectDrafts(page, 1);
  await page.reload();
  await expect(offer(page)).toContainText("Sist endret");
  await expect(offer(page)).toContainText(MISSING);
  await expect(field(page, "Merke")).toHaveValue("");
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("påbegynt");
  await expect(field(page, "Fødselsnummer")).toHaveValue("");
  await expect(page.getByLabel("Skriv navnet")).not.toBeChecked();
  await expect(offer(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Prøve" })).toBeFocused();
});

test("what goes on is the same draft: sent once, and nothing is left", async ({ page, url, server }) => {
  await begin(page, url);
  await page.reload();
  await goOn(page).click();
  await keep(page, () => field(page, "Fødselsnummer").fill(FODSELSNUMMER));
  await expectDrafts(page, 1);
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  expect(await drafts(page)).toEqual([]);
  await page.reload();
  await expect(field(page, "Merke")).toHaveValue("");
  await page.waitForTimeout(500);
  await expect(offer(page)).toHaveCount(0);
  expect(await drafts(page)).toEqual([]);
  expect((await ledger(server)).map((it) => it.answers.merke)).toEqual(["påbegynt"]);
});

test("«Slett og begynn på nytt» deletes it and puts the focus in the form", async ({ page, url }) => {
  await begin(page, url);
  await page.reload();
  await restart(page).click();
  await expect(offer(page)).toHaveCount(0);
  expect(await drafts(page)).toEqual([]);
  await expect(page.getByRole("heading", { name: "Prøve" })).toBeFocused();
  await page.reload();
  await expect(field(page, "Merke")).toBeVisible();
  await page.waitForTimeout(500);
  await expect(offer(page)).toHaveCount(0);
});

test("all that was typed taken away again leaves no draft", async ({ page, url }) => {
  await page.goto(url);
  await field(page, "Merke").fill("feil");
  await expectDrafts(page, 1);
  await field(page, "Merke").fill("");
  await expectDrafts(page, 0);
});

test("another tab is told of what was written in a closed one, and can only delete it", async ({ page, url, context }) => {
  await begin(page, url);
  const next = await context.newPage();
  await next.goto(url);
  await expect(field(next, "Merke")).toBeVisible();
  await next.waitForTimeout(500);
  // Somebody types in it.
  await expect(offer(next)).toHaveCount(0);
  await page.close();
  await next.reload();
  await expect(offer(next)).toContainText(LOCKED);
  await expect(goOn(next)).toHaveCount(0);
  await away(next).click();
  await expect(offer(next)).toHaveCount(0);
  expect(await drafts(next)).toEqual([]);
});

test("a tab that is duplicated writes a draft of its own", async ({ page, url, context }) => {
  await begin(page, url, "første");
  const [copy] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void window.open(location.href))]);
  await expect(field(copy, "Merke")).toBeVisible();
  await type(copy, "andre");
  await expectDrafts(copy, 2);
  await page.close();
  await copy.reload();
  await expect(offers(copy)).toHaveCount(2);
  await expect(goOn(copy)).toHaveCount(2);
  await goOn(copy).first().click();
  await expect(field(copy, "Merke")).toHaveValue("andre");
});

test("two forms each have their own, and both come back", async ({ page, relay, url }) => {
  relay.pages["/forms-of-test/annen.json"] = { type: "application/json", body: JSON.stringify({ ...DEFINITION, id: "annen", title: "Annen" }) };
  relay.pages["/annen.html"] = { ...hostPage(), body: hostPage().body.replace("/proeve.json", "/annen.json") };
  await begin(page, url, "i den ene");
  await page.goto(`${relay.url}/annen.html`);
  await expect(field(page, "Merke")).toBeVisible();
  await page.waitForTimeout(500);
  await expect(offer(page)).toHaveCount(0);
  await type(page, "i den andre");
  await expectDrafts(page, 2);
  await page.goto(url);
  await expect(offers(page)).toHaveCount(1);
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("i den ene");
  await page.goto(`${relay.url}/annen.html`);
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("i den andre");
});

test("several of one form are all there, the latest first", async ({ page, url }) => {
  for (const mark of ["en", "to", "tre"]) {
    await page.goto(url);
    await keep(page, () => field(page, "Merke").fill(mark));
  }
  await expectDrafts(page, 3);
  await page.reload();
  await expect(offers(page)).toHaveCount(3);
  await goOn(page).first().click();
  await expect(field(page, "Merke")).toHaveValue("tre");
  await page.reload();
  await restart(page).nth(1).click();
  await expect(offers(page)).toHaveCount(2);
  await goOn(page).last().click();
  await expect(field(page, "Merke")).toHaveValue("en");
});

test("a form that has a new edition meanwhile takes the answers along by their keys", async ({ page, relay, url }) => {
  await begin(page, url);
  const [section] = DEFINITION.sections;
  const fields = [{ key: "ny", kind: "text", label: "Ny" }, section.fields[0], section.fields[1]];
  const next = { ...DEFINITION, version: "2", sections: [{ ...section, fields }] };
  relay.pages["/forms-of-test/proeve.json"] = { type: "application/json", body: JSON.stringify(next) };
  await page.reload();
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("påbegynt");
  await expect(field(page, "Ny")).toHaveValue("");
});

test("what is in the queue is no draft any more, also after a reload", async ({ page, relay, url }) => {
  await jitter(page, 1);
  await begin(page, url);
  relay.plan = refuse;
  await review(page);
  await button(page, "nb", "send").click();
  await expectKept(page);
  expect(await drafts(page)).toEqual([]);
  await page.reload();
  await expect(field(page, "Merke")).toBeVisible();
  await page.waitForTimeout(600);
  await expect(offer(page)).toHaveCount(0);
});

test("what was refused and is being corrected is a draft that still replaces it", async ({ page, relay, url, server }) => {
  relay.plan = problem(422, { errors: [{ pointer: "#/answers/merke", detail: "Merket er ukjent." }] });
  await page.goto(url);
  await submit(page, "feil");
  await expect(field(page, "Merke")).toHaveAccessibleDescription(/Merket er ukjent/);
  await field(page, "Merke").fill("nesten");
  await expectDrafts(page, 1);
  await page.reload();
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("nesten");
  relay.plan = forward;
  await field(page, "Merke").fill("rett");
  await field(page, "Fødselsnummer").fill(FODSELSNUMMER);
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  expect((await ledger(server)).map((it) => [it.answers.merke, it.replaces])).toEqual([["rett", relay.ids[0]]]);
  expect(await stored(page)).toEqual([]);
  expect(await drafts(page)).toEqual([]);
});

test("a form that goes to a listener alone leaves no draft", async ({ page, relay }) => {
  const script = "addEventListener('blankett-submit', ({ detail }) => (window.given = detail))";
  relay.pages["/lytter.html"] = { ...hostPage("", script), body: hostPage("", script).body.replace('action="/api/innsendinger"', "") };
  await begin(page, `${relay.url}/lytter.html`);
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  expect(await page.evaluate(() => window.given.answers.merke)).toBe("påbegynt");
  await expectDrafts(page, 0);
});

test("what is begun anew after the receipt is another draft", async ({ page, url }) => {
  await page.goto(url);
  await submit(page, "en");
  await receipt(page);
  await page.getByRole("button", { name: "Fyll ut et nytt skjema" }).click();
  await field(page, "Merke").fill("to");
  await expectDrafts(page, 1);
  await page.reload();
  await goOn(page).click();
  await expect(field(page, "Merke")).toHaveValue("to");
});

test("a page that is hidden writes what stands there at once", async ({ page, url }) => {
  await page.goto(url);
  await field(page, "Merke").fill("en");
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
    dispatchEvent(new Event("visibilitychange"));
  });
  await page.waitForTimeout(150);
  await expectDrafts(page, 1);
});

test("a browser that is never idle keeps it all the same", async ({ page, url }) => {
  await page.addInitScript(() => (window.requestIdleCallback = (act, { timeout } = {}) => timeout && setTimeout(act, timeout)));
  await begin(page, url);
});

test("a browser that is idle only after it was sent keeps no draft of it", async ({ page, url }) => {
  await page.addInitScript(() => (window.requestIdleCallback = (act) => setTimeout(act, 3_000)));
  await page.goto(url);
  await type(page, "en");
  // It is asked for.
  await page.waitForTimeout(700);
  await review(page);
  await button(page, "nb", "send").click();
  await receipt(page);
  await page.waitForTimeout(4_000);
  expect(await drafts(page)).toEqual([]);
});
