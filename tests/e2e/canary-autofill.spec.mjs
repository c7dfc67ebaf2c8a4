// No secret gets into what a browser remembers for the next person: its autofill database, the
// state of forms that it puts back, its session. Searched in the files of the closed profile; what
// is typed in an open field must be found, or the search proves nothing.
import { expect, test } from "@playwright/test";
import { button, receipt } from "./support/form.mjs";
import { Profile } from "./support/profile.mjs";
import { answer } from "./support/relay.mjs";
import { DEFINITION, OPEN, SECRETS, found, typeAll, values } from "./support/remembered.mjs";
import { startBackend } from "./support/small-form.mjs";

const PLAIN = `<blankett-form form="/forms-of-test/husk.json" action="/api/innsendinger" drafts="off"></blankett-form>`;
const inForm = (attributes = "") =>
  `<form method="post" action="/bestilling"><blankett-form form="/forms-of-test/husk.json" name="skjema" drafts="off" ${attributes}></blankett-form><button>Bestill</button></form>`;

const host = (body) => ({
  type: "text/html; charset=utf-8",
  body: `<!doctype html><html lang="nb"><meta charset="utf-8"><title>Vert</title><link rel="icon" href="data:,">
<script type="module" src="/blankett.js"></script><main><h1>Vert</h1>${body}</main>`,
});

/** The key of RFC 9449, section 4.1. */
const KEY = { kty: "EC", crv: "P-256", x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA" };

async function withBrowser(body, act) {
  const backend = await startBackend(DEFINITION);
  backend.proxy.pages["/vert.html"] = host(body);
  backend.proxy.pages["/jwks.json"] = { type: "application/json", body: JSON.stringify({ keys: [KEY] }) };
  const profile = await Profile.make();
  try {
    await act(profile, backend.proxy, `${backend.proxy.url}/vert.html`);
  } finally {
    await profile.end();
    await backend.end();
  }
}

const AUTOFILL = /Web Data/;
const SESSION = /Sessions/;
/** A field of the page's own, whose text browsers keep with the page. */
const SEARCH = { Søk: "vertens-eget-qzx" };

/** Where the page's own field is found by now. */
const kept = async (profile, texts, place) => (await found(profile, texts)).filter((it) => place.test(it));
const THANKS = "<!doctype html><title>Takk</title><h1>Takk</h1>";

const byElement = async (page, proxy) => {
  proxy.plan = answer(204);
  await button(page, "nb", "review").click();
  await button(page, "nb", "send").click();
  await receipt(page);
  // An element that was sent and a page that is left: what browsers take for a form that was submitted.
  await page.goto(`${proxy.url}/takk.html`);
};

const byForm = (plan) => async (page, proxy) => {
  proxy.plan = plan;
  await page.getByRole("button", { name: "Bestill" }).click();
  await expect(page.getByRole("heading", { name: "Takk" })).toBeVisible();
};

const SENT = {
  "sent by the element": [PLAIN, byElement],
  // A page that answers a POST itself has the whole of it in the browser's session: see the guide.
  "sent by the host's <form>, which answers with a redirect": [inForm(), byForm(answer(303, { Location: "/takk.html" }))],
  "sent sealed by the host's <form>, which answers with a page": [
    inForm('recipient-key="/jwks.json"'),
    byForm(answer(200, { "Content-Type": "text/html" }, THANKS)),
  ],
};

for (const [name, [body, send]] of Object.entries(SENT)) {
  test(`${name}: no secret in the autofill database, nor anywhere`, async () => {
    await withBrowser(body, async (profile, proxy, url) => {
      proxy.pages["/takk.html"] = { type: "text/html", body: THANKS };
      const page = await profile.open();
      await page.goto(url);
      await typeAll(page);
      await send(page, proxy);
      // What was sent with it is remembered with it.
      await expect.poll(() => kept(profile, OPEN, AUTOFILL), "the open one is there").not.toEqual([]);
      await profile.close();
      expect(await found(profile, SECRETS)).toEqual([]);
    });
  });
}

// A page that listens for this is loaded anew by Back, and its fields are put back from what was kept.
const NOT_IN_MEMORY = "<script>onunload = () => {}</script>";

test("a form that is loaded again has no secret in it, and a crash leaves none on the disk", async () => {
  await withBrowser(`<label>Søk <input name="sok"></label>${PLAIN}${NOT_IN_MEMORY}`, async (profile, proxy, url) => {
    proxy.pages["/takk.html"] = { type: "text/html", body: THANKS };
    const page = await profile.open();
    await page.goto(url);
    const search = page.getByLabel("Søk");
    const typeBoth = async () => {
      await typeAll(page);
      // Last: when it is on the disk, what was typed before it would be, too.
      await search.fill(SEARCH.Søk);
    };
    await typeBoth();
    await expect.poll(() => kept(profile, SEARCH, SESSION), "the page's own is there").not.toEqual([]);
    await page.reload();
    await expectEmpty(page);
    await typeBoth();
    await page.goto(`${proxy.url}/takk.html`);
    await page.goBack();
    await expect(search, "the page's own is put back").toHaveValue(SEARCH.Søk);
    await expectEmpty(page);
    await search.fill("");
    await typeBoth();
    await expect.poll(() => kept(profile, SEARCH, SESSION)).not.toEqual([]);
    await profile.kill();
    expect(await found(profile, SECRETS)).toEqual([]);
    // What a crash left in a log is written out by the next start, and by its end.
    await profile.open("--restore-last-session");
    await profile.close();
    expect(await found(profile, SECRETS), "after the next start").toEqual([]);
  });
});

async function expectEmpty(page) {
  await expect(page.getByRole("textbox", { name: "Kode" })).toBeVisible();
  for (const [label, value] of await values(page, SECRETS)) expect(value, label).toBe("");
}
