// The whole Buypass order without a mouse.
import * as buypass from "./support/buypass.mjs";
import { button, field } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

/** Where the focus is, inside shadow roots too. */
function focused(page) {
  return page.evaluate(() => {
    let it = document.activeElement;
    while (it.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
    const section = it.closest("section[aria-labelledby]");
    const style = getComputedStyle(it);
    const { top, bottom, left } = it.getBoundingClientRect();
    return {
      section: section && it.getRootNode().getElementById(section.getAttribute("aria-labelledby")).innerText,
      name: (it.labels?.[0] ?? it).innerText.trim(),
      type: it.type,
      seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      top: top + scrollY,
      bottom: bottom + scrollY,
      left,
      inView: Math.min(bottom, innerHeight) - Math.max(top, 0) > (bottom - top) / 2,
    };
  });
}

/** Goes on to the next stop, which must be seen and stand after the last. */
async function tab(page, last) {
  await page.keyboard.press("Tab");
  const here = await focused(page);
  expect(here.seen, `«${here.name}» shows that it has the focus`).toBe(true);
  expect(here.inView, `«${here.name}» is in view`).toBe(true);
  if (last) {
    const after = here.top >= last.bottom - 1 || (here.left > last.left && here.bottom > last.top);
    expect(after, `«${here.name}» stands after «${last.name}»`).toBe(true);
  }
  return here;
}

async function tabTo(page, name) {
  for (let stops = 0; stops < 60; stops++) {
    const here = await tab(page);
    if (here.name === name) return here;
  }
  throw new Error(`No stop is called «${name}».`);
}

for (const width of [360, 1280]) {
  test(`filled in and sent with the keyboard alone, ${width} wide`, async ({ page, server }) => {
    await page.setViewportSize({ width, height: 780 });
    await page.goto(server.page(buypass.ID));
    await expect(button(page, "nb", "review")).toBeVisible();
    const wanted = new Map(
      buypass.typed().flatMap(([section, fields]) => fields.map(([label, value]) => [`${section}: ${label}`, value])),
    );
    const filled = [];
    let here = await tab(page);
    while (here.name !== WORDS.nb.review) {
      const key = here.section && `${here.section}: ${here.name.replace(/ \(valgfritt\)$/, "")}`;
      if (wanted.has(key)) {
        const value = wanted.get(key);
        if (value === true) await page.keyboard.press("Space");
        else await page.keyboard.type(value);
        filled.push(key);
      }
      here = await tab(page, here);
    }
    expect(filled).toEqual([...wanted.keys()]);

    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: WORDS.nb.reviewTitle })).toBeFocused();
    await tabTo(page, WORDS.nb.send);
    await page.keyboard.press("Space");
    await expect(page.getByRole("heading", { name: WORDS.nb.receiptTitle })).toBeFocused();
    expect((await server.only()).envelope.answers).toEqual(buypass.answers);

    // A new form begins at its title, empty.
    await tabTo(page, WORDS.nb.new);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: /^Informasjon – Buypass/ })).toBeFocused();
    await expect(field(page, "Signaturberettiget", "Fødselsnummer")).toHaveValue("");
  });
}

test("«Endre» leads to the section's first field, and back with everything kept", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  for (const [section, fields] of buypass.typed()) {
    for (const [label, value] of fields) {
      const input = field(page, section, label);
      await input.focus();
      if (value === true) await page.keyboard.press("Space");
      else await page.keyboard.type(value);
    }
  }
  for (const [section, [[first]]] of buypass.typed()) {
    await button(page, "nb", "review").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: WORDS.nb.reviewTitle })).toBeFocused();
    await page.getByRole("button", { name: `Endre: ${section}`, exact: true }).focus();
    await page.keyboard.press("Enter");
    await expect(field(page, section, first)).toBeFocused();
    await expect(field(page, section, first)).toBeInViewport();
  }
});

test("from the error summary each link and the button are reached", async ({ page, server }) => {
  await page.goto(server.page(buypass.ID));
  await button(page, "nb", "review").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeFocused();
  expect((await focused(page)).seen).toBe(true);
  const link = await tab(page);
  expect(link.name).toBe("Fyll ut organisasjonsnummer.");
  await page.keyboard.press("Enter");
  await expect(field(page, "Informasjon om virksomheten", "Organisasjonsnummer")).toBeFocused();
  expect((await focused(page)).inView).toBe(true);
});
