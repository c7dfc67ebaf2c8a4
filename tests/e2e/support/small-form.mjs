// A form of three fields on a page of its own, so that it can be filled in hundreds of times; and
// what a browser keeps of it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { begins, button } from "./form.mjs";
import { Relay } from "./relay.mjs";
import { Server, TOKEN } from "./server.mjs";
import { expect, test as base } from "./test.mjs";
import { WORDS } from "./words.mjs";

/** Valid, synthetic. */
export const FODSELSNUMMER = "01819012012";

export const DEFINITION = {
  id: "proeve",
  version: "1",
  title: "Prøve",
  sections: [
    {
      id: "person",
      title: "Person",
      fields: [
        { key: "merke", kind: "text", label: "Merke", required: true },
        { key: "fodselsnummer", kind: "identifier", identifier: "fodselsnummer", label: "Fødselsnummer", required: true },
        { key: "signatur", kind: "signature", label: "Signatur" },
      ],
    },
  ],
};

export const KEPT = "Skjemaet er lagret på denne maskinen, men ikke sendt ennå.";
export const UNKEPT = "Skjemaet er IKKE lagret på denne maskinen.";
export const NETWORK = "Vi får ikke kontakt med mottakeren";
export const BUSY = "Mottakeren kan ikke ta imot akkurat nå.";
export const STRANGER = "Noe annet enn mottakeren svarte";
export const PAUSED = "Mottakeren krever ny innlogging.";
export const UNSEALED = "Svarene skal krypteres før de sendes, men mottakerens nøkkel mangler";

const ID = "proeve";
const json = (value) => ({ type: "application/json", body: JSON.stringify(value) });

/** A page with the form; `attributes` are more of its element's, `script` runs before it is there. */
export function hostPage(attributes = "", script = "") {
  return {
    type: "text/html; charset=utf-8",
    body: `<!doctype html><html lang="nb"><meta charset="utf-8"><title>Vert</title><link rel="icon" href="data:,">
<script>${script}</script><script type="module" src="/blankett.js"></script>
<main><h1>Vert</h1><blankett-form form="/forms-of-test/${ID}.json" action="/api/innsendinger" test-numbers ${attributes}></blankett-form></main>`,
  };
}

/** A server that knows the small form, and a proxy before it with a page at `/vert.html`. */
export async function startBackend(...definitions) {
  const folder = await mkdtemp(join(tmpdir(), "blankett-forms-"));
  const all = [DEFINITION, ...definitions];
  for (const it of all) await writeFile(join(folder, `${it.id}-${it.version}.json`), JSON.stringify(it));
  const server = await Server.start("--forms", folder);
  const proxy = await Relay.start(server);
  proxy.pages["/vert.html"] = hostPage();
  for (const it of all) proxy.pages[`/forms-of-test/${it.id}.json`] ??= json(it);
  const end = async () => {
    proxy.end();
    await server.end();
    await rm(folder, { recursive: true, force: true });
  };
  return { server, proxy, end };
}

/** All that the token's holder finds, as envelopes. */
export async function ledger(server) {
  const read = async (path) => fetch(server.url + path, { headers: { Authorization: `Bearer ${TOKEN}` } });
  const found = [];
  for (let after = ""; after !== undefined; ) {
    const page = await (await read(`/api/innsendinger?limit=100${after && `&after=${after}`}`)).json();
    for (const { id } of page.items) found.push(await (await read(`/api/innsendinger/${id}`)).json());
    after = page.next ?? undefined;
  }
  return found;
}

/** The tests of this issue: `url` is the page's address, `relay` stands between it and the server. */
export const test = base.extend({
  expected: [/^(Failed to load resource|blankett: )/, { option: true }],

  backend: async ({ page }, use) => {
    const backend = await startBackend();
    await use(backend);
    await page.close();
    await backend.end();
  },

  server: async ({ backend }, use) => use(backend.server),
  relay: async ({ backend }, use) => use(backend.proxy),
  url: async ({ relay }, use) => use(`${relay.url}/vert.html`),
});

export { expect };

export const field = (page, label) => page.getByRole("region", { name: "Person" }).getByLabel(begins(label));

/** Types what must be there. */
export async function type(page, mark, number = FODSELSNUMMER) {
  await field(page, "Merke").fill(mark);
  await field(page, "Fødselsnummer").fill(number);
}

/** From an empty form to «Send inn», which is clicked. */
export async function submit(page, mark, number) {
  await type(page, mark, number);
  await button(page, "nb", "review").click();
  await button(page, "nb", "send").click();
}

/** What stands in the form after an attempt that failed; the queue below it has its own. */
export const alert = (page) => page.getByRole("alert").filter({ hasNotText: /\d skjema/ });

/** It is on the disk, and the person has been told. */
export const expectKept = (page) => expect(alert(page)).toContainText(KEPT);

/** What has been sent, by id, or not at all. */
export const receiptOf = (page) => page.getByRole("heading", { name: WORDS.nb.receiptTitle });

/** The rows of a store of the browser's database; none if there is no database. */
export function stored(page, store = "items") {
  return page.evaluate(async (store) => {
    if (!(await indexedDB.databases()).some((it) => it.name === "blankett")) return [];
    const db = await new Promise((done, failed) => {
      const asked = indexedDB.open("blankett");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    const rows = await new Promise((done, failed) => {
      const asked = db.transaction(store).objectStore(store).getAll();
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    db.close();
    return rows;
  }, store);
}

/** The browser says that there is a network again. */
export const online = (page) => page.evaluate(() => dispatchEvent(new Event("online")));

/** Where a test wants no attempt by chance: full jitter is at its longest (1) or shortest (0). */
export const jitter = (page, value) => page.addInitScript((value) => (Math.random = () => value), value);
