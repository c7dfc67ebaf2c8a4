// A vendor's site: the pages of tests/hosts on an origin of its own, with a
// Content Security Policy.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Server } from "./server.mjs";

const FOLDER = new URL("../../hosts/", import.meta.url);

export class Host {
  #server;

  /** `policy` is a name of POLICIES. */
  static async start(policy) {
    const host = new Host();
    host.#server = createServer((request, response) => host.#answer(policy, request, response));
    host.#server.listen(0, "127.0.0.1");
    await once(host.#server, "listening");
    host.url = `http://127.0.0.1:${host.#server.address().port}`;
    host.backend = await Server.start("--allow-origin", host.url);
    return host;
  }

  async #answer(policy, { url }, response) {
    const name = new URL(url, this.url).pathname.slice(1);
    const type = { html: "text/html", js: "text/javascript", css: "text/css" }[name.split(".").pop()];
    const text = await readFile(new URL(name, FOLDER), "utf8").catch(() => null);
    if (text === null) return response.writeHead(404).end();
    const headers = { "Content-Type": `${type}; charset=utf-8` };
    headers["Content-Security-Policy"] = POLICIES[policy](this.backend.url);
    response.writeHead(200, headers).end(text.replaceAll("https://vendor.example/blankett", this.backend.url));
  }

  async end() {
    this.#server.close();
    this.#server.closeAllConnections();
    await this.backend.end();
  }
}

/** As strict as a site with the widget can be. */
function strict(widget) {
  return [
    "default-src 'none'",
    `script-src 'self' ${widget} 'wasm-unsafe-eval'`,
    "style-src 'self'",
    "img-src data:",
    `connect-src ${widget}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

const POLICIES = {
  strict,
  "no-wasm": (widget) => strict(widget).replace(" 'wasm-unsafe-eval'", ""),
};
