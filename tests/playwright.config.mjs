// Whole forms in a browser against the real server. Run by `cargo xtask test e2e`,
// which sets CHROMIUM, BLANKETT_BIN and BLANKETT_DIST.
import { defineConfig } from "@playwright/test";

for (const name of ["CHROMIUM", "BLANKETT_BIN", "BLANKETT_DIST"]) {
  if (!process.env[name]) throw new Error(`${name} is not set; run \`cargo xtask test e2e\`.`);
}

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.mjs",
  outputDir: "results",
  reporter: "list",
  forbidOnly: true,
  fullyParallel: true,
  workers: "100%",
  // For machines that compile at the same time.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    locale: "nb-NO",
    timezoneId: "Europe/Oslo",
    viewport: { width: 1280, height: 900 },
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM, args: FLAGS },
  },
});
