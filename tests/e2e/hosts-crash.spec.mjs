// The wasm of one element breaks, as it does at a panic: a trap in the midst of its own
// work. The test lets a function of the browser, called by the wasm, throw what a trap throws.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";

test.use({ expected: /^blankett: |RuntimeError: unreachable/ });

const part = (page, name) => page.getByRole("article", { name, exact: true });
const number = (place) => field(place, "Informasjon om virksomheten", "Organisasjonsnummer");
const lastName = (place) => field(place, "Signaturberettiget", "Etternavn");
const firstName = (place) => field(place, "Signaturberettiget", "Fornavn");

test.beforeEach(async ({ page, host }) => {
  await page.addInitScript(() => {
    const words = Object.getOwnPropertyDescriptor(Node.prototype, "textContent");
    // How often it is still to break.
    window.breaks = 0;
    Object.defineProperty(Node.prototype, "textContent", {
      ...words,
      set(value) {
        if (window.breaks > 0 && new Error().stack.includes("/widget.js")) {
          window.breaks -= 1;
          window.broke = true;
          throw new WebAssembly.RuntimeError("unreachable");
        }
        words.set.call(this, value);
      },
    });
  });
  await page.goto(`${host.url}/empty.html`);
  for (const name of ["first", "second"]) await put(page, host, name);
});

async function put(page, host, name) {
  await page.evaluate(
    ({ name, action }) => {
      const article = Object.assign(document.createElement("article"), { ariaLabel: name });
      const it = document.createElement("blankett-form");
      const attributes = { form: "buypass-virksomhetssertifikat", action, "test-numbers": "" };
      for (const [name, value] of Object.entries(attributes)) it.setAttribute(name, value);
      article.append(it);
      document.querySelector("main").append(article);
    },
    { name, action: `${host.backend.url}/api/innsendinger` },
  );
  await expect(button(part(page, name), "nb", "review")).toBeVisible();
}

/** What is wrong is told when the field is left: words that the wasm puts into the page. */
async function breakIt(page, times) {
  await number(part(page, "first")).fill("12");
  await page.evaluate((times) => (window.breaks = times), times);
  await lastName(part(page, "first")).focus();
  await expect.poll(() => page.evaluate(() => window.broke)).toBe(true);
}

test("one that breaks is drawn again with its answers; its neighbour goes on", async ({ page, host, complaints }) => {
  const [first, second] = ["first", "second"].map((name) => part(page, name));
  await firstName(first).fill("Kari");
  await lastName(first).fill("Nordmann");
  await firstName(second).fill("Ola");
  // What is typed is remembered after a pause.
  await page.waitForTimeout(1000);
  await page.evaluate(() => {
    window.untouched = document.querySelectorAll("blankett-form")[1].shadowRoot.querySelector("input");
  });
  await breakIt(page, 1);

  await expect(lastName(first)).toHaveValue("Nordmann");
  await expect(firstName(first)).toHaveValue("Kari");
  expect(complaints.filter((it) => it.startsWith("blankett: ")).length, "the developer is told").toBeGreaterThan(0);

  // The neighbour was not drawn again, and works: what is wrong is told, what is right is sent.
  expect(await page.evaluate(() => window.untouched.isConnected)).toBe(true);
  await expect(firstName(second)).toHaveValue("Ola");
  await number(second).fill("12");
  await number(second).blur();
  await expect(number(second)).toHaveAttribute("aria-invalid", "true");
  await fill(second, buypass.typed());
  await review(second);
  await send(second);
  expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);

  // So does the one that broke.
  await fill(first, buypass.typed());
  await review(first);
  await send(first);
  expect(await host.backend.list()).toHaveLength(2);
});

test("the focus is where it was", async ({ page }) => {
  const first = part(page, "first");
  await lastName(first).fill("Nordmann");
  await page.waitForTimeout(1000);
  await breakIt(page, 1);
  await expect(lastName(first)).toHaveValue("Nordmann");
  await expect(lastName(first)).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(" Hansen");
  await expect(lastName(first)).toHaveValue("Nordmann Hansen");
});

test("one that goes on breaking says so, once, and its neighbour goes on", async ({ page, host, complaints }) => {
  const [first, second] = ["first", "second"].map((name) => part(page, name));
  await breakIt(page, Infinity);
  await expect(first.getByRole("alert")).toBeVisible();
  // It has given up: no more of the same.
  const told = complaints.length;
  expect(told).toBeLessThan(20);
  await page.waitForTimeout(1500);
  expect(complaints).toHaveLength(told);

  await page.evaluate(() => (window.breaks = 0));
  await fill(second, buypass.typed());
  await review(second);
  await send(second);
  await host.backend.only();
});

test("one that is put on the page after another broke works", async ({ page, host }) => {
  await breakIt(page, 1);
  await put(page, host, "third");
  const third = part(page, "third");
  await fill(third, buypass.typed());
  await review(third);
  await send(third);
  await host.backend.only();
});
