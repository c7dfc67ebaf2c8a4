// What the element looks like: on pages that are light or dark, roomy or tight or meddle
// with everything, and for readers with settings of their own.
import { button, expectNoSideScroll, review, send } from "./support/form.mjs";
import { boxes, colours, contrast, dress, element, expectContrast, luminance, open, styles } from "./support/looks.mjs";
import { answers, known } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";

const FORM = "opus-samhandlingslink";
const PACKET = "opus-overtagelse-pakke";

const first = (page, selector) => element(page).locator(selector).first();
const kind = (found, end) => found.filter(({ what }) => what.endsWith(end));

/** The form with all its errors. */
async function fail(page) {
  await button(page, "nb", "review").click();
  await expect(element(page).locator(".summary")).toBeFocused();
}

for (const colorScheme of ["light", "dark"]) {
  test(`every text and control stands out, ${colorScheme}`, async ({ page, host }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, host);
    const [{ ground }] = await expectContrast(page, "untouched");
    expect(luminance(ground) < 0.05, "dark").toBe(colorScheme === "dark");
    await fail(page);
    const failed = await expectContrast(page, "errors");
    expect(kind(failed, "sign").length).toBeGreaterThan(5);
    await known(page, answers(FORM));
    const filled = await expectContrast(page, "filled");
    expect(kind(filled, "mark").length).toBeGreaterThan(1);
    await review(page);
    await expectContrast(page, "review");
    await send(page);
    await expectContrast(page, "receipt");
  });

  test(`steps and the focus stand out, ${colorScheme}`, async ({ page, host }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, host, "theme.html", PACKET);
    const [{ ground }] = await expectContrast(page, "steps");
    await page.keyboard.press("Tab");
    for (const selector of [".steps .link", ".input", "[type=radio]", ".button", "summary"]) {
      const it = first(page, `${selector}:visible`);
      await it.focus();
      const ring = await styles(it, ["outlineColor", "outlineStyle", "outlineWidth", "outlineOffset"]);
      expect.soft(ring, selector).toMatchObject({ outlineStyle: "solid", outlineWidth: "3px", outlineOffset: "3px" });
      expect.soft(contrast(ring.outlineColor.match(/\d+/g).map(Number), ground), selector).toBeGreaterThan(3);
    }
  });
}

test("a page that says nothing of light and dark is light, and print always", async ({ page, host }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, host);
  await known(page, answers(FORM));
  await review(page);
  await send(page);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const { text, what } of (await colours(page)).filter((it) => it.text)) {
    expect.soft(luminance(text), what).toBeLessThan(0.2);
  }
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => document.querySelector("meta[name=color-scheme]").remove());
  const ground = () => styles(first(page, ".blankett"), ["backgroundColor"]);
  expect(await ground()).toEqual({ backgroundColor: "rgb(255, 255, 255)" });
  await dress(page, "main { color-scheme: dark }");
  expect(await ground(), "a dark part of it").not.toEqual({ backgroundColor: "rgb(255, 255, 255)" });
});

