// The browser is killed at random moments, the network and the backend fail at random. In the
// end: whatever a page has confirmed is in the backend's ledger exactly once, or stands visible
// in the queue; nothing is there twice.
import { setTimeout as pause } from "node:timers/promises";
import { button } from "./support/form.mjs";
import { chaos, random } from "./support/faults.mjs";
import { Profile } from "./support/profile.mjs";
import { FODSELSNUMMER, KEPT, alert, expect, field, ledger, receiptOf, startBackend, stored } from "./support/small-form.mjs";
import { forward } from "./support/relay.mjs";
import { test } from "@playwright/test";
import { WORDS } from "./support/words.mjs";

const CYCLES = Number(process.env.BLANKETT_CYCLES ?? 20);
const SEED = Number(process.env.BLANKETT_SEED ?? Date.now() % 1_000_000);
/** From when on the browser may be killed, and for how many milliseconds. */
const LIVES = [
  ["goto", 4_000],
  ["type", 1_500],
  ["send", 300],
  ["send", 3_000],
];

test(`${CYCLES} crashes lose nothing and double nothing`, async () => {
  test.setTimeout(60_000 + CYCLES * 20_000);
  console.log(`The same again, but for when the browser dies: BLANKETT_SEED=${SEED}`);
  const chance = random(SEED);
  const { server, proxy, end } = await startBackend();
  const profile = await Profile.make();
  proxy.plan = chaos(SEED);
  /** By mark: how the page has confirmed it. */
  const confirmed = new Map();
  const begun = [];
  try {
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const page = await profile.open();
      await follow(page, confirmed);
      const [moment, longest] = LIVES[cycle % LIVES.length];
      const life = chance() * longest;
      let reach;
      const reached = new Promise((done) => (reach = done));
      const broken = sendSome(page, `${proxy.url}/vert.html`, `m${SEED}-${cycle}`, (what, mark) => {
        if (what === "send") begun.push(mark);
        if (what === moment) reach();
      }).catch(() => {});
      await Promise.race([reached.then(() => pause(life)), broken]);
      await profile.kill();
      await broken;
    }
    const { count } = proxy.plan;
    proxy.plan = forward;
    const page = await profile.open();
    await page.goto(`${proxy.url}/vert.html`);
    const left = await drained(page);
    const arrived = await ledger(server);
    report({ begun, confirmed, arrived, left, count, proxy });

    const ids = arrived.map((it) => it.id);
    expect(new Set(ids).size, "ids in the ledger").toBe(ids.length);
    const marks = arrived.map((it) => it.answers.merke);
    expect(marks.filter((it, at) => marks.indexOf(it) !== at), "in the ledger twice").toEqual([]);
    const marksOf = new Map(proxy.posts.map((it) => [it.id, JSON.parse(it.text).answers.merke]));
    const visible = left.map((it) => marksOf.get(it.id));
    expect([...confirmed.keys()].filter((it) => !marks.includes(it) && !visible.includes(it)), "confirmed, and gone").toEqual([]);
    expect(visible.filter((it) => marks.includes(it)), "arrived, and still in the queue").toEqual([]);
    for (const it of left) expect(it.state).toBe("parked");
    if (left.length) await expect(page.getByRole("button", { name: new RegExp(`^${left.length} skjema(er)? er ikke sendt`) })).toBeVisible();
    expect(await stored(page, "bodies")).toHaveLength(left.length);
    // Otherwise it has proved nothing.
    expect(confirmed.size).toBeGreaterThan(CYCLES / 4);
  } finally {
    await profile.end();
    await end();
  }
});

/** Writes down what a page says of what stands in it, as soon as it is seen. */
async function follow(page, confirmed) {
  await page.exposeFunction("seen", (mark, what) => confirmed.set(mark, what));
  await page.addInitScript(
    ([kept, receipt]) => {
      setInterval(() => {
        const text = document.querySelector("blankett-form")?.shadowRoot.textContent ?? "";
        const what = [kept, receipt].find((it) => text.includes(it));
        if (what && window.mark) window.seen(window.mark, what);
      }, 20);
    },
    [KEPT, WORDS.nb.receiptTitle],
  );
}

/** One submission after the other, until the browser is gone; `does` hears of each step. */
async function sendSome(page, url, name, does) {
  does("goto");
  await page.goto(url);
  for (let number = 0; ; number += 1) {
    const mark = `${name}-${number}`;
    await field(page, "Merke").fill(mark);
    does("type", mark);
    await field(page, "Fødselsnummer").fill(FODSELSNUMMER);
    await button(page, "nb", "review").click();
    await page.evaluate((mark) => (window.mark = mark), mark);
    does("send", mark);
    await button(page, "nb", "send").click();
    // Received, kept, or refused.
    await receiptOf(page).or(alert(page)).first().waitFor();
    await page.reload();
  }
}

/** What is left in the queue when nothing goes any more. */
async function drained(page) {
  const waiting = async () => (await stored(page)).filter((it) => it.state !== "parked").length;
  for (let turn = 0; (await waiting()) && turn < 60; turn += 1) {
    // What was refused for want of a token goes at the next start of a page.
    if (turn % 20 === 19) await page.reload();
    await pause(1_000);
  }
  return stored(page);
}

function report({ begun, confirmed, arrived, left, count, proxy }) {
  const kept = [...confirmed.values()].filter((it) => it === KEPT).length;
  console.log(
    `${CYCLES} cycles: ${begun.length} submissions begun, ${confirmed.size} confirmed (${kept} last seen as kept), ` +
      `${proxy.posts.length} attempts for ${proxy.ids.length} ids, ${arrived.length} in the ledger, ${left.length} refused and visible`,
  );
  console.log(JSON.stringify(count));
}
