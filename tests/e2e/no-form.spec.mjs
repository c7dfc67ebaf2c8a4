// What stands in the form's place when there can be none.
import { expect, test } from "./support/test.mjs";

const element = (page) => page.locator("blankett-form");

test.describe("a policy that forbids WebAssembly", () => {
  test.use({ policy: "no-wasm", expected: /wasm|WebAssembly/i });

  test("is told in words", async ({ page, host, complaints }) => {
    await page.goto(`${host.url}/strict/index.html`);
    await expect(page.getByRole("alert")).toContainText("ikke tillater WebAssembly");
    expect(complaints.join("\n")).toContain("'wasm-unsafe-eval'");
  });
});

test.describe("a form that cannot be shown", () => {
  test.use({ expected: /^blankett: |Failed to load resource/ });

  const put = (page, change) =>
    page.evaluate((change) => {
      const it = Object.assign(document.createElement("blankett-form"), change.properties);
      for (const [name, value] of Object.entries(change.attributes ?? {})) it.setAttribute(name, value);
      document.querySelector("main").append(it);
    }, change);

  test("unknown", async ({ page, host, complaints }) => {
    await page.goto(`${host.url}/empty.html`);
    await put(page, { attributes: { form: "finnes-ikke" } });
    await expect(page.getByRole("alert")).toContainText("fordi det er satt opp feil");
    expect(complaints.join("\n")).toContain("forms/finnes-ikke.json answers 404");
    expect((await page.evaluate(() => window.events)).map((it) => it.type)).toEqual(["blankett-error"]);
  });

  test("not named", async ({ page, host }) => {
    await page.goto(`${host.url}/empty.html`);
    await put(page, { attributes: { lang: "en" } });
    await expect(page.getByRole("alert")).toContainText("The form cannot be shown because it is set up wrongly.");
  });

  test("set up wrongly", async ({ page, host, complaints }) => {
    await page.goto(`${host.url}/empty.html`);
    const fields = [{ key: "a", kind: "txt", label: "A" }];
    const definition = { id: "a", version: "1", title: "A", sections: [{ id: "s", title: "S", fields }] };
    await put(page, { properties: { definition } });
    await expect(page.getByRole("alert")).toContainText("Skjemaet kan ikke vises, fordi det er satt opp feil.");
    expect(complaints.join("\n")).toContain("/sections/0/fields/0/kind");
    fields[0].kind = "text";
    await element(page).evaluate((it, right) => (it.definition = right), definition);
    await expect(page.getByRole("region", { name: "S" }).getByLabel("A")).toBeVisible();
  });
});

test.describe("the page of all forms", () => {
  test.use({ expected: /Failed to (load resource|fetch)/ });

  test("that has not come in full says so, and what to do", async ({ page, server }) => {
    await page.route("**/forms.json", (route) => route.abort());
    await page.goto(server.url);
    await expect(page.getByRole("alert")).toContainText("Sjekk nettet og last siden på nytt.");
    await expect(page.getByRole("alert")).toContainText("Check the network and load it again.");
    await page.unroute("**/forms.json");
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});
