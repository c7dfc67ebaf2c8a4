// A backend that says no, and submissions that come twice.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, receipt, review, send } from "./support/form.mjs";
import { envelope, post } from "./support/envelope.mjs";
import { answer, forward, problem } from "./support/relay.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";

test.use({ expected: OUTAGE });

const REJECTED = "Mottakeren kunne ikke ta imot skjemaet. Rett dette og send på nytt";
const UNKNOWN = "Virksomheten finnes ikke i kunderegisteret.";
const CLOSED = "Vi tar ikke imot bestillinger i juli.";

async function ready(page, address) {
  await page.goto(address);
  await fill(page, buypass.typed());
  await review(page);
}

test("a 422 stands on the field and in the summary; the corrected copy replaces", async ({ page, server, relay }) => {
  await ready(page, relay.page(buypass.ID));
  await page.evaluate(() => {
    window.rejected = [];
    document.addEventListener("blankett-rejected", ({ detail }) => window.rejected.push(detail));
  });
  const errors = [{ pointer: "#/answers/virksomhet/organisasjonsnummer", detail: UNKNOWN }];
  relay.plan = problem(422, { title: "Unknown", errors });
  await button(page, "nb", "send").click();

  const summary = page.getByRole("group", { name: REJECTED });
  await expect(summary).toBeFocused();
  expect(await page.evaluate(() => window.rejected)).toEqual([{ id: relay.ids[0], status: "422" }]);
  await expect(summary.getByRole("link")).toHaveText([UNKNOWN]);
  const input = field(page, "Informasjon om virksomheten", "Organisasjonsnummer");
  await expect(input).toHaveAttribute("aria-invalid", "true");
  await expect(input).toHaveAccessibleDescription(new RegExp(UNKNOWN));
  await summary.getByRole("link").click();
  await expect(input).toBeFocused();

  await input.fill("998504163");
  await expect(summary).toBeHidden();
  relay.plan = forward;
  await review(page);
  await send(page);
  const [refused, received] = relay.ids;
  expect(relay.posts).toHaveLength(2);
  expect(received).not.toBe(refused);
  const { item, envelope } = await server.only();
  expect(envelope.id).toBe(received);
  expect(envelope.replaces).toBe(refused);
  expect(item.replaces).toBe(refused);
  expect(envelope.answers.virksomhet.organisasjonsnummer).toBe("998504163");
});

test("a refusal that is about no field is told, and can be sent anew", async ({ page, server, relay }) => {
  await ready(page, relay.page(buypass.ID));
  relay.plan = problem(422, { title: CLOSED });
  await button(page, "nb", "send").click();
  await expect(page.getByRole("alert")).toContainText(CLOSED);
  relay.plan = forward;
  await send(page);
  const [refused, received] = relay.ids;
  const { envelope } = await server.only();
  expect([envelope.id, envelope.replaces]).toEqual([received, refused]);
});

test("a refusal without a word gets one", async ({ page, relay }) => {
  await ready(page, relay.page(buypass.ID));
  relay.plan = answer(400, { "Content-Type": "text/html" }, "<h1>Bad Request</h1>");
  await button(page, "nb", "send").click();
  await expect(page.getByRole("alert")).toContainText("Mottakeren avviste skjemaet. Svarene dine står fortsatt her.");
  await expect(page.getByText("Bad Request")).toHaveCount(0);
});

test("after 401 the host is asked for a new token, and the same is sent", async ({ page, server, relay }) => {
  await ready(page, relay.page(buypass.ID));
  await page.evaluate(() => {
    let asked = 0;
    document.querySelector("blankett-form").getHeaders = async () => ({ Authorization: `Bearer ${++asked}` });
  });
  relay.plan = answer(401, { "Content-Type": "text/plain" }, "who are you");
  await button(page, "nb", "send").click();
  await expect(page.getByRole("alert")).toContainText("Mottakeren krever ny innlogging.");
  relay.plan = forward;
  await button(page, "nb", "retry").click();
  await receipt(page);
  expect(relay.posts.map((it) => it.headers.authorization)).toEqual(["Bearer 1", "Bearer 2"]);
  expect(relay.posts[1].text).toBe(relay.posts[0].text);
  await server.only();
});

test("a double click sends once", async ({ page, server, relay }) => {
  await ready(page, relay.page(buypass.ID));
  await button(page, "nb", "send").dblclick();
  await receipt(page);
  expect(relay.posts).toHaveLength(1);
  await server.only();
});

test("the same submission posted twice is one, other bytes under its id are refused", async ({ server }) => {
  const one = envelope();
  const first = await post(server, JSON.stringify(one));
  const second = await post(server, JSON.stringify(one));
  expect(first.status).toBe(201);
  expect(second).toEqual(first);
  const other = await post(server, JSON.stringify({ ...one, language: "en" }));
  expect(other.status).toBe(422);
  expect((await server.only()).text).toBe(JSON.stringify(one));
});

test("the server checks by the same rules as the page", async ({ server }) => {
  const answers = structuredClone(buypass.answers);
  answers.virksomhet.organisasjonsnummer = "971058677";
  delete answers.signaturberettiget.fornavn;
  const { status, text } = await post(server, JSON.stringify(envelope({ answers })));
  expect(status).toBe(422);
  const told = JSON.parse(text).errors.map(({ pointer, detail }) => [pointer, detail]);
  expect(told).toEqual([
    ["#/answers/virksomhet/organisasjonsnummer", "Organisasjonsnummeret er ikke gyldig. Sjekk at du har tastet riktig."],
    ["#/answers/signaturberettiget/fornavn", "Fyll ut fornavnet til den signaturberettigede."],
  ]);
  expect(await server.list()).toEqual([]);
});
