// What `cargo xtask package` made, on a static host; and a page of another origin that uses it.
import { once } from "node:events";
import { cp, mkdir, readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Server } from "./server.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm" };

/** The folder with both folders and the tarball. */
export function packages() {
  const folder = process.env.BLANKETT_PACKAGE;
  if (!folder) throw new Error("BLANKETT_PACKAGE is not set; run `cargo xtask test e2e`.");
  return folder;
}

export async function version() {
  return JSON.parse(await readFile(join(packages(), "plain", "integrity.json"), "utf8")).version;
}

/** A host as simple as they come: files, their types, and CORS. */
export class StaticHost {
  /** The paths that were asked for. */
  asked = [];
  #server;

  /** `folder` can be changed while it runs. */
  static async start(folder) {
    const host = new StaticHost();
    host.folder = folder;
    host.#server = createServer((request, response) => host.#answer(request, response));
    await once(host.#server.listen(0, "127.0.0.1"), "listening");
    host.url = `http://127.0.0.1:${host.#server.address().port}`;
    return host;
  }

  async #answer(request, response) {
    const { pathname } = new URL(request.url, this.url);
    this.asked.push(pathname.slice(1));
    const bytes = await readFile(join(this.folder, pathname)).catch(() => null);
    const headers = { "Access-Control-Allow-Origin": "*", "Content-Type": TYPES[extname(pathname)] ?? "text/plain" };
    response.writeHead(bytes ? 200 : 404, headers).end(bytes ?? "");
  }

  end() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** A vendor's page, whose head and files change from test to test, and the backend. */
export class Vendor {
  #host;

  static async start(folder) {
    const vendor = new Vendor();
    vendor.#host = await StaticHost.start(folder);
    vendor.folder = folder;
    vendor.url = vendor.#host.url;
    vendor.backend = await Server.start("--allow-origin", vendor.url);
    return vendor;
  }

  get asked() {
    return this.#host.asked;
  }

  /** The page's text: this in its head, and the form. */
  page(head) {
    const action = `${this.backend.url}/api/innsendinger`;
    return `<!doctype html>
      <html lang="nb">
        <head><meta charset="utf-8" /><title>Bestilling</title><link rel="icon" href="data:," />${head}</head>
        <body>
          <main><h1>Bestilling</h1>
            <blankett-form form="buypass-virksomhetssertifikat" action="${action}" test-numbers></blankett-form>
          </main>
        </body>
      </html>`;
  }

  async end() {
    this.#host.end();
    await this.backend.end();
  }
}

/** Installs the tarball as a customer of npm does. Gives `node_modules/blankett`. */
export async function installed(folder) {
  const tarball = (await readdir(packages())).find((it) => it.endsWith(".tgz"));
  await mkdir(join(folder, "node_modules"), { recursive: true });
  const words = ["install", "--offline", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--prefix", folder];
  await npm([...words, join(packages(), tarball)]);
  return join(folder, "node_modules", "blankett");
}

function npm(words) {
  const windows = process.platform === "win32";
  return promisify(execFile)(windows ? "npm.cmd" : "npm", words, { shell: windows });
}

/** Lays a folder over another, as an upload does: what has the same name is replaced, the rest stays. */
export function lay(folder, over) {
  return cp(folder, over, { recursive: true });
}
