// A React 19 application (tests/hosts/react) under the strict policy, in strict mode.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";

const order = (page, number) => page.getByRole("article", { name: `Bestilling ${number}`, exact: true });
const feedback = (page) => page.getByRole("region", { name: "Tilbakemelding" });
const press = (place, name) => place.getByRole("button", { name, exact: true }).click();
const lastName = (place) => field(place, "Signaturberettiget", "Etternavn");

test.beforeEach(async ({ page, host }) => {
  await page.addInitScript(() => {
    window.ready = [];
    document.addEventListener("blankett-ready", ({ target }) => window.ready.push(target));
  });
  await page.goto(`${host.url}/react/index.html`);
  await expect(button(order(page, 1), "nb", "review")).toBeVisible();
  await expect(button(feedback(page), "nb", "review")).toBeVisible();
});

test("an order is sent once, with the application's headers, and the application is told", async ({ page, host }) => {
  const first = order(page, 1);
  await expect(field(first, "Informasjon om virksomheten", "Organisasjonens navn")).toHaveValue("Tannlegene Vest AS");
  await fill(first, buypass.typed());
  await review(first);
  const posted = page.waitForRequest((it) => it.method() === "POST");
  await send(first);
  expect((await posted).headers().authorization).toBe("Bearer token-of-the-session");
  const { item, envelope } = await host.backend.only();
  expect(envelope.answers).toEqual(buypass.answers);
  await expect(first.getByText(`Mottatt: ${item.reference}`)).toBeVisible();
  // Strict mode did not open any of them twice.
  expect(await page.evaluate(() => window.ready.length)).toBe(2);
});

test("each key draws the application anew, with equal objects: text, caret and form stay", async ({ page }) => {
  const first = order(page, 1);
  const name = field(first, "Informasjon om virksomheten", "Organisasjonens navn");
  await name.fill("Klinikk");
  await name.press("Home");
  await page.keyboard.type("Den ");
  await expect(name).toBeFocused();
  await expect(name).toHaveValue("Den Klinikk");
  await expect(page.getByLabel("Endringer")).toHaveText("5");

  const own = feedback(page).getByLabel("Navn");
  await own.fill("Kari");
  await press(page, "Snu rekkefølgen");
  await press(page, "Norsk / English");
  await expect(button(feedback(page), "en", "review")).toBeVisible();
  await expect(own).toHaveValue("Kari");
  expect(await page.evaluate(() => window.ready.length), "no form was opened again").toBe(2);
});

test("the language is the application's state; answers stay", async ({ page }) => {
  const first = order(page, 1);
  await lastName(first).fill("Nordmann");
  await press(page, "Norsk / English");
  await expect(field(first, "Authorised signatory", "Last name")).toHaveValue("Nordmann");
  await press(page, "Norsk / English");
  await expect(lastName(first)).toHaveValue("Nordmann");
});

test("answers follow their key through a list that grows, turns and shrinks", async ({ page }) => {
  await press(page, "Ny bestilling");
  await press(page, "Ny bestilling");
  for (const number of [1, 2, 3]) await lastName(order(page, number)).fill(`Nordmann ${number}`);
  await press(page, "Snu rekkefølgen");
  const headings = page.getByRole("region", { name: "Bestillinger" }).getByRole("heading", { name: /^Bestilling \d$/ });
  await expect(headings).toHaveText(["Bestilling 3", "Bestilling 2", "Bestilling 1"]);
  for (const number of [1, 2, 3]) await expect(lastName(order(page, number))).toHaveValue(`Nordmann ${number}`);
  await press(order(page, 2), "Fjern");
  await expect(order(page, 2)).toHaveCount(0);
  for (const number of [1, 3]) await expect(lastName(order(page, number))).toHaveValue(`Nordmann ${number}`);
  await lastName(order(page, 3)).fill("Hansen");
  await expect(lastName(order(page, 1))).toHaveValue("Nordmann 1");
  expect(await page.evaluate(() => window.ready.length), "no form was opened again").toBe(4);
});

test("hidden, a form keeps its answers; taken out, it is a new one", async ({ page }) => {
  const place = feedback(page);
  await place.getByLabel("Navn").fill("Kari");
  await press(place, "Vis eller skjul");
  await expect(place.getByLabel("Navn")).toBeHidden();
  // Longer than the element waits for one that was only moved.
  await page.waitForTimeout(1500);
  await press(place, "Vis eller skjul");
  await expect(place.getByLabel("Navn")).toHaveValue("Kari");

  await press(place, "Sett inn eller ta ut");
  await expect(page.locator("blankett-form")).toHaveCount(1);
  await press(place, "Sett inn eller ta ut");
  await expect(place.getByLabel("Navn")).toHaveValue("");
});

test("the application's own definition, sent by the application", async ({ page, host }) => {
  const place = feedback(page);
  await button(place, "nb", "review").click();
  await expect(place.getByRole("link", { name: /navn/i })).toBeVisible();
  await place.getByLabel("Navn").fill("Kari");
  await place.getByLabel("Mening").fill("Fint");
  await review(place);
  await send(place);
  await expect(place.getByText("Takk, Kari")).toBeVisible();
  expect(await host.backend.list()).toEqual([]);
});
