// Every state of both forms, in two languages, on a phone and a desktop.
import { expectAccessible } from "./support/accessible.mjs";
import * as annex from "./support/annex.mjs";
import * as buypass from "./support/buypass.mjs";
import { SIZES, button, definitions, expectNoSideScroll, field, fill, online, receipt, review } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

// What is stopped is said in the console, too.
test.use({ expected: /^Failed to load resource|^blankett: widget_bg/ });

const FORMS = [
  [buypass, (page, language) => fill(page, buypass.typed(language))],
  [annex, annex.fillIn],
];

for (const size of SIZES) {
  for (const language of ["nb", "en"]) {
    const words = WORDS[language];

    for (const [form, fillIn] of FORMS) {
      test(`${form.ID} in ${language}, ${size.width} wide`, async ({ page, server }) => {
        const check = async (state) => {
          await expectAccessible(page, state);
          await expectNoSideScroll(page);
        };
        await page.setViewportSize(size);
        await page.goto(server.page(form.ID, language));
        await expect(button(page, language, "review")).toBeVisible();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("Blankett");
        await check("empty");

        await button(page, language, "review").click();
        await expect(page.getByRole("group", { name: words.summary })).toBeFocused();
        await check("errors");

        await fillIn(page, language);
        await check("filled");

        await review(page, language);
        await check("review");

        await server.kill();
        await button(page, language, "send").click();
        await expect(page.getByRole("alert")).toContainText(words.noContact);
        await check("waiting");

        await server.again();
        await online(page);
        await receipt(page, language);
        await check("receipt");
      });
    }

    test(`a doubted mobile number in ${language}, ${size.width} wide`, async ({ page, server }) => {
      await page.setViewportSize(size);
      await page.goto(server.page(buypass.ID, language));
      const [, [section, fields]] = buypass.typed(language);
      const mobile = field(page, section, fields[3][0]);
      await mobile.fill("22123456");
      await mobile.blur();
      await expect(mobile).toHaveAccessibleDescription(/Sjekk|Check/);
      await expectAccessible(page, "warning");
    });

    test(`the choice of forms in ${language}, ${size.width} wide`, async ({ page, server }) => {
      await page.setViewportSize(size);
      await page.goto(`${server.url}/?lang=${language}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const forms = definitions();
      expect(forms).toHaveLength(12);
      const links = page.getByRole("listitem").getByRole("link");
      await expect(links).toHaveText(forms.map((it) => it.title[language]));
      const hrefs = await links.evaluateAll((all) => all.map((it) => new URL(it.href).searchParams.get("form")));
      expect(hrefs).toEqual(forms.map((it) => it.id));
      await expectAccessible(page, "chooser");
      await expectNoSideScroll(page);
    });

    test(`a form that cannot be shown in ${language}, ${size.width} wide`, async ({ page, server }) => {
      await page.setViewportSize(size);
      await page.route("**/*.wasm", (route) => route.abort());
      await page.goto(server.page(buypass.ID, language));
      await expect(page.getByRole("alert")).toBeVisible();
      await expectAccessible(page, "failure");
      await expectNoSideScroll(page);
    });
  }
}

test("a page that is not there", async ({ page, server }) => {
  await page.goto(`${server.url}/finnes-ikke`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Siden finnes ikke");
  await expectAccessible(page, "404");
});
