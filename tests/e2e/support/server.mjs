// The real server, each with a database of its own.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

export const TOKEN = "e2e-token-0123456789";

export class Server {
  #child;
  #folder;
  #flags;
  port = 0;
  /** How many of those who have filled its disk have not freed it. */
  #full = 0;

  /** A running server; `flags` stand after those every test has. */
  static async start(...flags) {
    const server = new Server();
    server.#folder = await mkdtemp(join(tmpdir(), "blankett-e2e-"));
    server.#flags = flags;
    await server.again();
    return server;
  }

  /** Starts on the same port, with the same database. */
  async again() {
    const { BLANKETT_BIN, BLANKETT_DIST, ...env } = process.env;
    const listen = ["--listen", `127.0.0.1:${this.port}`];
    const database = ["--database", join(this.#folder, "innsendinger.sqlite")];
    const line = ["serve", ...listen, "--dist", BLANKETT_DIST, ...database, "--test-numbers", ...this.#flags];
    // Told that a file may not grow, it goes on, as on a full disk.
    const told = ["-c", `trap "" XFSZ; exec "$0" "$@"`, BLANKETT_BIN];
    this.#child = spawn("sh", [...told, ...line], {
      env: { ...env, BLANKETT_TOKEN: TOKEN },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let log = "";
    this.#child.stderr.on("data", (text) => (log += text));
    for await (const text of createInterface(this.#child.stdout)) {
      const found = text.match(/^Blankett listens on (http:\/\/\S+:(\d+))$/);
      if (!found) continue;
      [, this.url, this.port] = found;
      this.#child.stdout.resume();
      return;
    }
    throw new Error(`The server did not start:\n${log}`);
  }

  /** From now on nothing can be written to its disk, until it is freed as often. */
  async fill() {
    this.#full += 1;
    await this.#limitFiles();
  }

  async free() {
    this.#full -= 1;
    await this.#limitFiles();
  }

  async #limitFiles() {
    const size = this.#full ? 0 : "unlimited";
    await run("prlimit", ["--pid", String(this.#child.pid), `--fsize=${size}:`]);
  }

  /** Ends at once, in the middle of whatever it does. */
  async kill() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async end() {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The address of the demo page with a form. */
  page(form, language = "nb") {
    return `${this.url}/?form=${form}&lang=${language}`;
  }

  #read(path) {
    return fetch(this.url + path, { headers: { Authorization: `Bearer ${TOKEN}` } });
  }

  /** What the token's holder is told has come in, the newest first. */
  async list() {
    return (await (await this.#read("/api/innsendinger")).json()).items;
  }

  /** The bytes of the one submission that has come in; fails if there are none or more. */
  async only() {
    const items = await this.list();
    if (items.length !== 1) throw new Error(`Expected one submission, found ${items.length}.`);
    const text = await (await this.#read(`/api/innsendinger/${items[0].id}`)).text();
    return { item: items[0], text, envelope: JSON.parse(text) };
  }
}
