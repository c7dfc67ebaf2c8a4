// The browser's own sync event, which a service worker gets also when no page is open.
import { expect } from "@playwright/test";

/** Gives what dispatches it to the worker of a site, seen from a page on another origin. */
export async function syncOf(context, site) {
  const session = await context.newCDPSession(await context.newPage());
  const registrations = [];
  session.on("ServiceWorker.workerRegistrationUpdated", (it) => registrations.push(...it.registrations));
  await session.send("ServiceWorker.enable");
  const own = () => registrations.find((it) => it.scopeURL.startsWith(site));
  await expect.poll(own).toBeTruthy();
  const { registrationId } = own();
  return () => session.send("ServiceWorker.dispatchSyncEvent", { origin: site, registrationId, tag: "blankett-outbox", lastChance: false });
}
