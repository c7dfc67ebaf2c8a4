// On a page with the real styles of Designsystemet the form looks like the page's own fields.
import { createRequire } from "node:module";
import { button } from "./support/form.mjs";
import { dress, element, expectContrast, open, styles } from "./support/looks.mjs";
import { expect, test } from "./support/test.mjs";

const { resolve } = createRequire(import.meta.url);
const THEMES = ["@digdir/designsystemet-theme", "@digdir/designsystemet-theme/altinn.css"];
const TEXT = ["color", "fontSize"];
const BOX = ["backgroundColor", "borderTopColor", "borderTopLeftRadius"];
const RING = ["outlineColor", "outlineStyle", "outlineWidth", "outlineOffset", "boxShadow"];

async function visit(page, host, theme = THEMES[0]) {
  const files = { "designsystemet.css": "@digdir/designsystemet-css", "designsystemet-theme.css": theme };
  for (const [name, file] of Object.entries(files)) {
    await page.route(`**/${name}`, (route) => route.fulfill({ path: resolve(file), contentType: "text/css" }));
  }
  await open(page, host, "theme-designsystemet.html");
}

/** Something of ours and the page's own, by role and name. */
function pair(page, role, ours, theirs) {
  const own = page.getByRole("region", { name: "Sidens egne felt" });
  return [element(page).getByRole(role, { name: ours }), own.getByRole(role, { name: theirs, exact: true })];
}

const inputs = (page) => pair(page, "textbox", "Kundens navn", "Fornavn");
const buttons = (page) => pair(page, "button", "Se over svarene", "Lagre");

async function expectAlike([ours, theirs], names, what) {
  expect.soft(await styles(ours, names), what).toEqual(await styles(theirs, names));
}

for (const theme of THEMES) {
  for (const colorScheme of ["light", "dark"]) {
    test(`native: ${theme}, ${colorScheme}`, async ({ page, host }) => {
      await page.emulateMedia({ colorScheme });
      await visit(page, host, theme);
      const input = inputs(page);
      await expectAlike(input, [...TEXT, ...BOX, "paddingLeft", "lineHeight"], "input");
      const heights = await Promise.all(input.map(async (it) => Math.round((await it.boundingBox()).height)));
      expect.soft(heights[0], "height of an input").toBe(heights[1]);
      const fonts = await Promise.all(input.map(async (it) => (await styles(it, ["fontFamily"])).fontFamily.split(",")[0]));
      expect.soft(fonts[0], "font").toBe(fonts[1]);
      await expectAlike(buttons(page), [...TEXT, "fontWeight", "backgroundColor", "borderTopLeftRadius"], "button");
      const label = ["Kundens navn", "Fornavn"].map((name) => page.getByText(name, { exact: true }).first());
      await expectAlike(label, [...TEXT, "fontWeight"], "label");

      const boxes = pair(page, "checkbox", "Avtalevilkårene", "Nei");
      await expectAlike(boxes, [...BOX, "borderTopWidth", "width"], "empty check box");
      await boxes[0].check();
      await expectAlike(pair(page, "checkbox", "Avtalevilkårene", "Ja"), ["backgroundColor", "borderTopColor"], "ticked");

      for (const both of [input, buttons(page)]) {
        const rings = [];
        for (const it of both) {
          await page.keyboard.press("Tab");
          await it.focus();
          rings.push(await styles(it, RING));
        }
        expect.soft(rings[0], "focus").toEqual(rings[1]);
      }

      await button(page, "nb", "review").click();
      await expectAlike(pair(page, "textbox", "Kundens navn", "Etternavn"), ["borderTopColor"], "wrong input");
      const message = element(page).getByText("Fyll ut kundens navn.").first();
      await expectAlike([message, page.getByText("Fyll ut etternavnet.")], ["color"], "message");
      await expectContrast(page, theme);
    });
  }
}

test("another colour, size and rounding of a part of the page are the form's too", async ({ page, host }) => {
  await visit(page, host);
  const before = await styles(inputs(page)[0], ["fontSize"]);
  await page.evaluate(() => Object.assign(document.querySelector("main").dataset, { color: "brand1", size: "sm" }));
  await dress(page, ":root { --ds-border-radius-base: 0.75rem }");
  await expectAlike(buttons(page), [...TEXT, "backgroundColor", "borderTopLeftRadius"], "button");
  await expectAlike(inputs(page), [...TEXT, "borderTopLeftRadius"], "input");
  expect(await styles(inputs(page)[0], ["fontSize"])).not.toEqual(before);
});

test("a vendor's own tokens go before Designsystemet's", async ({ page, host }) => {
  await visit(page, host);
  await dress(page, "blankett-form { --blankett-accent: rgb(120, 0, 80); --blankett-radius: 11px }");
  expect(await styles(buttons(page)[0], ["backgroundColor", "borderTopLeftRadius"])).toEqual({
    backgroundColor: "rgb(120, 0, 80)",
    borderTopLeftRadius: "11px",
  });
});
