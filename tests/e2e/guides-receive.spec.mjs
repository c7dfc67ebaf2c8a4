// The guide to receiving: each of its receivers as it stands there, sent to by the widget
// and by programs that retry, race and lie.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as buypass from "./support/buypass.mjs";
import { digest } from "./support/canonical.mjs";
import { envelope } from "./support/envelope.mjs";
import { button, field, fill, receipt, review } from "./support/form.mjs";
import { RECEIVERS, sql } from "./support/receivers.mjs";
import { Relay, answer, problem } from "./support/relay.mjs";
import { Server } from "./support/server.mjs";
import { expect, siteTest as test } from "./support/sites.mjs";
import { run, snippet, table, tried } from "./support/snippets.mjs";
import { OUTAGE } from "./support/test.mjs";

const code = (mark) => snippet("receive.md", mark);
const STRANGER = "998504163";

async function post({ url }, text) {
  const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: text });
  const body = await response.json();
  return { status: response.status, type: response.headers.get("Content-Type"), body };
}

/** The status of what no library would send. It does not end what it sends: who waits for more is not done. */
async function statusOf({ url }, head, text) {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(10_000, () => socket.destroy(new Error("It waits for more.")));
  socket.on("connect", () => socket.write(`POST ${pathname} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${head}\r\n\r\n${text}`));
  let answer = "";
  try {
    for await (const part of socket) {
      answer += part;
      if (answer.includes("\r\n")) break;
    }
  } catch (error) {
    // Whoever closes before all is read resets, perhaps after the answer.
    if (!answer) return error.message;
  }
  return answer.split(" ")[1] ?? answer;
}

const receive = test.extend({
  /** A name of RECEIVERS. */
  language: ["Node", { option: true }],

  receiver: async ({ site, language }, use) => {
    const it = await RECEIVERS[language](site.url);
    site.receiver = it.url;
    await use(it);
    await it.end();
  },
});

for (const language of Object.keys(RECEIVERS)) {
  receive.describe(`the receiver for ${language}`, () => {
    receive.use({ language, expected: OUTAGE });

    receive("keeps the same bytes once, and nothing else under their id", async ({ receiver }) => {
      const one = envelope();
      const text = JSON.stringify(one);
      const first = await post(receiver, text);
      expect(first).toMatchObject({ status: 201, body: { id: one.id } });
      expect(first.type).toMatch(/^application\/json/);
      expect(await post(receiver, text)).toEqual(first);
      const other = await post(receiver, JSON.stringify({ ...one, language: "en" }));
      expect(other.status).toBe(422);
      expect(other.type).toMatch(/^application\/problem\+json/);
      expect(await post(receiver, text), "still the first").toEqual(first);
      expect(await receiver.kept()).toEqual([one.id]);
    });

    receive("keeps one of many at once", async ({ receiver }) => {
      const one = envelope();
      const texts = Array.from({ length: 20 }, (_, at) => JSON.stringify(at % 2 ? one : { ...one, language: "en" }));
      const answers = await Promise.all(texts.map((it) => post(receiver, it)));
      expect(await receiver.kept()).toEqual([one.id]);
      // All of one kind are accepted, and none of the other.
      const statuses = [0, 1].map((kind) => new Set(answers.filter((_, at) => at % 2 === kind).map((it) => it.status)));
      expect(statuses.map((it) => [...it]).sort()).toEqual([[201], [422]]);
    });

    receive("takes nothing that is no submission", async ({ receiver }) => {
      for (const text of ["", "{", "null", "5", "[]", '"id"', '{"id": 5}', '{"id": "../../etc/passwd", "answers": {}}']) {
        expect((await post(receiver, text)).status, text).toBe(400);
      }
      expect(await receiver.kept()).toEqual([]);
    });

    receive("refuses by a rule of its own, at the field; then takes the corrected copy", async ({ page, site, receiver }) => {
      await site.open(page, tried(snippet("embed.md", "host:plain")));
      await fill(page, buypass.typed());
      const number = field(page, "Informasjon om virksomheten", "Organisasjonsnummer");
      await number.fill(STRANGER);
      await review(page);
      await button(page, "nb", "send").click();
      await expect(number).toHaveAccessibleDescription(/Virksomheten er ikke kunde hos oss\./);
      expect(await receiver.kept()).toEqual([]);
      await number.fill("971058676");
      await review(page);
      const posted = page.waitForRequest((it) => it.method() === "POST");
      await button(page, "nb", "send").click();
      await receipt(page);
      const { id, replaces } = (await posted).postDataJSON();
      expect(await receiver.kept()).toEqual([id]);
      expect(replaces).toMatch(/^[0-9a-f-]{36}$/);
      await expect(page.getByText(id.slice(0, 8), { exact: true }), "its reference").toBeVisible();
    });
  });
}

