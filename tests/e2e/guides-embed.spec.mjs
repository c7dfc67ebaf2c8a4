// The guide to embedding: its pages as they stand there, with only the addresses replaced.
import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { StaticHost, packages } from "./support/package.mjs";
import { Php } from "./support/php.mjs";
import { expect, siteTest as test } from "./support/sites.mjs";
import { addressed, guide, plain, run, snippet, table, tried } from "./support/snippets.mjs";

const copied = (mark) => snippet("embed.md", mark);
const code = (mark) => tried(copied(mark));
const element = (page) => page.locator("blankett-form");
const company = (page, label) => field(page, "Informasjon om virksomheten", label);

async function order(page) {
  await fill(page, buypass.typed());
  await review(page);
}

/** What has come in is the whole order. */
async function expectOrder(site) {
  expect((await site.backend.only()).envelope.answers).toEqual(buypass.answers);
}

test("a plain page", async ({ page, site }) => {
  await site.open(page, code("host:plain"));
  await order(page);
  await send(page);
  await expectOrder(site);
  // As it is copied.
  await site.open(page, copied("host:plain"), { path: "/live" });
  const person = field(page, "Signaturberettiget", "Fødselsnummer");
  await person.fill("01819012012");
  await person.blur();
  await expect(person).toHaveAccessibleDescription(/Dette er et testnummer/);
});

test("another language by a change of the page's", async ({ page, site }) => {
  await site.open(page, plain(code("host:language")));
  await company(page, "Organisasjonens navn").fill("Tannlegene Vest AS");
  await page.getByRole("button", { name: "English" }).click();
  await expect(field(page, "About the organisation", "Name of the organisation")).toHaveValue("Tannlegene Vest AS");
});

test("one step at a time", async ({ page, site }) => {
  const [place] = guide("embed.md").match(/Steg 1 av \d/);
  const move = (name) => page.getByRole("button", { name, exact: true }).click();
  const first = buypass.typed().slice(0, 1);
  await site.open(page, plain(code("host:steps")));
  await expect(page.getByText(place, { exact: true })).toBeVisible();
  await move("Neste");
  await expect(page.getByText("For å gå videre må du rette opp følgende feil")).toBeVisible();
  await fill(page, first);
  await move("Neste");
  await expect(page.getByText(place.replace("1", "2"), { exact: true })).toBeVisible();
  await field(page, "Signaturberettiget", "Fornavn").fill("Kari");
  await move("Forrige");
  await expect(company(page, "Organisasjonens navn")).toHaveValue("Tannlegene Vest AS");
  await move("Neste");
  await expect(field(page, "Signaturberettiget", "Fornavn")).toHaveValue("Kari");
});

test("a listener may stop it, and is told when it is there", async ({ page, site }) => {
  await site.open(page, plain(code("host:events")));
  await order(page);
  page.once("dialog", (dialog) => dialog.dismiss());
  await button(page, "nb", "send").click();
  await expect(button(page, "nb", "send")).toBeEnabled();
  expect(await site.backend.list()).toEqual([]);
  page.once("dialog", (dialog) => {
    expect(dialog.message()).toBe(`Send ${buypass.ID}?`);
    void dialog.accept();
  });
  await send(page);
  const { item } = await site.backend.only();
  await expect(page.getByRole("status").getByText("Referanse: ")).toHaveText(`Referanse: ${item.reference}`);
});

test("a field of the page's own form", async ({ page, site }) => {
  await site.open(page, plain(code("host:form")));
  await page.getByLabel("Rabattkode").fill("VEST");
  await expect(company(page, "Organisasjonens navn")).toBeVisible();
  site.files["/bestilling"] = "<!doctype html><title>Takk</title><h1>Takk</h1>";
  await page.getByRole("button", { name: "Bestill" }).click();
  await expect(page.getByText("For å gå videre må du rette opp følgende feil")).toBeVisible();
  expect(site.posted).toEqual([]);
  await fill(page, buypass.typed());
  await page.getByRole("button", { name: "Bestill" }).click();
  await expect(page.getByRole("heading", { name: "Takk" })).toBeVisible();
  const [posted] = site.posted;
  expect(posted.rabattkode).toBe("VEST");
  expect(JSON.parse(posted.sertifikat)).toMatchObject({ form: buypass.form, answers: buypass.answers, totals: buypass.totals });
});

