// The service worker: one classic script, blankett-worker.js, which a page registers or another
// worker imports.

import "./cache.js";
import { drain } from "../local/outbox.js";
import { isWaiting } from "../local/rows.js";

// Where browsers have Background Sync, what waits is sent also when no page is open.
addEventListener("sync", (event) => {
  if (event.tag === "blankett-outbox") event.waitUntil(send());
});

async function send() {
  // Chromium asks at once when it thinks that there is a network; a page that is open knows better.
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  await drain(pages.length ? "look" : "wake");
  // Then the browser asks again later.
  if (await isWaiting()) throw new Error("blankett: not all is sent yet");
}
