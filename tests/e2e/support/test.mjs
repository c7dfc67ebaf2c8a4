// Playwright's `test` with a server (alone, behind a relay or beside a vendor's
// site) for each test that asks for one. A test
// fails if its page throws or logs an error that it does not expect.
import { expect, test as base } from "@playwright/test";
import { Host } from "./host.mjs";
import { Relay } from "./relay.mjs";
import { Server } from "./server.mjs";

export { expect };

export const test = base.extend({
  // The page goes first: what it still fetches must not find the server gone.
  server: async ({ page }, use) => {
    const server = await Server.start();
    await use(server);
    await page.close();
    await server.end();
  },

  relay: async ({ server }, use) => {
    const relay = await Relay.start(server);
    await use(relay);
    relay.end();
  },

  /** The Content Security Policy of the vendor's site, by name. */
  policy: ["strict", { option: true }],

  host: async ({ policy, page }, use) => {
    const host = await Host.start(policy);
    await use(host);
    await page.close();
    await host.end();
  },

  /** What may stand in the console. */
  expected: [/^$/, { option: true }],

  /** What the page has complained of so far. */
  complaints: [
    async ({ page, expected }, use) => {
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints.filter((it) => !expected.test(it))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Chromium's own words about requests that fail, for tests that let them. */
export const OUTAGE = /^Failed to load resource/;
