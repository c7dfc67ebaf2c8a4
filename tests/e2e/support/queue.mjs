// The queue's screen, as a person finds it, and submissions that are not sent.
import { expect } from "@playwright/test";
import * as buypass from "./buypass.mjs";
import { button, fill, review } from "./form.mjs";

/** The title that Buypass's form has in the list. */
export const TITLE = "Informasjon – Buypass virksomhetssertifikater";

/** The line that is always there. */
export const count = (page, name = /^(\d+ skjema(er)? er ikke sendt|Alt er sendt)$/) => page.getByRole("button", { name });

/** One of the screen's sections. */
export const section = (page, name) => page.locator("blankett-queue").getByRole("region", { name, exact: true });

/** The submissions in the list, in order. */
export const entries = (page) => section(page, "Ikke sendt").getByRole("listitem");

/** Presses one of the buttons in there. */
export const act = (place, name) => place.getByRole("button", { name, exact: true }).click();

/** A row of the store, as a submission leaves it; the first is the latest. */
export function row(changes, number) {
  return {
    id: `${String(number).padStart(8, "0")}-8a55-4b8e-9a0e-3f6f0d1c2b3a`,
    form: { ...buypass.form, title: TITLE },
    action: "https://nobody.invalid/",
    user: "",
    headers: false,
    sealed: false,
    digest: "",
    at: new Date(Date.UTC(2026, 10, 21, 19) - number * 1000).toISOString(),
    state: "waiting",
    why: "",
    status: 0,
    tries: 3,
    // Soon enough to make sense, and not now.
    due: changes.state === "parked" ? null : Date.now() + 250_000,
    ...changes,
  };
}

/** Puts the element into the page, before all else, in the page's language or its own. */
export async function place(page, lang) {
  await page.evaluate(async (lang) => {
    // The page of all forms has one at its foot, once it has drawn itself.
    const foot = new URLSearchParams(location.search).has("form") ? undefined : document.querySelector("footer");
    while (foot && !foot.firstChild) await new Promise((done) => setTimeout(done, 20));
    foot?.replaceChildren();
    const queue = document.createElement("blankett-queue");
    if (lang) queue.lang = lang;
    document.body.prepend(queue);
  }, lang);
}

/** Opens it. */
export async function open(page, name) {
  await count(page, name).click();
  await expect(count(page, name)).toHaveAttribute("aria-expanded", "true");
}

/** Fills in the form of the page and sends it; `made` is done to the element before. */
export async function submit(page, address, made = () => {}) {
  await page.goto(address);
  await expect(button(page, "nb", "review")).toBeVisible();
  await page.locator("blankett-form").evaluate(made);
  await fill(page, buypass.typed());
  await review(page);
  await button(page, "nb", "send").click();
}

/** One that is in the queue, because of what `plan` answers. */
export async function queued(page, relay, plan, made) {
  relay.plan = plan;
  await submit(page, relay.page(buypass.ID), made);
  await expect(count(page, "1 skjema er ikke sendt")).toBeVisible();
}

/** Rows of the store, as they lie there. */
export function stored(page, name) {
  return page.evaluate(
    (name) =>
      new Promise((done, failed) => {
        const opening = indexedDB.open("blankett");
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction(name).objectStore(name).getAll();
          asked.onsuccess = () => {
            opening.result.close();
            done(asked.result.map((it) => JSON.parse(JSON.stringify(it))));
          };
        };
      }),
    name,
  );
}

/** Puts rows into the store behind everybody's back. */
export async function put(page, name, rows) {
  await page.evaluate(
    ([name, rows]) =>
      new Promise((done, failed) => {
        const opening = indexedDB.open("blankett");
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const tx = opening.result.transaction(name, "readwrite");
          // JSON has no infinity.
          for (const row of rows) tx.objectStore(name).put("due" in row ? { ...row, due: row.due ?? Infinity } : row);
          tx.oncomplete = () => {
            opening.result.close();
            // As another tab that did it would tell.
            new BroadcastChannel("blankett-outbox").postMessage({});
            done();
          };
          tx.onerror = () => failed(tx.error);
        };
      }),
    [name, rows],
  );
}
