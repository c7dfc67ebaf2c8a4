// What an agreement would displace, and the office's decision on it.
import { CONTRAST, expectAccessible } from "./support/accessible.mjs";
import { agree, agreement } from "./support/agreement.mjs";
import { envelope, post } from "./support/envelope.mjs";
import { SIZES, expectNoSideScroll, rows } from "./support/form.mjs";
import { TOKEN } from "./support/server.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";

async function logIn(page, server) {
  await page.goto(`${server.url}/innsendinger`);
  await page.getByLabel("Tilgangsnøkkel").fill(TOKEN);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Innsendinger", level: 1 })).toBeFocused();
}

/** Presses Tab until this has the focus. */
async function tabTo(page, locator) {
  for (let count = 0; count < 40; count++) {
    await page.keyboard.press("Tab");
    if (await locator.evaluate((it) => it === document.activeElement)) return;
  }
  throw new Error(`${locator} is not reached by Tab.`);
}

const reference = async (server, { id }) => (await server.list()).find((it) => it.id === id).reference;

/** `submission>displaces state by`, of what one displaces or would displace. */
async function standing(server, { id }) {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const { items } = await (await fetch(`${server.url}/api/erstatninger?submission=${id}`, { headers })).json();
  return items.map((it) => `${it.displaces.id} ${it.state} ${it.decided?.by ?? ""}`.trim());
}

for (const size of SIZES) {
  test(`is confirmed and undone with the keyboard alone, ${size.width} wide`, async ({ page, server }, testInfo) => {
    const look = async (state, but = []) => {
      await expectAccessible(page, state, { but });
      await expectNoSideScroll(page);
      await page.screenshot({ path: testInfo.outputPath(`${state}-${size.width}.png`), fullPage: true });
    };
    await page.setViewportSize(size);
    const first = await agree(server, agreement());
    const later = await agree(server, agreement());
    const [old, own] = [await reference(server, first), await reference(server, later)];
    await logIn(page, server);
    await expect(page.getByText("1 avtale venter på bekreftelse")).toBeVisible();
    await look("list");

    const link = page.locator("#waiting").getByRole("button", { name: own });
    await tabTo(page, link);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: `Innsending ${own}`, level: 1 })).toBeFocused();
    const panel = page.getByRole("region", { name: "Venter på bekreftelse" });
    await expect(panel).toContainText(`erstatter denne avtalen ${old} i protokollen`);
    await expect(panel).toContainText("Byggevarer Vest AS, 971 058 676");
    await look("pending");

    // The other one can be looked at before.
    await tabTo(page, panel.getByRole("button", { name: old, exact: true }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: `Innsending ${old}`, level: 1 })).toBeFocused();
    await expect(page.locator(".notice h2")).toHaveCount(0);
    await page.getByRole("button", { name: "Tilbake til listen" }).press("Enter");
    await tabTo(page, link);
    await page.keyboard.press("Enter");

    // Without a name nothing is decided.
    const confirm = panel.getByRole("button", { name: `Bekreft at den erstatter ${old} av «Byggevarer Vest AS»` });
    await tabTo(page, confirm);
    await page.keyboard.press("Enter");
    const name = panel.getByLabel("Navnet ditt");
    await expect(name).toBeFocused();
    await expect(name).toHaveAccessibleDescription(/Skriv navnet ditt\./);
    expect(await standing(server, later)).toEqual([`${first.id} pending`]);
    await page.keyboard.type("Kari Saksbehandler");
    await tabTo(page, confirm);
    await page.keyboard.press("Enter");

    const confirmed = page.getByRole("region", { name: "Erstatter en annen avtale" });
    await expect(confirmed.getByRole("heading")).toBeFocused();
    await expect(confirmed).toContainText("Bekreftet av Kari Saksbehandler");
    await expect(page.getByRole("status")).toContainText(`Bekreftet: ${own} erstatter ${old}.`);
    expect(await standing(server, later)).toEqual([`${first.id} confirmed Kari Saksbehandler`]);
    // What is said for a while lies over the page, so that axe cannot judge the contrast.
    await look("confirmed", [CONTRAST]);

    await tabTo(page, confirmed.getByRole("button", { name: `Angre: ${old} skal stå likevel` }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("region", { name: "Avvist" }).getByRole("heading")).toBeFocused();
    expect(await standing(server, later)).toEqual([`${first.id} rejected Kari Saksbehandler`]);
    await look("rejected", [CONTRAST]);
    await page.getByRole("button", { name: "Tilbake til listen" }).press("Enter");
    await expect(page.getByRole("heading", { name: "Innsendinger", level: 1 })).toBeFocused();
    await expect(page.locator("#waiting")).toBeHidden();
  });
}