test("what is sent is sealed to the key that the page names", async ({ page, site }) => {
  const key = { kty: "EC", crv: "P-256", x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA" };
  const headers = { "Access-Control-Allow-Origin": "*" };
  await page.route("**/api/jwks.json", (route) => route.fulfill({ json: { keys: [key] }, headers }));
  const posted = page.waitForRequest((it) => it.method() === "POST");
  await page.route("**/api/innsendinger", (route) => route.fulfill({ status: 204, headers: { ...headers, "Access-Control-Allow-Headers": "*" } }));
  await site.open(page, plain(code("host:sealed")));
  await order(page);
  await send(page);
  expect(await (await posted).headerValue("content-type")).toBe("application/jose");
  expect((await posted).postData()).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
});

test("several on a page fetch the engine once", async ({ page, site }) => {
  const fetched = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await site.open(page, plain(code("host:several")));
  const first = page.getByRole("region", { name: "Sertifikat" });
  await expect(first.getByLabel("Organisasjonens navn")).toBeVisible();
  await expect(page.getByRole("region", { name: "Link" }).getByRole("button", { name: "Check your answers" })).toBeVisible();
  expect(fetched.filter((it) => it.endsWith(".wasm"))).toHaveLength(1);
});

test.describe("the policy", () => {
  const policy = () => code("host:policy").trim().replace("Content-Security-Policy: ", "");
  const headers = (site, text) => ({ "Content-Security-Policy": addressed(text, { widget: site.backend.url }) });

  test("is enough, with Trusted Types too", async ({ page, site }) => {
    const text = `${policy()}; require-trusted-types-for 'script'; trusted-types 'none'`;
    await site.open(page, code("host:plain"), { headers: headers(site, text) });
    await order(page);
    await send(page);
    await expectOrder(site);
  });

  test.describe("has nothing too much", () => {
    test.use({ expected: /Content Security Policy|^blankett: / });
    for (const [directive, word] of [
      [" 'wasm-unsafe-eval'", "WebAssembly"],
      ["; connect-src 'self' https://vendor.example", "connect"],
    ]) {
      test(`without${directive}`, async ({ page, site, complaints }) => {
        await site.open(page, code("host:plain"), { headers: headers(site, policy().replace(directive, "")) });
        await expect.poll(() => complaints.join("\n")).toMatch(new RegExp(word, "i"));
      });
    }
  });
});

test("React", async ({ page, site }) => {
  const stdin = { contents: code("host:react"), loader: "jsx", resolveDir: import.meta.dirname };
  const define = { "process.env.NODE_ENV": '"production"' };
  const { outputFiles } = await build({ stdin, define, bundle: true, write: false, jsx: "automatic", format: "esm" });
  site.files["/bundle.js"] = { type: "text/javascript", body: outputFiles[0].text };
  await site.open(page, plain(code("host:react-page")));
  await expect(company(page, "Organisasjonsnummer")).toHaveValue("971 058 676");
  await order(page);
  await send(page);
  const { item } = await site.backend.only();
  await expect(page.getByText(`Referanse: ${item.reference}`)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Skjemaet er sendt" }), "the parent was drawn anew").toBeVisible();
});

test("WordPress", async ({ page, site }) => {
  const php = await Php.start({ "blankett.php": addressed(copied("file:blankett.php"), { widget: site.backend.url }) });
  const shown = await php.shortcode(code("wordpress:shortcode").trim());
  expect(shown.modules).toEqual([`${site.backend.url}/blankett.js`]);
  const scripts = shown.modules.map((it) => `<script type="module" src="${it}"></script>`);
  const action = `${php.url}/wp-json/blankett/v1/innsendinger`;
  await site.open(page, `<!doctype html><meta charset="utf-8">${scripts}${shown.html}`);
  await expect(element(page)).toHaveAttribute("action", action);
  await expect(company(page, "Organisasjonens navn")).toBeVisible();
  // What an editor writes stays an attribute's value.
  const { html } = await php.shortcode(`[blankett form='"><img src=x>']`);
  expect(html).toContain('form="&quot;&gt;&lt;img src=x&gt;"');
});

test("a frame grows with its page, shows what is focused, and hears no stranger", async ({ page, site, other: outside }) => {
  const inside = code("host:frame-inside").replaceAll("https://customer.example", outside.url);
  const policy = `frame-ancestors ${outside.url}`;
  site.files["/bestilling.html"] = { body: inside, headers: { "Content-Security-Policy": policy } };
  const holder = plain(code("host:frame-outside")).replace("https://vendor.example/bestilling.html", `${site.url}/bestilling.html`);
  await outside.open(page, holder);
  const frame = page.frameLocator("iframe");
  await expect(company(frame, "Organisasjonens navn")).toBeVisible();
  const height = () => page.locator("iframe").evaluate((it) => it.clientHeight);
  const tall = () => frame.locator("html").evaluate((it) => it.scrollHeight - innerHeight);
  await expect.poll(height).toBeGreaterThan(1500);
  await expect.poll(tall, "nothing to scroll within").toBeLessThanOrEqual(0);
  await button(frame, "nb", "review").click();
  await expect(frame.getByText("For å gå videre må du rette opp følgende feil")).toBeInViewport();
  const before = await height();
  // From this page itself, which is not the frame.
  await page.evaluate(() => {
    const heard = new Promise((done) => addEventListener("message", done, { once: true }));
    postMessage({ height: 5 }, "*");
    return heard;
  });
  expect(await height()).toBe(before);
  await fill(frame, buypass.typed());
  await review(frame);
  await send(frame);
  await expect.poll(height, "shorter than the form was").toBeLessThan(before);
  await expectOrder(site);
});

test("the folder's headers", async ({ site }) => {
  const printed = (await run(code("run:headers"), { widget: site.backend.url })).toLowerCase();
  for (const line of code("out:headers").trim().split("\n")) expect(printed).toContain(line);
});

test("WebAssembly under another name is told, and shown", async ({ page, site }) => {
  await page.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "text/plain" } });
  });
  const warned = page.waitForEvent("console", (it) => it.type() === "warning");
  await site.open(page, code("host:plain"));
  expect((await warned).text()).toContain("`WebAssembly.instantiateStreaming` failed");
  await expect(company(page, "Organisasjonens navn")).toBeVisible();
});

