// Signatures: typed, drawn, or left for a pen on paper.
import { expectAccessible } from "./support/accessible.mjs";
import { SIZES, button, expectNoSideScroll, field, review, send } from "./support/form.mjs";
import { answers, choose, open, radios } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const ID = "opus-overtagelse";
const NEW = "Signatur ny eier";
const OLD = "Signatur gammel eier";
const STALE = "Svarene er endret etter at det ble signert. Fjern signaturen og signer på nytt.";
const FINGERPRINT = expect.stringMatching(/^[0-9a-f]{16}$/);

/** Everything but the signatures. */
function unsigned() {
  const all = answers(ID);
  delete all["ny-eier"].signatur;
  delete all["gammel-eier"].signatur;
  return all;
}

const again = (page, who) =>
  radios(page, who).getByRole("button", { name: "Fjern og signer på nytt" }).filter({ visible: true });
const pad = (page, who) => radios(page, who).getByRole("img", { name: /^Tegn signaturen/ });

async function type(page, who, name) {
  await choose(page, who, "Skriv navnet");
  await radios(page, who).getByLabel("Navnet til den som signerer").fill(name);
}

/** Strokes with the mouse: lists of points, in hundredths of the box. */
async function draw(page, who, ...strokes) {
  await choose(page, who, "Tegn signaturen");
  await pad(page, who).scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad(page, who).boundingBox();
  for (const [first, ...rest] of strokes) {
    const move = ([a, b]) => page.mouse.move(x + (a * width) / 100, y + (b * height) / 100);
    await move(first);
    await page.mouse.down();
    for (const point of rest) await move(point);
    await page.mouse.up();
  }
}

const STROKES = [
  [[10, 50], [20, 20], [30, 80]],
  [[40, 50], [60, 50]],
];

const summaryOf = (page) => page.getByRole("group", { name: WORDS.nb.summary });

for (const size of SIZES) {
  test(`one types and one draws, ${size.width} wide`, async ({ page, server }) => {
    await page.setViewportSize(size);
    await open(page, server, ID, unsigned());
    await type(page, NEW, "Kari Nordmann");
    await draw(page, OLD, ...STROKES);
    const path = await pad(page, OLD).locator("path").getAttribute("d");
    // In a box of 600 by 200, to the nearest pixel on the screen.
    const numbers = path.split(/[ML ]/).filter(Boolean).map(Number);
    expect(path).toMatch(/^M\d+ \d+(L\d+ \d+){2}M\d+ \d+L\d+ \d+$/);
    for (const [at, wanted] of [60, 100, 120, 40, 180, 160, 240, 100, 360, 100].entries()) {
      expect(Math.abs(numbers[at] - wanted), `${path} at ${at}`).toBeLessThanOrEqual(3);
    }
    await expectAccessible(page, "signed");
    await expectNoSideScroll(page);

    await review(page);
    await expect(page.getByText("Signert elektronisk av Kari Nordmann")).toBeVisible();
    const drawn = page.getByRole("img", { name: "Signert elektronisk med tegnet signatur" });
    await expect(drawn.locator("path")).toHaveAttribute("d", path);
    await expectAccessible(page, "review");
    await expectNoSideScroll(page);
    await send(page);
    await expect(drawn.locator("path")).toHaveAttribute("d", path);

    const { envelope } = await server.only();
    expect(envelope.answers["ny-eier"].signatur).toEqual({ method: "typed", name: "Kari Nordmann", facts: FINGERPRINT });
    expect(envelope.answers["gammel-eier"].signatur).toEqual({ method: "drawn", path, facts: FINGERPRINT });
  });
}

test("what is drawn can be taken back and drawn anew", async ({ page, server }) => {
  await open(page, server, ID, unsigned());
  await draw(page, OLD, ...STROKES);
  const line = pad(page, OLD).locator("path");
  await expect(line).toHaveAttribute("d", /^M/);
  await again(page, OLD).click();
  await expect(line).toHaveAttribute("d", "");
  await button(page, "nb", "review").click();
  const sentence = "Velg hvordan du vil signere, og signer.";
  await expect(summaryOf(page).getByRole("link")).toHaveText([sentence, sentence]);
  await draw(page, OLD, STROKES[1]);
  await expect(summaryOf(page).getByRole("link")).toHaveCount(1);
  await summaryOf(page).getByRole("link").click();
  // By keyboard from there.
  await expect(radios(page, NEW).getByRole("radio", { name: "Skriv navnet" })).toBeFocused();
  await page.keyboard.press(" ");
  await page.keyboard.press("Tab");
  await expect(radios(page, NEW).getByLabel("Navnet til den som signerer")).toBeFocused();
  await page.keyboard.type("Kari Nordmann");
  await review(page);
});

test("what is changed after it is signed must be signed anew", async ({ page, server }) => {
  await open(page, server, ID, unsigned());
  await type(page, NEW, "Kari Nordmann");
  await draw(page, OLD, ...STROKES);
  const links = summaryOf(page).getByRole("link");
  // Place, date and name belong to a signature, and are often written last.
  await field(page, "Gammel eier signerer", "Sted").fill("Drammen");
  await review(page);
  await page.getByRole("button", { name: "Tilbake til skjemaet" }).click();

  await field(page, "Ny selskapsinformasjon", "Adresse").fill("Strandgaten 3");
  await button(page, "nb", "review").click();
  await expect(links).toHaveText([STALE, STALE]);
  await links.last().click();
  await expect(radios(page, OLD).getByRole("radio").first()).toBeFocused();
  await expect(radios(page, NEW)).toHaveAccessibleDescription(new RegExp(STALE));
  await expectAccessible(page, "to be signed anew");

  await again(page, NEW).click();
  const name = radios(page, NEW).getByLabel("Navnet til den som signerer");
  await expect(name).toBeFocused();
  await expect(name).toHaveValue("");
  await name.fill("Kari Nordmann");
  await expect(links).toHaveText([STALE]);
  await again(page, OLD).click();
  await draw(page, OLD, STROKES[0]);
  await expect(summaryOf(page)).toBeHidden();
  await review(page);
  await send(page);
  const { answers } = (await server.only()).envelope;
  expect(answers.ny.adresse).toBe("Strandgaten 3");
  expect(answers["ny-eier"].signatur.name).toBe("Kari Nordmann");
});

test("a signature on paper needs no more, and has a line to sign on", async ({ page, server }) => {
  await open(page, server, ID, unsigned());
  for (const who of [NEW, OLD]) await choose(page, who, "Signer på papir");
  await expect(radios(page, NEW).getByText("Skriv ut dokumentet når skjemaet er sendt")).toBeVisible();
  await field(page, "Ny selskapsinformasjon", "Adresse").fill("Strandgaten 3");
  await review(page);
  await send(page);
  const { answers } = (await server.only()).envelope;
  expect(answers["ny-eier"].signatur).toEqual({ method: "paper" });
  expect(answers["gammel-eier"].signatur).toEqual({ method: "paper" });

  await page.emulateMedia({ media: "print" });
  for (const who of [NEW, OLD]) {
    const term = page.getByRole("term").filter({ hasText: who });
    await expect(term).toBeVisible();
    const line = term.locator("xpath=following-sibling::*[1]").locator("div").first();
    await expect(line).toHaveText("");
    // Room for a pen, and the line itself.
    expect((await line.boundingBox()).height).toBeGreaterThan(45);
    expect((await line.boundingBox()).width).toBeGreaterThan(200);
    expect(await line.evaluate((it) => parseFloat(getComputedStyle(it).borderBlockEndWidth))).toBeGreaterThan(0);
  }
});
