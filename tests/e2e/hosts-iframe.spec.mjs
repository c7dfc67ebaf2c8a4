// The form in a frame of another origin (tests/hosts/iframe): as high as the form, scrolled
// by the page around it, and deaf to everybody else.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const inside = (page) => page.frameLocator("iframe");
const summary = (page) => inside(page).getByRole("group", { name: WORDS.nb.summary });

test.beforeEach(async ({ page, host }) => {
  await page.addInitScript(() => {
    window.messages = [];
    addEventListener("message", ({ origin, data }) => window.messages.push({ origin, ...data }));
  });
  await page.goto(`${host.url}/iframe/parent.html`);
  await expect(button(inside(page), "nb", "review")).toBeVisible();
});

const messages = (page, type) => page.evaluate((type) => window.messages.filter((it) => it.type === type), type);

/** How high the frame is, and how high what is in it. */
async function heights(page) {
  const frame = await page.locator("iframe").boundingBox();
  const [body, scrolls] = await inside(page)
    .locator("body")
    .evaluate((it) => [it.getBoundingClientRect().height, it.ownerDocument.scrollingElement.scrollHeight > innerHeight]);
  return { frame: frame.height, body: Math.ceil(body), scrolls };
}

async function expectFits(page) {
  await expect(async () => {
    const { frame, body, scrolls } = await heights(page);
    expect([frame, scrolls]).toEqual([body, false]);
  }).toPass();
}

/** The frame is as high as the form and stays so: no height brings about another. */
async function expectSettled(page) {
  await expectFits(page);
  const before = (await messages(page, "blankett-height")).length;
  await page.waitForTimeout(700);
  expect((await messages(page, "blankett-height")).length).toBe(before);
}

/** What part of something in the frame can be seen, in the page's window. */
async function seen(page, place) {
  const { top, bottom } = await place.evaluate((it) => it.getBoundingClientRect().toJSON());
  const { y } = await page.locator("iframe").boundingBox();
  return { top: y + top, bottom: y + bottom };
}

async function expectInView(page, place) {
  const { height } = page.viewportSize();
  await expect(async () => {
    const { top, bottom } = await seen(page, place);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(Math.min(bottom, top + height / 2)).toBeLessThanOrEqual(height);
  }).toPass();
}

test("the frame is as high as the form: wide and narrow, with errors, in review and on the receipt", async ({ page }) => {
  await expectSettled(page);
  const { frame: wide } = await heights(page);
  await page.setViewportSize({ width: 360, height: 780 });
  await expectSettled(page);
  expect((await heights(page)).frame, "a narrow form is higher").toBeGreaterThan(wide);
  await page.setViewportSize({ width: 1280, height: 900 });
  await expectSettled(page);
  expect((await heights(page)).frame, "and shrinks again").toBe(wide);

  await button(inside(page), "nb", "review").click();
  await expect(summary(page)).toBeVisible();
  await expectSettled(page);
  expect((await heights(page)).frame).toBeGreaterThan(wide);
  await fill(inside(page), buypass.typed());
  await review(inside(page));
  await expectSettled(page);
  await send(inside(page));
  await expectSettled(page);
  // A change of the form is told a few times, not over and over.
  expect((await messages(page, "blankett-height")).length).toBeLessThan(60);
});

test("what has the focus is in view in the page: the summary, a field it leads to, the review", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  const send = button(inside(page), "nb", "review");
  await send.focus();
  await expectInView(page, send);
  await page.keyboard.press("Enter");
  await expect(summary(page)).toBeFocused();
  await expectInView(page, summary(page));

  // The first field is far up.
  await summary(page).getByRole("link").first().press("Enter");
  const first = field(inside(page), "Informasjon om virksomheten", "Organisasjonsnummer");
  await expect(first).toBeFocused();
  await expectInView(page, first);
  // By the keyboard through the whole form: never out of sight.
  for (let times = 0; times < 12; times++) {
    await page.keyboard.press("Tab");
    await expectInView(page, inside(page).locator(":focus").last());
  }
  await fill(inside(page), buypass.typed());
  await review(inside(page));
  await expectInView(page, inside(page).getByRole("heading", { name: WORDS.nb.reviewTitle }));
});