test("browsers that know nothing of light-dark() stay light", async ({ page, host }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.route(/\/(blankett|rest)\.css$/, async (route) => {
    const response = await route.fetch();
    const css = (await response.text()).replace(/@supports \(color: ?light-dark\(/, "@supports (color: unknown(");
    expect(css).toContain("unknown(");
    await route.fulfill({ response, body: css });
  });
  await open(page, host);
  await fail(page);
  const [{ ground }] = await expectContrast(page, "errors");
  expect(ground).toEqual([255, 255, 255]);
});

test("on a page of another colour the form may have none of its own", async ({ page, host }) => {
  await open(page, host);
  await dress(page, "body { background: rgb(232, 234, 238) } blankett-form { --blankett-surface: transparent }");
  await fail(page);
  const found = await expectContrast(page, "errors");
  expect(found[0].ground).toEqual([232, 234, 238]);
});

test("one token mends a page whose rem is not 16 px", async ({ page, host }) => {
  await open(page, host);
  await known(page, answers(FORM));
  const usual = await boxes(page);
  expect(usual.length).toBeGreaterThan(100);
  await dress(page, "html { font-size: 62.5% } blankett-form { --blankett-font-size: 1.8rem }");
  expect(await boxes(page)).toEqual(usual);
});

test("compact is tighter, and everything can still be hit", async ({ page, host }) => {
  await open(page, host);
  const heightOf = async () => (await element(page).boundingBox()).height;
  const { fontSize } = await styles(first(page, ".input"), ["fontSize"]);
  const roomy = await heightOf();
  await dress(page, "blankett-form { --blankett-density: 0.75 }");
  expect(await heightOf()).toBeLessThan(roomy * 0.9);
  expect((await styles(first(page, ".input"), ["fontSize"])).fontSize).toBe(fontSize);
  // Even where somebody has forgotten the font size.
  for (const form of [FORM, PACKET]) {
    await open(page, host, "theme.html", form);
    await dress(page, "html { font-size: 62.5% } blankett-form { --blankett-density: 0.75 }");
    const targets = await boxes(page, "button, input, select, textarea, summary");
    expect(targets.length, form).toBeGreaterThan(15);
    for (const [what, width, height] of targets) {
      expect.soft(Math.min(width, height), what).toBeGreaterThanOrEqual(24);
    }
  }
});

test("on a phone the list of steps is no wall", async ({ page, host }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await open(page, host);
  await element(page).evaluate((it) => it.setAttribute("layout", "steps"));
  const steps = element(page).getByRole("navigation");
  await expect(steps.getByText("Steg 1 av")).toBeVisible();
  const { height } = await steps.boundingBox();
  expect(height).toBeLessThan(90);
  await steps.getByText("Steg 1 av").click();
  await expect(steps.getByRole("listitem").last()).toBeVisible();
  await expectContrast(page, "open list");
  await expectNoSideScroll(page);
});

test("a vendor's own tokens", async ({ page, host }) => {
  await open(page, host);
  await dress(page, `blankett-form {
    --blankett-accent: rgb(120, 0, 80); --blankett-on-accent: rgb(255, 240, 250); --blankett-radius: 20px;
    --blankett-font: "Liberation Serif"; --blankett-text: rgb(20, 0, 10); --blankett-surface: rgb(255, 250, 240);
  }`);
  expect(await styles(button(page, "nb", "review"), ["backgroundColor", "color", "borderRadius"])).toEqual({
    backgroundColor: "rgb(120, 0, 80)",
    color: "rgb(255, 240, 250)",
    borderRadius: "20px",
  });
  const input = await styles(first(page, ".input"), ["backgroundColor", "color", "borderRadius", "fontFamily"]);
  expect(input).toMatchObject({ backgroundColor: "rgb(255, 250, 240)", color: "rgb(20, 0, 10)", borderRadius: "20px" });
  expect(input.fontFamily).toMatch(/^"Liberation Serif"/);
});

test("the page's own text styles stop at the element", async ({ page, host }) => {
  await open(page, host);
  await known(page, answers(FORM));
  const all = () =>
    element(page).evaluate((it) =>
      [...it.shadowRoot.querySelectorAll(".blankett, .blankett *")].map((it) => {
        const computed = getComputedStyle(it);
        const name = `${it.localName}.${it.className} ${it.id}`;
        return [name, ...Array.from(computed, (property) => `${property}: ${computed[property]}`)];
      }),
    );
  const clean = await all();
  expect(clean.length).toBeGreaterThan(100);
  await dress(page, `
    * { all: unset; box-sizing: content-box !important }
    body, main, blankett-form {
      font: italic small-caps 900 40px/3 serif; letter-spacing: 0.3em; word-spacing: 1em; text-indent: 3em;
      text-transform: uppercase; text-align: center; text-shadow: 2px 2px red; white-space: nowrap; color: red;
      -webkit-text-fill-color: red; cursor: wait; quotes: none; user-select: none; hyphens: manual; direction: rtl;
      list-style: square; tab-size: 20; word-break: break-all; overflow-wrap: normal; caret-color: red;
      accent-color: red; font-variant-numeric: oldstyle-nums; line-break: anywhere;
    }`);
  const dressed = await all();
  const changed = clean.flatMap(([name, ...lines], at) => {
    const others = new Set(dressed[at]);
    return lines.filter((line) => !others.has(line)).map((line) => `${name} ${line}`);
  });
  expect(changed).toEqual([]);
  // What is not said here some browsers would take from the page.
  expect(await styles(first(page, ".blankett"), ["userSelect"])).toEqual({ userSelect: "text" });
});

test("what the page hides or turns off is hidden and off", async ({ page, host }) => {
  await open(page, host);
  const input = first(page, ".input");
  await dress(page, "main { pointer-events: none }");
  expect(await styles(input, ["pointerEvents"])).toEqual({ pointerEvents: "none" });
  await dress(page, "main { visibility: hidden }");
  await expect(input).toBeHidden();
  await dress(page, "main { visibility: visible }");
  await expect(input).toBeVisible();
  await element(page).evaluate((it) => (it.hidden = true));
  await expect(input).toBeHidden();
});

test("in a part of the page that scrolls the page itself does not", async ({ page, host }) => {
  await open(page, host);
  await dress(page, "main { height: 300px; overflow: auto } body { margin: 0 }");
  const over = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  expect(over).toBeLessThanOrEqual(0);
});

test("colours that the reader forces", async ({ page, host }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await open(page, host);
  await known(page, answers(FORM));
  const LINE = ["borderTopStyle", "borderTopWidth"];
  for (const selector of [".button", ".button.secondary", ".price", ".note", ".order", ".input"]) {
    const { borderTopStyle, borderTopWidth } = await styles(first(page, selector), LINE);
    expect.soft([borderTopStyle, borderTopWidth === "0px"], selector).toEqual(["solid", false]);
  }
  // The browser draws the tick and the dot in the reader's colours.
  for (const selector of ["[type=radio]:checked", "[type=checkbox]:checked"]) {
    expect.soft((await styles(first(page, selector), ["appearance"])).appearance, selector).toBe("auto");
  }
  await button(page, "nb", "review").focus();
  const named = element(page).getByRole("textbox", { name: "Kundens navn" });
  const usual = await styles(named, LINE);
  await named.fill("");
  await fail(page);
  expect(await styles(named, LINE), "wrong").not.toEqual(usual);
  const sign = await styles(first(page, ".error"), [...LINE, "content"], "::before");
  expect(sign).toMatchObject({ borderTopStyle: "solid", borderTopWidth: "2px" });
  expect(sign.content).toContain("!");
  await named.focus();
  expect(await styles(named, ["outlineStyle", "outlineWidth"])).toEqual({ outlineStyle: "solid", outlineWidth: "3px" });
});

test("nothing moves for readers who want it still", async ({ page, host }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, host);
  await fail(page);
  const moving = await element(page).evaluate((it) =>
    [...it.shadowRoot.querySelectorAll("*")]
      .filter((it) => {
        const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(it);
        return animationName !== "none" || transitionDuration !== "0s" || scrollBehavior !== "auto";
      })
      .map((it) => it.className),
  );
  expect(moving).toEqual([]);
});

test("more contrast for readers who want more", async ({ page, host }) => {
  await open(page, host);
  const all = async () => {
    const of = (selector, name) => styles(first(page, selector), [name]).then((it) => it[name]);
    return [await of(".help", "color"), await of(".input", "borderTopColor"), await of(".blankett", "color")];
  };
  expect(new Set(await all()).size).toBe(3);
  await page.emulateMedia({ contrast: "more" });
  expect(new Set(await all()).size).toBe(1);
});

const WORD = "Minoritetsladningsbærerdiffusjonskoeffisientmålingsapparatur";
const OPTIONS = ["a", "b"].map((value) => ({ value, label: `${WORD} ${value}`, help: WORD, price: { amount: 123456789 } }));
const LONG = {
  id: "lang",
  version: "1",
  title: WORD,
  intro: WORD,
  sections: [
    {
      id: "s",
      title: WORD,
      help: WORD,
      fields: [
        { key: "tekst", kind: "text", label: WORD, name: WORD, help: WORD, required: true },
        { key: "postnummer", kind: "postcode", label: WORD, place: "sted" },
        { key: "sted", kind: "text", label: WORD },
        { key: "valg", kind: "choices", label: WORD, required: true, options: OPTIONS },
        { key: "liste", kind: "choice", as: "select", label: WORD, options: OPTIONS },
        { key: "kryss", kind: "tick", label: WORD, help: WORD },
        { key: "pris", kind: "price", label: WORD, amount: 123456789, period: "month" },
        { key: "om", kind: "information", label: WORD, help: WORD, fold: true },
        { key: "rader", kind: "rows", label: WORD, row: WORD, min: 1, columns: [{ key: "a", kind: "text", label: WORD }] },
        { key: "underskrift", kind: "signature", label: WORD, required: true },
      ],
    },
  ],
};

for (const [name, width, css] of [
  ["400 % zoom", 320, ""],
  ["text of twice the size", 1280, "html { font-size: 32px }"],
  ["text of twice the size on a phone", 390, "html { font-size: 32px }"],
  ["a narrow column of a wide page", 1280, "main { width: 280px }"],
]) {
  test(`nothing is cut or scrolls sideways: ${name}`, async ({ page, host }) => {
    await page.setViewportSize({ width, height: 640 });
    await open(page, host);
    await dress(page, css);
    await element(page).evaluate((it, definition) => (it.definition = definition), LONG);
    await expect(element(page).getByRole("heading", { level: 2 })).toHaveText(WORD);
    await expectNoSideScroll(page);
    await fail(page);
    await expectNoSideScroll(page);
    await open(page, host);
    await dress(page, css);
    await known(page, answers(FORM));
    await expectNoSideScroll(page);
    await review(page);
    await expectNoSideScroll(page);
    await send(page);
    await expectNoSideScroll(page);
  });
}
