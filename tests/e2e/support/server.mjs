// The real server, each with a database of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const TOKEN = "e2e-token-0123456789";

export class Server {
  #child;
  #folder;
  #flags;
  port = 0;

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
    this.#child = spawn(BLANKETT_BIN, line, {
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