for (const language of ["Node", "Python"]) {
  receive.describe(`the receiver for ${language}, too`, () => {
    receive.use({ language });

    receive("takes nothing too large", async ({ receiver }) => {
      const large = JSON.stringify({ ...envelope(), language: "n".repeat(2_000_000) });
      // It need not read all of it before it answers.
      const told = await post(receiver, large).then((it) => it.status, () => "cut off");
      expect([413, "cut off"]).toContain(told);
      expect(await receiver.kept()).toEqual([]);
    });

    receive("takes nothing of which the size is not told, or is told wrongly", async ({ receiver }) => {
      const text = JSON.stringify(envelope());
      for (const head of ["Content-Length: -1", "Content-Length: x", "Content-Length:", "Content-Length: +5", "Transfer-Encoding: chunked", "A: b"]) {
        expect(await statusOf(receiver, head, text), head).toMatch(/^(400|411|413)$/);
      }
      expect(await receiver.kept()).toEqual([]);
    });
  });
}

receive.describe("the receiver for WordPress, too", () => {
  receive.use({ language: "WordPress" });

  receive("keeps one even if both have looked before either writes", async ({ receiver }) => {
    for (const [rival, status] of [[{}, 201], [{ language: "en" }, 422]]) {
      const one = envelope();
      const told = await receiver.php.request(JSON.stringify(one), JSON.stringify({ ...one, ...rival }));
      expect(told.status).toBe(status);
      expect((await receiver.kept()).filter((id) => id === one.id)).toHaveLength(1);
    }
  });
});

receive.describe("emptied in time", () => {
  receive.use({ language: "Python" });

  receive("what is emptied is remembered", async ({ receiver }) => {
    const [old, young] = [envelope(), envelope()].map((it) => JSON.stringify(it));
    const first = await post(receiver, old);
    await sql(receiver, "UPDATE submission SET received_at = datetime('now', '-91 days')");
    await post(receiver, young);
    await sql(receiver, code("run:retention").trim());
    const bodies = JSON.parse(await sql(receiver, "SELECT body IS NULL FROM submission ORDER BY received_at"));
    expect(bodies).toEqual([[1], [0]]);
    expect(await post(receiver, old)).toEqual(first);
    expect(await receiver.kept()).toHaveLength(2);
  });
});

test("what arrives looks as the guide says", async ({ site }) => {
  const example = JSON.parse(code("example:envelope"));
  expect(Object.keys(example)).toEqual(Object.keys(envelope()));
  expect(example.digest).toBe(digest(example));
  const sent = envelope();
  await post({ url: `${site.backend.url}/api/innsendinger` }, JSON.stringify(sent));
  expect((await site.backend.only()).envelope).toEqual(sent);
});

test("curl, as often as one likes", async ({ site }) => {
  const folder = await mkdtemp(join(tmpdir(), "blankett-guide-"));
  const { id } = JSON.parse(code("example:envelope"));
  await writeFile(join(folder, "innsending.json"), JSON.stringify(envelope({ id })));
  const printed = [];
  for (let turn = 0; turn < 2; turn += 1) printed.push(await run(code("run:post"), { widget: site.backend.url }, { cwd: folder }));
  for (const it of printed) {
    expect(it).toMatch(/^HTTP\/1\.1 201 /);
    expect(it.split("\r\n\r\n").at(-1)).toBe(printed[0].split("\r\n\r\n").at(-1));
  }
  expect((await site.backend.only()).envelope.id).toBe(id);
  await rm(folder, { recursive: true });
});

