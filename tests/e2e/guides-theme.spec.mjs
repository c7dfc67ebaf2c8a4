// The guide to the looks: its style sheets on the plain page, and what they do.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as buypass from "./support/buypass.mjs";
import { button, fill, receipt, review, send } from "./support/form.mjs";
import { styles } from "./support/looks.mjs";
import { expect, siteTest as test } from "./support/sites.mjs";
import { guide, plain, snippet } from "./support/snippets.mjs";

const { resolve } = createRequire(import.meta.url);
const code = (mark) => snippet("theme.md", mark);
const element = (page) => page.locator("blankett-form");
const main = (page) => button(page, "nb", "review");
const text = (page) => page.getByRole("region", { name: "Signaturberettiget" });

/** The plain page with a style sheet of the guide. */
async function wear(page, site, ...marks) {
  const css = marks.map((it) => `<style>${code(it)}</style>`).join("");
  const form = `<blankett-form form="${buypass.ID}" action="https://vendor.example/api/innsendinger" test-numbers></blankett-form>`;
  await site.open(page, plain(css + form));
  await complete(page);
}

/** All styles are there. */
async function complete(page) {
  await expect.poll(() => element(page).evaluate((it) => it.shadowRoot?.adoptedStyleSheets.length)).toBe(2);
}

const BUTTON = ["backgroundColor", "color", "borderTopLeftRadius", "fontFamily"];

test("a brand's tokens", async ({ page, site }) => {
  await wear(page, site);
  const before = await styles(main(page), BUTTON);
  await wear(page, site, "theme:brand");
  const after = await styles(main(page), BUTTON);
  expect(after).toMatchObject({ backgroundColor: "rgb(122, 31, 92)", borderTopLeftRadius: "0px", color: before.color });
  expect(after.fontFamily).toMatch(/^Georgia, serif/);
  for (const name of ["backgroundColor", "borderTopLeftRadius", "fontFamily"]) expect(before[name]).not.toBe(after[name]);
  await main(page).hover();
  expect((await styles(main(page), BUTTON)).backgroundColor).toBe("rgb(91, 22, 68)");
});

test("the guide names every token there is, and no other", () => {
  const files = ["tokens.css", "tokens-rest.css"].map((it) => readFileSync(new URL(`../../style/${it}`, import.meta.url), "utf8"));
  const names = (text) => [...new Set(text.match(/--blankett-[a-z]+(-[a-z]+)*/g))].sort();
  expect(names(guide("theme.md"))).toEqual(names(files.join("\n")));
});

test("compact", async ({ page, site }) => {
  const input = page.getByLabel("Organisasjonens navn");
  const measure = async () => ({ ...(await input.boundingBox()), ...(await styles(input, ["fontSize"])) });
  await wear(page, site);
  const wide = await measure();
  await wear(page, site, "theme:compact");
  const close = await measure();
  expect([wide.fontSize, close.fontSize]).toEqual(["18px", "16px"]);
  expect(close.height).toBeLessThan(wide.height * 0.8);
  expect(close.height).toBeGreaterThanOrEqual(24);
});

/** From 0, black, to 255, white. */
async function brightness(locator, name) {
  const [red, green, blue] = (await styles(locator, [name]))[name].match(/[\d.]+/g).map(Number);
  return 0.3 * red + 0.6 * green + 0.1 * blue;
}

test("light and dark", async ({ page, site }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await wear(page, site);
  expect(await brightness(text(page), "color"), "a page that says nothing").toBeLessThan(60);
  await wear(page, site, "theme:dark", "theme:dark-brand");
  expect(await brightness(text(page), "color")).toBeGreaterThan(200);
  const filled = () => styles(main(page), ["backgroundColor", "color"]);
  expect(await filled()).toEqual({ backgroundColor: "rgb(240, 168, 216)", color: "rgb(43, 10, 32)" });
  await page.emulateMedia({ colorScheme: "light" });
  expect(await brightness(text(page), "color")).toBeLessThan(60);
  expect(await filled()).toEqual({ backgroundColor: "rgb(122, 31, 92)", color: "rgb(255, 255, 255)" });
});

test("parts", async ({ page, site }) => {
  await wear(page, site);
  const before = (await main(page).boundingBox()).width;
  await wear(page, site, "theme:parts");
  expect((await main(page).boundingBox()).width).toBeGreaterThan(before * 2);
  const title = page.getByRole("heading", { name: /^Informasjon – Buypass/ });
  expect(await styles(title, ["fontVariantCaps"])).toEqual({ fontVariantCaps: "small-caps" });
});

test.describe("every part that is promised", () => {
  test.use({ expected: /^Failed to load resource/ });

  test("is there in some state", async ({ page, site }) => {
    const [, list] = guide("theme.md").match(/The names that will not change: ([^]*?)\.\n/);
    const promised = new Set(list.match(/[a-z]+/g));
    const see = async () => {
      const found = await element(page).evaluate((it) => Array.from(it.shadowRoot.querySelectorAll("[part]"), ({ part }) => [...part]));
      for (const part of found.flat()) promised.delete(part);
    };
    await wear(page, site);
    await see();
    await main(page).click();
    await see();
    await fill(page, buypass.typed());
    const mobile = text(page).getByLabel("Mobilnummer");
    await mobile.fill("22123456");
    await mobile.blur();
    await expect(mobile).toHaveAccessibleDescription(/ser ikke ut som et mobilnummer/);
    await see();
    await review(page);
    await see();
    await page.route("**/api/innsendinger", (route) => route.abort());
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toBeVisible();
    await see();
    await page.unroute("**/api/innsendinger");
    await receipt(page);
    await see();
    // Of other forms: several steps, an order's sum, cards of rows.
    for (const form of ["opus-overtagelse-pakke", "opus-lisens", "assistert-selvhjelp-databehandleravtale", "opus-bruker"]) {
      await site.open(page, plain(`<blankett-form form="${form}"></blankett-form>`), { path: `/${form}` });
      await expect(page.getByRole("region").first()).toBeVisible();
      await complete(page);
      await see();
    }
    expect([...promised]).toEqual([]);
  });
});

test("Designsystemet", async ({ page, site }) => {
  const sheet = (file) => ({ type: "text/css", body: readFileSync(resolve(file), "utf8") });
  site.files["/designsystemet/theme.css"] = sheet("@digdir/designsystemet-css/theme.css");
  site.files["/designsystemet/index.css"] = sheet("@digdir/designsystemet-css");
  await site.open(page, code("theme:designsystemet"));
  await expect(main(page)).toBeVisible();
  const theirs = page.getByRole("button", { name: "Avbryt" });
  const names = ["backgroundColor", "color", "borderTopLeftRadius", "fontSize", "fontWeight"];
  await expect.poll(() => styles(main(page), names)).toEqual(await styles(theirs, names));
});

test("on paper", async ({ page, site }) => {
  await wear(page, site, "theme:print");
  await fill(page, buypass.typed());
  await review(page);
  await send(page);
  const answer = page.getByRole("definition").first();
  expect((await styles(answer, ["fontFamily"])).fontFamily).not.toMatch(/Georgia/);
  await page.emulateMedia({ media: "print" });
  expect((await styles(answer, ["fontFamily"])).fontFamily).toMatch(/^Georgia/);
});
