// What stands around a form, or in its place.
import { expectAccessible } from "./support/accessible.mjs";
import * as buypass from "./support/buypass.mjs";
import { SIZES, definitions, expectNoSideScroll, field } from "./support/form.mjs";
import { show } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

// What is stopped is said in the console, too.
test.use({ expected: /^Failed to load resource|^blankett: .*widget_bg/ });

for (const language of Object.keys(WORDS)) {
  const check = async (page, state) => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expectAccessible(page, `${state} ${size.width}`);
      await expectNoSideScroll(page);
    }
  };

  test(`the choice of forms in ${language}`, async ({ page, server }) => {
    await page.goto(`${server.url}/?lang=${language}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const forms = definitions();
    expect(forms).toHaveLength(12);
    const links = page.getByRole("listitem").getByRole("link");
    await expect(links).toHaveText(forms.map((it) => it.title[language] ?? it.title.nb));
    const hrefs = await links.evaluateAll((all) => all.map((it) => new URL(it.href).searchParams.get("form")));
    expect(hrefs).toEqual(forms.map((it) => it.id));
    await check(page, "chooser");
  });

  test(`a form that cannot be shown in ${language}`, async ({ page, server }) => {
    await page.route("**/*.wasm", (route) => route.abort());
    await page.goto(server.page(buypass.ID, language));
    await expect(page.getByRole("alert")).toBeVisible();
    await check(page, "failure");
  });
}

test("a form on its page", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Blankett");
  await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
  await expectAccessible(page, "form");
});

test("a doubted mobile number", async ({ page, server }) => {
  await show(page, server, buypass.ID);
  const mobile = field(page, "Signaturberettiget", "Mobilnummer");
  await mobile.fill("22123456");
  await mobile.blur();
  await expect(mobile).toHaveAccessibleDescription(/Sjekk/);
  await expect(mobile).not.toHaveAttribute("aria-invalid");
  await expectAccessible(page, "warning");
});

test("a page that is not there", async ({ page, server }) => {
  await page.goto(`${server.url}/finnes-ikke`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Siden finnes ikke");
  await expectAccessible(page, "404");
});
