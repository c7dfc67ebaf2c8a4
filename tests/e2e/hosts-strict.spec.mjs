// Two lines on a page whose policy is as strict as it can be with the widget on it
// (tests/hosts/strict/policy.txt): no inline style or script, no eval, no Trusted
// Types policy. Whatever a person does, nothing breaks it.
import * as buypass from "./support/buypass.mjs";
import { button, definitions, field, fill, receipt, review, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const element = (page) => page.locator("blankett-form");
const violations = (page) => page.evaluate(() => window.violations);

test.beforeEach(async ({ page, host }) => {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, sample, sourceFile, lineNumber }) =>
      window.violations.push(`${violatedDirective} ${sample} ${sourceFile}:${lineNumber}`),
    );
  });
  await page.goto(`${host.url}/strict/index.html`);
});

test.describe("the policy", () => {
  test.use({ expected: /Content Security Policy|Trusted/ });

  test("is in force, and its violations are seen", async ({ page }) => {
    const refused = await page.evaluate(() => {
      const refused = [];
      const attempts = {
        html: () => (document.body.innerHTML = "<p></p>"),
        policy: () => trustedTypes.createPolicy("default", {}),
      };
      for (const [name, attempt] of Object.entries(attempts)) {
        try {
          attempt();
        } catch {
          refused.push(name);
        }
      }
      document.body.append(Object.assign(document.createElement("style"), { textContent: "body { color: red }" }));
      if (getComputedStyle(document.body).color === "rgb(0, 0, 0)") refused.push("style");
      return refused;
    });
    expect(refused).toEqual(["html", "policy", "style"]);
    await expect.poll(() => violations(page)).toHaveLength(3);
  });
});

test("a form is filled in, corrected, sent and printed, and breaks nothing", async ({ page, host }) => {
  // All numbers of the tests are synthetic.
  await element(page).evaluate((it) => it.setAttribute("test-numbers", ""));
  await expect(button(page, "nb", "review")).toBeVisible();
  await button(page, "nb", "review").click();
  await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeFocused();
  await fill(page, buypass.typed());
  await element(page).evaluate((it) => it.setAttribute("lang", "en"));
  await review(page, "en");
  await button(page, "en", "send").click();
  await receipt(page, "en");
  // In headless Chromium `print` returns at once; its events come all the same.
  await page.evaluate(() => print());
  expect((await host.backend.only()).envelope.answers).toEqual(buypass.answers);
  expect(await violations(page)).toEqual([]);
});

test("every form, also with all that is wrong in it, breaks nothing", async ({ page }) => {
  await expect(button(page, "nb", "review")).toBeVisible();
  // Not the one that is there already.
  const others = definitions().map((it) => it.id).filter((it) => it !== buypass.ID);
  expect(others.length).toBeGreaterThan(10);
  for (const form of others) {
    await element(page).evaluate(
      (it, form) =>
        new Promise((done) => {
          it.addEventListener("blankett-ready", done, { once: true });
          it.setAttribute("form", form);
        }),
      form,
    );
    // Nothing is checked before all of the form has come.
    await expect(async () => {
      expect(await element(page).evaluate((it) => it.submit())).toBe(false);
      await expect(page.getByRole("group", { name: WORDS.nb.summary }), form).toBeVisible({ timeout: 500 });
    }).toPass();
    expect(await violations(page), form).toEqual([]);
  }
});

test("test numbers are refused where they are not asked for, and the styles came", async ({ page }) => {
  const person = field(page, "Signaturberettiget", "Fødselsnummer");
  await person.fill("01819012012");
  await person.blur();
  await expect(person).toHaveAccessibleDescription(/Dette er et testnummer\. Testnumre godtas ikke her\./);
  expect((await button(page, "nb", "review").boundingBox()).height).toBeGreaterThanOrEqual(44);
});