test("from npm", async ({ page, site }, about) => {
  const folder = about.outputPath("site");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), "{}");
  const tarball = (await readdir(packages())).find((it) => it.endsWith(".tgz"));
  await cp(join(packages(), tarball), join(folder, tarball));
  const env = { ...process.env, npm_config_offline: "true" };
  await run(code("run:npm"), { widget: "" }, { cwd: folder, env });
  const host = await StaticHost.start(join(folder, "public"));
  await site.open(page, code("host:plain").replace("https://vendor.example/blankett/", `${host.url}/blankett/`));
  await order(page);
  await send(page);
  await expectOrder(site);
  host.end();
});

test.describe("what is set up wrongly is told", () => {
  test.use({ expected: /^blankett: |Failed to load resource|CORS policy|Content Security Policy|WebAssembly/ });
  const own = (attributes) => plain(`<blankett-form ${attributes}></blankett-form>`);
  const set = (properties) =>
    plain(`<blankett-form form="${buypass.ID}"></blankett-form>
      <script>Object.assign(document.querySelector("blankett-form"), ${JSON.stringify(properties)})</script>`);
  const form = (field) => ({ id: "a", version: "1", title: "A", sections: [{ id: "s", title: "S", fields: [field] }] });
  const definition = form({ key: "a", kind: "text", lable: "A" });
  const right = form({ key: "a", kind: "text", label: "A" });

  /** The key of RFC 9449, section 4.1. */
  const KEY = { kty: "EC", crv: "P-256", x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA" };

  /** What is wrong, by words of the guide's second column: the page and its policy. */
  const CASES = {
    "does not say which form": () => [own("")],
    "misspelt `form`": () => [own('form="buypas"')],
    "on another origin, without": (other) => [own(`form="${other.url}/skjema.json"`)],
    "policy forbids WebAssembly": () => [own(`form="${buypass.ID}"`), "script-src * 'unsafe-inline'"],
    "definition has a fault": () => [set({ definition })],
    "No field has that key": () => [set({ prefill: { virksomhet: { farge: "blå" } } })],
    "No such language": () => [own(`form="${buypass.ID}" lang="de"`)],
    "No such layout": () => [own(`form="${buypass.ID}" layout="stpes"`)],
    "takes `https:`": () => [own(`form="${buypass.ID}" action="mailto:a@b.no"`)],
    "`data:` or `blob:` URL": () => [own('form="data:application/json,{}"')],
    "is set, and empty": () => [own(`form="${buypass.ID}" recipient-key=""`)],
    "leads nowhere": () => [own(`form="${buypass.ID}" recipient-key="/borte.json"`)],
    "has another thumbprint": () => [set({ recipientKey: KEY, recipientKeyThumbprint: "A".repeat(43) })],
    "submitted without": () => [plain(`<form><blankett-form form="${buypass.ID}"></blankett-form></form>`)],
    "go nowhere": () => [plain(`<blankett-form></blankett-form><script>
      const it = Object.assign(document.querySelector("blankett-form"), ${JSON.stringify({ definition: right })});
      it.addEventListener("blankett-ready", () => it.submit());</script>`)],
  };
  const rows = table("embed.md", "When something is wrong");

  test("every row of the guide has a case here", () => {
    const named = rows.map(([, what]) => Object.keys(CASES).find((it) => what.includes(it)));
    expect(named).toEqual(Object.keys(CASES));
  });

  for (const [message, what] of rows) {
    test(what, async ({ page, site, other }) => {
      const said = [];
      page.on("console", (it) => said.push(it.text()));
      other.files["/skjema.json"] = { type: "application/json", body: JSON.stringify(definition) };
      const [body, policy] = Object.entries(CASES).find(([words]) => what.includes(words))[1](other);
      await site.open(page, body, policy && { headers: { "Content-Security-Policy": policy } });
      await expect.poll(() => said.join("\n")).toContain(message.replaceAll("`", ""));
    });
  }
});