test("a delivery is told to the page, and not one answer", async ({ page, host }) => {
  await fill(inside(page), buypass.typed());
  await review(inside(page));
  await send(inside(page));
  const { item, envelope } = await host.backend.only();
  expect(envelope.answers).toEqual(buypass.answers);
  await expect(page.getByRole("status").filter({ hasText: item.reference })).toBeVisible();
  const [delivered] = await messages(page, "blankett-delivered");
  expect(delivered).toEqual({
    origin: host.forms,
    type: "blankett-delivered",
    id: item.id,
    reference: item.reference,
    digest: item.digest,
  });
  const all = await page.evaluate(() => window.messages);
  expect([...new Set(all.map((it) => it.type))].sort()).toEqual(["blankett-delivered", "blankett-focus", "blankett-height"]);
  const told = JSON.stringify(all);
  for (const secret of ["Tannlegene", "Nordmann", "971058676", ...buypass.SECRETS]) expect(told).not.toContain(secret);
});

test("the language is the page's, by a message to the frame", async ({ page }) => {
  await page.evaluate(() => (document.documentElement.lang = "en"));
  await expect(button(inside(page), "en", "review")).toBeVisible();
});

for (const [name, origin] of [
  ["a stranger", "stranger"],
  ["the right origin, but not the frame", "forms"],
]) {
  test(`messages from ${name} change nothing`, async ({ page, host }) => {
    await page.goto(`${host[origin]}/empty.html`);
    const opened = page.waitForEvent("popup");
    await page.evaluate((target) => void (window.victim = open(target)), `${host.url}/iframe/parent.html`);
    const victim = await opened;
    await expect(button(inside(victim), "nb", "review")).toBeVisible();
    await expectFits(victim);
    const before = await heights(victim);
    await victim.evaluate(() => {
      window.heard = [];
      addEventListener("message", ({ origin, data }) => window.heard.push({ origin, ...data }));
    });
    await page.evaluate(() => {
      const forged = [
        { type: "blankett-height", height: 5 },
        { type: "blankett-focus", top: 4000, bottom: 4010 },
        { type: "blankett-delivered", id: "1", reference: "FORGED", digest: "x" },
        { type: "blankett-hello", lang: "en" },
      ];
      for (const message of forged) {
        window.victim.postMessage(message, "*");
        window.victim.frames[0].postMessage(message, "*");
      }
    });
    const heard = () => victim.evaluate(() => window.heard.map((it) => it.origin));
    await expect.poll(async () => (await heard()).filter((it) => it === host[origin])).toHaveLength(4);
    await victim.waitForTimeout(300);
    expect(await heights(victim)).toEqual(before);
    expect(await victim.evaluate(() => scrollY)).toBe(0);
    await expect(victim.getByText("FORGED")).toHaveCount(0);
    await expect(button(inside(victim), "nb", "review")).toBeVisible();
    await victim.close();
  });
}

test("heights and places that make no sense change nothing", async ({ page }) => {
  await expectSettled(page);
  const before = await heights(page);
  const frame = page.frames().find((it) => it.url().includes("/iframe/frame.html"));
  await frame.evaluate(() => {
    const wrong = [null, 5, "blankett-height", {}, { type: "toString" }, { type: "__proto__" }];
    for (const height of [0, -1, NaN, Infinity, 1e9, "<b>", undefined]) wrong.push({ type: "blankett-height", height });
    for (const top of [NaN, "x", undefined]) wrong.push({ type: "blankett-focus", top, bottom: top });
    for (const message of wrong) parent.postMessage(message, "*");
  });
  await page.waitForTimeout(300);
  expect(await heights(page)).toEqual(before);
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test.describe("another site", () => {
  test.use({ expected: /frame-ancestors|frame-src|chrome-error|refused/i });

  test("cannot show the form as its own", async ({ page, host, complaints }) => {
    await page.goto(`${host.stranger}/iframe/parent.html`);
    await expect.poll(() => complaints.join("\n")).toContain("frame-ancestors");
    await expect(inside(page).locator("blankett-form")).toHaveCount(0);
  });
});
