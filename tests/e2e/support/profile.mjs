// A browser with a profile of its own that can be killed in the middle of anything, and whose
// files can be read once it is closed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "@playwright/test";
import { FLAGS } from "../../playwright.config.mjs";

// Milliseconds.
const PATIENCE = 30_000;

export class Profile {
  folder;
  browser;
  #child;

  static async make() {
    const profile = new Profile();
    profile.folder = await mkdtemp(join(tmpdir(), "blankett-profile-"));
    return profile;
  }

  /** What stands in the browser's settings, before it is started for the first time. */
  async prefer(preferences) {
    await mkdir(join(this.folder, "Default"));
    await writeFile(join(this.folder, "Default", "Preferences"), JSON.stringify(preferences));
  }

  /**
   * Starts a browser in this profile and gives its page: an empty one, unless an address is given.
   * Not Chromium's own start page: who attaches while that loads has been seen to wait for ever.
   */
  open(...line) {
    const isPlain = line.every((it) => it.startsWith("--"));
    return this.#launch(isPlain ? [...line, "about:blank"] : line, false);
  }

  async #launch(flags, again) {
    const file = join(this.folder, "DevToolsActivePort");
    await rm(file, { force: true });
    const line = ["--headless=new", "--remote-debugging-port=0", `--user-data-dir=${this.folder}`, "--lang=nb-NO"];
    this.#child = spawn(process.env.CHROMIUM, [...line, "--password-store=basic", "--no-default-browser-check", "--hide-crash-restore-bubble", ...FLAGS, ...flags], {
      // A process group of its own, so that all of it can be killed at once.
      detached: true,
      stdio: "ignore",
    });
    try {
      this.browser = await chromium.connectOverCDP(`http://127.0.0.1:${await port(file)}`);
    } catch (error) {
      // After a crash it has been seen to start and never answer. A person would start it again.
      if (again) throw error;
      await this.#stop();
      return this.#launch(flags, true);
    }
    const [context] = this.browser.contexts();
    this.context = context;
    return context.pages()[0] ?? context.newPage();
  }

  /** Every process at once, in the middle of whatever it does. */
  async kill() {
    await this.#stop();
    await this.browser?.close().catch(() => {});
  }

  async #stop() {
    const gone = once(this.#child, "exit");
    process.kill(-this.#child.pid, "SIGKILL");
    await gone;
    this.#child = undefined;
  }

  /** As a person closes it. */
  async close() {
    if (!this.#child) return;
    const gone = once(this.#child, "exit");
    const session = await this.browser.newBrowserCDPSession();
    await session.send("Browser.close").catch(() => {});
    await gone;
    await this.browser.close().catch(() => {});
    this.#child = undefined;
  }

  /** Every file of the profile, or below a folder of it, as `[path, bytes]`. */
  async files(below = "") {
    const entries = await readdir(join(this.folder, below), { recursive: true, withFileTypes: true });
    const paths = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
    // A browser that runs takes files away meanwhile.
    const gone = (error) => (error.code === "ENOENT" ? undefined : Promise.reject(error));
    const files = await Promise.all(paths.map(async (it) => [it.slice(this.folder.length + 1), await readFile(it).catch(gone)]));
    return files.filter(([, bytes]) => bytes);
  }

  async end() {
    if (this.#child) await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function port(file) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(30)) {
    const [line] = (await readFile(file, "utf8").catch(() => "")).split("\n");
    if (line) return line;
  }
  throw new Error("The browser did not start.");
}
