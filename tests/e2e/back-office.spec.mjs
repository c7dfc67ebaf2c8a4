// What has come in, for the token's holder and nobody else.
import { expectAccessible } from "./support/accessible.mjs";
import * as buypass from "./support/buypass.mjs";
import { envelope, post } from "./support/envelope.mjs";
import { SIZES, expectNoSideScroll, rows } from "./support/form.mjs";
import { Server, TOKEN } from "./support/server.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";

const key = (page) => page.getByLabel("Tilgangsnøkkel");
const show = (page) => page.getByRole("button", { name: "Vis innsendinger" });

async function logIn(page, server) {
  await page.goto(`${server.url}/innsendinger`);
  await key(page).fill(TOKEN);
  await show(page).click();
  await expect(page.getByRole("heading", { name: "Innsendinger", level: 1 })).toBeFocused();
}

test.describe("without the right key", () => {
  test.use({ expected: OUTAGE });

  test("nothing is shown, and a sentence says why", async ({ page, server }) => {
    const sent = envelope();
    await post(server, JSON.stringify(sent));
    await page.goto(`${server.url}/innsendinger`);
    await expect(page.getByRole("table")).toHaveCount(0);
    for (const [typed, sentence] of [
      ["", "Lim inn tilgangsnøkkelen."],
      ["wrong-token-0123456789", "Tilgangsnøkkelen er ikke riktig."],
      ["blåbærsyltetøy", "Tilgangsnøkkelen er ikke riktig."],
    ]) {
      await key(page).fill(typed);
      await show(page).click();
      await expect(key(page)).toBeFocused();
      await expect(key(page)).toHaveAccessibleDescription(new RegExp(sentence));
      await expect(page.getByRole("table")).toHaveCount(0);
      await expectAccessible(page, sentence);
    }
    const answer = await page.request.get(`${server.url}/api/innsendinger`);
    expect(answer.status()).toBe(401);
    const one = await page.request.get(`${server.url}/api/innsendinger/${sent.id}`);
    expect(one.status()).toBe(401);
    expect(await one.text()).not.toContain("Tannlegene");
  });

  test("too many wrong ones are told, and the right one still opens", async ({ page }) => {
    const server = await Server.start("--wrong-tokens-per-minute", "1");
    await page.goto(`${server.url}/innsendinger`);
    for (const sentence of ["Tilgangsnøkkelen er ikke riktig.", "Det er prøvd for mange feil tilgangsnøkler herfra."]) {
      await key(page).fill("wrong-token-0123456789");
      await show(page).click();
      await expect(key(page)).toHaveAccessibleDescription(new RegExp(sentence));
    }
    await logIn(page, server);
    await server.end();
  });
});

for (const size of SIZES) {
  test(`an empty list, then one submission, ${size.width} wide`, async ({ page, server }) => {
    const check = async (state) => {
      await expectAccessible(page, state);
      await expectNoSideScroll(page);
    };
    await page.setViewportSize(size);
    await logIn(page, server);
    await expect(page.getByText("Ingen innsendinger ennå.")).toBeVisible();
    await check("empty");

    const sent = envelope();
    await post(server, JSON.stringify(sent));
    const { item } = await server.only();
    await page.getByRole("button", { name: "Oppdater" }).click();
    const table = page.getByRole("table", { name: "Innsendinger" });
    await expect(table.getByRole("row")).toHaveCount(2);
    await expect(table.getByRole("row").last()).toContainText("Informasjon – Buypass virksomhetssertifikater");
    await check("one");

    const opener = table.getByRole("button", { name: item.reference });
    await opener.click();
    await expect(page.getByRole("heading", { name: `Innsending ${item.reference}`, level: 1 })).toBeFocused();
    const told = await rows(page);
    expect(told).toContainEqual(["Kontrollsum", sent.digest]);
    expect(told).toContainEqual(["Id", sent.id]);
    const price = "5\u00a0300,00\u00a0kr eks. mva., 6\u00a0625,00\u00a0kr inkl. mva.";
    expect(told).toContainEqual(["Sum", price]);
    expect(told).toContainEqual(["Pris pr. sertifikat med gyldighet i 3 år", price]);
    expect(told).toContainEqual(["Organisasjonens navn", "Tannlegene Vest AS"]);
    expect(told).toContainEqual(["Organisasjonsnummer", "971 058 676"]);
    expect(told).toContainEqual(["Mottakeren skal brukes i flere bestillinger", "Ja"]);
    await check("open");

    // National ids are shown one at a time, when they are asked for.
    const text = () => page.getByRole("main").innerText();
    for (const secret of buypass.SECRETS) expect(await text()).not.toContain(secret);
    await page.getByRole("button", { name: "Vis Fødselsnummer (11 siffer)" }).click();
    expect(await text()).toContain("018190 12012");
    expect(await text()).not.toContain("12034");
    await page.getByRole("button", { name: "Skjul Fødselsnummer (11 siffer)" }).click();
    expect(await text()).not.toContain("12012");

    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: "Last ned" }).click();
    const download = await started;
    expect(download.suggestedFilename()).toBe(`${sent.id}.json`);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(JSON.stringify(sent));

    await page.getByRole("button", { name: "Tilbake til listen" }).click();
    await expect(opener).toBeFocused();
    await page.getByRole("button", { name: "Logg ut" }).click();
    await expect(key(page)).toBeFocused();
    await expect(key(page)).toHaveValue("");
    await expect(page.getByRole("table")).toHaveCount(0);
  });
}

test("the newest stands first, and older ones are fetched", async ({ page, server }) => {
  const sent = [];
  for (let count = 0; count < 51; count++) {
    sent.push(envelope());
    expect((await post(server, JSON.stringify(sent.at(-1)))).status).toBe(201);
  }
  await logIn(page, server);
  const lines = page.getByRole("table").getByRole("row");
  await expect(lines).toHaveCount(51);
  const [newest] = await server.list();
  expect(newest.id).toBe(sent.at(-1).id);
  await expect(lines.nth(1)).toContainText(newest.reference);
  await page.getByRole("button", { name: "Vis eldre" }).click();
  await expect(lines).toHaveCount(52);
  await expect(page.getByRole("button", { name: "Vis eldre" })).toBeHidden();
});

test("the key is kept nowhere", async ({ page, server, context }) => {
  await logIn(page, server);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
  expect(kept).not.toContain(TOKEN);
  expect(await context.cookies()).toEqual([]);
  await page.reload();
  await expect(key(page)).toHaveValue("");
});