test("digests in Node and Python are the widget's", async ({ page, site }) => {
  const folder = await mkdtemp(join(tmpdir(), "blankett-guide-"));
  for (const name of ["digest.mjs", "digest.py"]) await writeFile(join(folder, name), code(`file:${name}`));
  const node = await import(join(folder, "digest.mjs"));
  const fields = [
    { key: "tekst", kind: "long-text", label: "Tekst" },
    { key: "tall.stort", kind: "number", label: "Stort", decimals: 6 },
    { key: "tall.lite", kind: "number", label: "Lite", decimals: 6 },
    { key: "ja", kind: "yes-no", label: "Ja" },
    { key: "rader", kind: "rows", label: "Rader", row: "Rad", columns: [{ key: "navn", kind: "text", label: "Navn" }] },
  ];
  const definition = { id: "tegn", version: "1", title: "Tegn", sections: [{ id: "s", title: "S", fields }] };
  const prefill = {
    tekst: 'Ærlig "sitat" \\ / € 😀\n<b>&nbsp;',
    tall: { stort: 123456789012.5, lite: 0.000001 },
    ja: false,
    rader: [{ navn: "Å" }, { navn: "ß" }],
  };
  await site.open(page, `<!doctype html><meta charset="utf-8">
    <script type="module" src="${site.backend.url}/blankett.js"></script><blankett-form></blankett-form>`);
  const text = await page.evaluate(async ([definition, prefill]) => {
    const form = Object.assign(document.querySelector("blankett-form"), { definition, prefill });
    await new Promise((done) => form.addEventListener("blankett-ready", done, { once: true }));
    const sent = new Promise((done) => form.addEventListener("blankett-submit", (event) => done(JSON.stringify(event.detail))));
    if (!form.submit()) throw new Error("Something is wrong with the answers.");
    return sent;
  }, [definition, prefill]);
  const sent = JSON.parse(text);
  expect(sent.answers).toEqual(prefill);
  expect(node.digest(sent)).toBe(sent.digest);
  await writeFile(join(folder, "innsending.json"), text);
  const line = `python3 -c 'from digest import *; print(digest(open("innsending.json", "rb").read()))'`;
  expect((await run(line, { widget: "" }, { cwd: folder })).trim()).toBe(sent.digest);
  await rm(folder, { recursive: true });
});

test("the widget's rules again", async () => {
  const server = await Server.start();
  const folder = await mkdtemp(join(tmpdir(), "blankett-guide-"));
  const own = `${server.url}/api/innsendinger`;
  await writeFile(join(folder, "check.mjs"), code("file:check.mjs").replace("http://127.0.0.1:8080/api/innsendinger", own));
  const { objections } = await import(join(folder, "check.mjs"));
  const check = (it) => objections(JSON.stringify(it));
  expect(await check(envelope())).toEqual([]);
  const answers = { ...buypass.answers, virksomhet: { ...buypass.answers.virksomhet, organisasjonsnummer: "971058677" } };
  expect(await check(envelope({ answers }))).toMatchObject([{ pointer: "#/answers/virksomhet/organisasjonsnummer" }]);
  expect(await check(envelope({ digest: "sha-256=0" }))).toMatchObject([{ pointer: "#/digest" }]);
  await expect(objections("{")).rejects.toThrow("The body is not the JSON of a submission.");
  await server.end();
  await rm(folder, { recursive: true });
});

test.describe("through a receiver that does badly", () => {
  test.use({ expected: /^Failed to load resource|CORS policy/ });

  const open = {
    "nothing, or without the headers for another origin": answer(201),
    503: answer(503, { "Access-Control-Allow-Origin": "*" }),
    "200 with a page of HTML": answer(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/html" }, "<h1>Hei</h1>"),
    401: answer(401, { "Access-Control-Allow-Origin": "*" }),
    400: answer(400, { "Access-Control-Allow-Origin": "*" }),
  };
  const rows = table("receive.md", "What the reader is told");

  async function send(page, site, plan) {
    const relay = await Relay.start(site.backend);
    relay.plan = plan;
    site.receiver = `${relay.url}/api/innsendinger`;
    await site.open(page, tried(snippet("embed.md", "host:plain")));
    await fill(page, buypass.typed());
    await review(page);
    await button(page, "nb", "send").click();
    return relay;
  }

  test("every row of the guide has a case here", () => {
    expect(rows.map(([when]) => when).sort()).toEqual(Object.keys(open).sort());
  });

  for (const [when, sentence] of rows) {
    test(`${when}`, async ({ page, site }) => {
      const relay = await send(page, site, open[when]);
      await expect(page.getByRole("alert")).toContainText(sentence.replaceAll("`", ""));
      relay.end();
    });
  }

  test("the guide's refusal stands at its field", async ({ page, site }) => {
    const told = JSON.parse(code("example:problem"));
    const refuse = problem(422, told);
    const relay = await send(page, site, (it) => {
      it.response.setHeader("Access-Control-Allow-Origin", "*");
      return refuse(it);
    });
    const number = field(page, "Informasjon om virksomheten", "Organisasjonsnummer");
    await expect(number).toHaveAccessibleDescription(new RegExp(told.errors[0].detail));
    await expect(page.getByRole("link", { name: told.errors[0].detail })).toBeVisible();
    relay.end();
  });
});
