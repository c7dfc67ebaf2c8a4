// Where a national id must never be found.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, online, receipt, review } from "./support/form.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

test.use({ expected: OUTAGE });

/** Every attribute and text in the document and its shadow roots, and all that is stored. */
function everything(page) {
  return page.evaluate(async () => {
    const found = [location.href, document.cookie, document.title, JSON.stringify(history.state)];
    for (const storage of [localStorage, sessionStorage]) found.push(...Object.entries(storage).flat());
    for (const { name } of await indexedDB.databases()) found.push(name);
    for (const name of await caches.keys()) found.push(name);
    const walk = (root) => {
      for (const it of root.querySelectorAll("*")) {
        found.push(...Array.from(it.attributes, ({ name, value }) => `${name}=${value}`));
        for (const child of it.childNodes) if (child.nodeType === Node.TEXT_NODE) found.push(child.data);
        if (it.shadowRoot) walk(it.shadowRoot);
      }
    };
    walk(document);
    return found;
  });
}

async function expectNone(page, where) {
  const found = (await everything(page)).map((it) => it.replaceAll(/[\s.-]/g, ""));
  for (const secret of buypass.SECRETS) expect(found.filter((it) => it.includes(secret)), where).toEqual([]);
}

test("no national id in attributes, text, address, console or storage", async ({ page, server, context }) => {
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  const asked = [];
  page.on("request", (request) => asked.push(request.url(), JSON.stringify(request.headers())));
  await page.goto(server.page(buypass.ID));
  await fill(page, buypass.typed());
  await expectNone(page, "filled");

  // One digit too many, so that it is complained about, too.
  await field(page, "Signaturberettiget", "Fødselsnummer").fill("018190120121");
  await button(page, "nb", "review").click();
  await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeVisible();
  await expectNone(page, "wrong");

  await field(page, "Signaturberettiget", "Fødselsnummer").fill("01819012012");
  await review(page);
  await expectNone(page, "review");

  await server.kill();
  await button(page, "nb", "send").click();
  await expect(page.getByRole("alert")).toContainText(WORDS.nb.noContact);
  await expectNone(page, "waiting");

  await server.again();
  await online(page);
  await receipt(page);
  await expectNone(page, "receipt");

  for (const secret of buypass.SECRETS) {
    expect(said.join("\n")).not.toContain(secret);
    expect(asked.join("\n")).not.toContain(secret);
  }
  expect(await context.cookies()).toEqual([]);
});
