// What came before the engine took away characters that nobody sees: the office's screen shows
// none of them, and names the one that turns letters around.
import { envelope, post } from "./support/envelope.mjs";
import { rows } from "./support/form.mjs";
import { TOKEN } from "./support/server.mjs";
import { expect, test } from "./support/test.mjs";

test("nothing is hidden or turned around on the screen", async ({ page, server }) => {
  const sent = envelope();
  await post(server, JSON.stringify(sent));
  const { item } = await server.only();
  // As an older edition would have stored it.
  await page.route(`**/api/innsendinger/${sent.id}`, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.answers.virksomhet.navn = "Tannlegene\u200b \u202etseV\u202c AS\u2066";
    json.answers["ukjent\u202e"] = "a\u00adb";
    await route.fulfill({ response, json });
  });
  await page.goto(`${server.url}/innsendinger`);
  await page.getByLabel("Tilgangsnøkkel").fill(TOKEN);
  await page.getByRole("button", { name: "Vis innsendinger" }).click();
  await page.getByRole("table").getByRole("button", { name: item.reference }).click();
  await expect(page.getByRole("heading", { name: `Innsending ${item.reference}`, level: 1 })).toBeVisible();
  const told = await rows(page);
  expect(told).toContainEqual(["Organisasjonens navn", "Tannlegene [U+202E]tseV AS"]);
  expect(told).toContainEqual(["ukjent[U+202E]", "ab"]);
  expect(await page.getByRole("main").innerText()).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069\u00ad]/);
});
