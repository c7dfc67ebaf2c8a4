// What has come in, as the back office reads it: rows, signatures, sums and the
// forms of a packet. The answers are made up here, so that they can be hostile.
import { expectAccessible } from "./support/accessible.mjs";
import { SIZES, expectNoSideScroll, rows } from "./support/form.mjs";
import { TOKEN } from "./support/server.mjs";
import { expect, test } from "./support/test.mjs";

const ID = "00000001-5eed-4000-8000-000000000000";
const EVIL = '<img src="x" onerror="document.title=1">';
const DIGEST = `sha-256=${"0".repeat(64)}`;
const version = "2026-11-26";
const money = { net: 100000, vat: 25000, gross: 125000 };

const ENVELOPE = {
  id: ID,
  form: { id: "opus-overtagelse-pakke", version },
  language: "nb",
  submittedAt: "2026-11-21T19:00:00Z",
  answers: {
    ny: { firmanavn: EVIL },
    "opus-bruker": {
      brukere: [{ navn: "Kari" }, { navn: EVIL, ukjent: "01819012012" }],
      kunde: { signatur: { method: "drawn", path: "M10 20L30 40", facts: "0" } },
    },
    "opus-lisens": { signatur: { kunde: { method: "typed", name: EVIL, facts: "0" } } },
    "opus-visma-samhandling": { kunde: { signatur: { method: "drawn", path: EVIL, facts: "0" } } },
    "opus-samhandlingslink": { kunde: { signatur: { method: "paper" } } },
  },
  totals: {
    currency: "NOK",
    ...money,
    month: { net: 71700, vat: 17925, gross: 89625 },
    lines: [
      { key: "opus-lisens.pris", quantity: 3, period: "once", ...money },
      { key: "opus-samhandlingslink.ukjent", quantity: 1, period: "month", net: 71700, vat: 17925, gross: 89625 },
      { key: "porto", quantity: 1, period: "once", later: true },
    ],
  },
  digest: DIGEST,
  replaces: null,
  parts: ["opus-bruker", "opus-lisens", "opus-visma-samhandling", "opus-samhandlingslink"].map((id, at) => ({
    form: { id, version: at ? version : "2020-01-01" },
    totals: id === "opus-lisens" ? { currency: "NOK", ...money } : {},
    digest: DIGEST.replace("0", String(at + 1)),
  })),
};

async function open(page, server) {
  const item = { id: ID, reference: "B-0000-0001", receivedAt: "2026-11-21T19:00:00.000Z", form: ENVELOPE.form, digest: DIGEST };
  const asked = [];
  await page.route("**/api/innsendinger**", (route) => {
    const { pathname } = new URL(route.request().url());
    asked.push(pathname);
    if (pathname.includes("/deler/")) return route.fulfill({ json: { id: ID, part: pathname.split("/").at(-1) } });
    if (pathname.endsWith(ID)) return route.fulfill({ json: ENVELOPE });
    return route.fulfill({ json: { items: [item], next: null } });
  });
  await page.goto(`${server.url}/innsendinger`);
  await page.getByLabel("Tilgangsnøkkel").fill(TOKEN);
  await page.getByRole("button", { name: "Vis innsendinger" }).click();
  await page.getByRole("button", { name: item.reference }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  return asked;
}

for (const size of SIZES) {
  test(`a packet, ${size.width} wide`, async ({ page, server }) => {
    await page.setViewportSize(size);
    const asked = await open(page, server);
    const told = await rows(page);
    const of = (label) => told.filter(([it]) => it === label).map(([, value]) => value.replace(/\s/g, " "));
    expect(of("Sum")).toEqual(Array(2).fill("1 000,00 kr eks. mva., 1 250,00 kr inkl. mva."));
    expect(of("Sum per måned")).toEqual(["717,00 kr eks. mva., 896,25 kr inkl. mva."]);
    expect(of("opus-samhandlingslink.ukjent")).toEqual(["717,00 kr eks. mva., 896,25 kr inkl. mva., per måned"]);
    expect(of("porto")).toEqual(["kommer i tillegg"]);
    expect(told.some(([, value]) => value.startsWith("3 stk., "))).toBe(true);
    expect(of("Kontrollsum")).toEqual([DIGEST, ...ENVELOPE.parts.map((it) => it.digest)]);

    // Text is text, wherever it stands.
    expect(of("Firmanavn")[0]).toBe(EVIL);
    await expect(page.getByText(`Signert med navn: ${EVIL}`)).toBeVisible();
    await expect(page.locator("main img")).toHaveCount(0);
    expect(await page.title()).toBe("Innsendinger – Blankett");
    const drawn = page.getByRole("img", { name: "Tegnet signatur" });
    await expect(drawn).toHaveCount(1);
    await expect(drawn).toHaveAttribute("viewBox", "0 0 600 200");
    await expect(drawn.locator("path")).toHaveAttribute("d", "M10 20L30 40");
    await expect(page.getByText("Tegnet signatur, som ikke kan vises")).toBeVisible();
    await expect(page.getByText("Signeres på papiret")).toBeVisible();

    // Rows, and in them numbers that nobody has named.
    const lines = page.locator(".rows > li");
    await expect(lines).toHaveCount(2);
    await expect(lines.nth(1)).toContainText(EVIL);
    await expect(lines.nth(1)).not.toContainText("01819012012");
    await lines.nth(1).getByRole("button", { name: "Vis ukjent" }).click();
    await expect(lines.nth(1)).toContainText("01819012012");
    await expect(page.getByText(`Ledetekstene under er fra utgave ${version} av skjemaet.`)).toHaveCount(1);
    await expectAccessible(page, "a packet");
    await expectNoSideScroll(page);

    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: "Last ned skjemaet for seg" }).nth(1).click();
    expect((await started).suggestedFilename()).toBe(`${ID}-opus-lisens.json`);
    expect(asked.at(-1)).toBe(`/api/innsendinger/${ID}/deler/opus-lisens`);
  });
}
