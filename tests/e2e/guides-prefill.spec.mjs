// The guide to prefilling: its pages as they stand there, with only the addresses replaced.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review } from "./support/form.mjs";
import { expect, siteTest as test } from "./support/sites.mjs";
import { guide, plain, run, snippet, tried } from "./support/snippets.mjs";

const code = (mark) => tried(snippet("prefill.md", mark));
const element = (page) => page.locator("blankett-form");
const company = (page, label) => field(page, "Informasjon om virksomheten", label);

test("answers in the page", async ({ page, site }) => {
  await site.open(page, plain(code("prefill:page")));
  await expect(company(page, "Organisasjonsnummer")).toHaveValue("971 058 676");
  await expect(company(page, "Organisasjonens navn")).toHaveValue("Tannlegene Vest AS");
  await company(page, "Organisasjonens navn").fill("Tannlegene Øst AS");
  const answers = await element(page).evaluate((it) => it.answers());
  expect(answers.virksomhet).toEqual({ organisasjonsnummer: "971058676", navn: "Tannlegene Øst AS" });
});

test("the keys of a form", async ({ site }) => {
  const printed = await run(code("run:keys"), { widget: site.backend.url });
  expect(printed).toContain(code("out:keys"));
});

test("each kind of answer that the guide tells of can be given", async ({ page, site }) => {
  const rows = guide("prefill.md").match(/^\| `.*$/gm).filter((it) => !/unknown|type|format/.test(it));
  const kinds = rows.flatMap((it) => it.split("|")[1].match(/[a-z-]+/g));
  const option = (value) => ({ value, label: value });
  const more = {
    identifier: { identifier: "telefon" },
    choice: { options: [option("manedlig"), option("arlig")] },
    choices: { options: [option("helse"), option("annet")] },
    rows: { row: "Rad", columns: [{ key: "navn", kind: "text", label: "Navn" }] },
  };
  const given = {
    text: "a", "long-text": "b", email: "a@b.no", phone: "22123456", postcode: "0150", identifier: "22123456", date: "2026-12-24",
    number: 12.5, "yes-no": true, tick: true, choice: "manedlig", choices: ["helse", "annet"], rows: [{ navn: "c" }],
  };
  expect(Object.keys(given).sort()).toEqual(kinds.sort());
  const fields = kinds.map((kind) => ({ key: kind, kind, label: kind, ...more[kind], ...(kind === "number" && { decimals: 1 }) }));
  const definition = { id: "a", version: "1", title: "A", sections: [{ id: "s", title: "S", fields }] };
  await site.open(page, plain(`<blankett-form></blankett-form>
    <script>Object.assign(document.querySelector("blankett-form"), ${JSON.stringify({ definition, prefill: given })})</script>`));
  await expect(page.getByRole("region", { name: "S", exact: true })).toBeVisible();
  expect(await element(page).evaluate((it) => it.answers())).toEqual(given);
});

test.describe("answers that are fetched", () => {
  test.use({ expected: /^Failed to load resource/ });

  test("stand there, or nothing does", async ({ page, site }) => {
    await site.open(page, plain(code("prefill:fetch")));
    await expect(company(page, "Organisasjonens navn")).toHaveValue("");
    const body = JSON.stringify({ virksomhet: { navn: "Tannlegene Vest AS" } });
    site.files["/kunde.json"] = { type: "application/json", body };
    await page.reload();
    await expect(company(page, "Organisasjonens navn")).toHaveValue("Tannlegene Vest AS");
  });
});

test("answers from a link", async ({ page, site }) => {
  site.files["/bestill"] = plain(code("prefill:link"));
  await page.goto(`${site.url}/bestill?orgnr=971058676`);
  await expect(company(page, "Organisasjonsnummer")).toHaveValue("971 058 676");
});

test("a locked field is set, and cannot be typed in", async ({ page, site }) => {
  await site.open(page, plain(code("prefill:locked")));
  await expect(page.getByText(/^1\s?490$/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: /^Pris/ })).toHaveCount(0);
  expect((await element(page).evaluate((it) => it.answers())).pris).toBe(1490);
});

test.describe("headers", () => {
  test.use({ expected: /^blankett: getHeaders: |^Failed to load resource/ });

  test("are asked for before each attempt; a failure is told", async ({ page, site, complaints }) => {
    await site.open(page, plain(code("prefill:headers")));
    await fill(page, buypass.typed());
    await review(page);
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert")).toContainText("Nettstedet klarte ikke å gjøre klart til å sende.");
    expect(complaints.join("\n")).toContain("getHeaders: /token answers 404");
    const posted = page.waitForRequest((it) => it.method() === "POST");
    site.files["/token"] = { type: "text/plain", body: "abc" };
    expect(await (await posted).headerValue("Authorization")).toBe("Bearer abc");
    await expect(page.getByRole("heading", { name: "Skjemaet er sendt" })).toBeVisible();
    await site.backend.only();
  });
});

test("what is not used is told", async ({ page, site }) => {
  const prefill = { virksomhet: { farge: "blå", navn: 7 } };
  const told = page.waitForEvent("console", (it) => it.type() === "warning");
  await site.open(page, plain(`<blankett-form form="${buypass.ID}"></blankett-form>
    <script>document.querySelector("blankett-form").prefill = ${JSON.stringify(prefill)}</script>`));
  expect((await told).text()).toBe(code("says:refused").trim());
});