test("the correction of another organisation's agreement says that it is another's", async ({ page, server }) => {
  const first = await agree(server, agreement());
  const name = `<img src="x" onerror="document.title=1">`;
  const later = await agree(server, agreement({ number: "929782216", name, replaces: first.id }));
  await logIn(page, server);
  await page.locator("#waiting").getByRole("button").click();
  const panel = page.getByRole("region", { name: "Venter på bekreftelse" });
  await expect(panel).toContainText(`retter ${await reference(server, first)}, som er en annen virksomhets avtale`);
  await expect(panel).toContainText(`${name}, 929 782 216`);
  await panel.getByLabel("Navnet ditt").fill("Ola");
  await panel.getByRole("button", { name: "Avvis" }).click();
  await expect(page.getByRole("region", { name: "Avvist" })).toContainText("Avvist av Ola");
  expect(await standing(server, later)).toEqual([`${first.id} rejected Ola`]);
  await expect(page.locator("main img")).toHaveCount(0);
  expect(await page.title()).toBe("Innsendinger – Blankett");
});

test.describe("when two decide at once", () => {
  test.use({ expected: OUTAGE });

  test("the second is told, and sees what stands now", async ({ page, server, context }) => {
    await agree(server, agreement());
    const [second, third] = [await agree(server, agreement()), await agree(server, agreement())];
    const other = await context.newPage();
    for (const [it, sent] of [[page, second], [other, third]]) {
      await logIn(it, server);
      await it.locator("#waiting").getByRole("button", { name: await reference(server, sent) }).click();
      await it.getByLabel("Navnet ditt").fill("Kari");
    }
    await page.getByRole("button", { name: "Bekreft at den erstatter" }).click();
    await expect(page.getByRole("status")).toContainText("Bekreftet: ");
    await other.getByRole("button", { name: "Bekreft at den erstatter" }).click();
    await expect(other.getByRole("status")).toContainText("Noe har endret seg siden du åpnet innsendingen");
    const now = await reference(server, second);
    await expect(other.getByRole("region", { name: "Venter på bekreftelse" })).toContainText(now);
    expect(await standing(server, third)).toEqual([`${second.id} pending`]);
  });
});

for (const size of SIZES) {
  test(`says by which day it was judged, ${size.width} wide`, async ({ page, server }, testInfo) => {
    await page.setViewportSize(size);
    const days = (count) => new Date(Date.now() - count * 864e5);
    const long = (day) => day.toLocaleDateString("nb-NO", { day: "numeric", month: "long" });
    const sent = [days(0), days(20), new Date("1990-02-01T12:00:00Z")];
    for (const day of sent) {
      const { status } = await post(server, JSON.stringify(envelope({ submittedAt: day.toISOString() })));
      expect(status).toBe(201);
    }
    await logIn(page, server);
    const lines = page.getByRole("table").getByRole("row");
    const waited = new RegExp(`Vurdert etter dagen den ble lagret hos avsender: ${long(sent[1])}( \\d{4})?, 20 dager før den kom`);
    const bound = "Dagen avsender oppgir, teller ikke";
    await expect(lines.nth(3)).not.toContainText("Vurdert");
    await expect(lines.nth(2)).toContainText(waited);
    await expect(lines.nth(1)).toContainText(bound);
    await expectAccessible(page, "days");
    await expectNoSideScroll(page);
    await page.screenshot({ path: testInfo.outputPath(`days-${size.width}.png`), fullPage: true });
    await lines.nth(2).getByRole("button").click();
    await expect(page.getByRole("heading", { level: 1, name: /Innsending B-/ })).toBeFocused();
    const told = await rows(page);
    expect(told.find(([label]) => label === "Regler og priser")[1]).toMatch(waited);
    await page.screenshot({ path: testInfo.outputPath(`day-${size.width}.png`), fullPage: true });
  });
}
