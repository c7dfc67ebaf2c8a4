// The question that a draft asks, and its answers, as a person finds them.
import { expect, hostPage, stored, type } from "./small-form.mjs";

/** What is said of a draft that this tab has written. */
export const MISSING = "Fødselsnummer, andre følsomme svar og signaturer er ikke lagret, og må fylles ut på nytt.";

/** What is said of one that this tab cannot read. */
export const LOCKED = "Det ble skrevet i en fane som er lukket, og kan bare leses der.";

/** Where the question stands. */
export const offer = (page) => page.getByRole("region", { name: "Du har et påbegynt skjema" });

/** The drafts that are offered. */
export const offers = (page) => offer(page).getByRole("listitem");

/** The buttons that take one up. */
export const goOn = (page) => offer(page).getByRole("button", { name: "Fortsett der du slapp" });

/** The buttons that delete one. */
export const restart = (page) => offer(page).getByRole("button", { name: "Slett og begynn på nytt" });

/** What lies on the disk. */
export const drafts = (page) => stored(page, "drafts");

/** That many lie on the disk, sooner or later. */
export const expectDrafts = (page, count) => expect.poll(async () => (await drafts(page)).length).toBe(count);

/** Typed, and kept. */
export async function begin(page, url, mark = "påbegynt") {
  await page.goto(url);
  await type(page, mark);
  await expectDrafts(page, 1);
}

/** Milliseconds without a key before a draft is written. */
const PAUSE = 500;

/** Types something, and waits until that too is kept. */
export async function keep(page, act) {
  const before = await page.evaluate(() => Date.now());
  await act();
  await expect.poll(async () => (await drafts(page)).some((it) => it.at >= before + PAUSE)).toBe(true);
}

/** A page that gives the element a property before the form is there; `value` is JavaScript. */
export function given(property, value) {
  return hostPage("", `addEventListener("DOMContentLoaded", () => (document.querySelector("blankett-form").${property} = ${value}))`);
}
