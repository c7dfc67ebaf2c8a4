// A vendor's site: the pages of tests/hosts on an origin of its own, each folder with
// the Content Security Policy that lies in it. What an example calls vendor.example
// is put where it listens.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname } from "node:path/posix";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Server } from "./server.mjs";

const FOLDER = new URL("../../hosts/", import.meta.url);
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", json: "application/json" };

/** What may be done to the policy of a folder, by name. */
const POLICIES = {
  strict: (policy) => policy,
  "no-wasm": (policy) => policy.replace(" 'wasm-unsafe-eval'", ""),
};

export class Host {
  /** `{path, fields: [name, value][]}` of every form that was posted to the site itself. */
  posts = [];
  #policy;
  #servers;

  /** `policy` is a name of POLICIES. */
  static async start(policy) {
    const host = new Host();
    host.#policy = POLICIES[policy];
    // The site, another of the vendor's own, and one that has nothing to do with them.
    host.#servers = [0, 1, 2].map(() => createServer((request, response) => host.#handle(request, response)));
    const origins = host.#servers.map(async (it) => {
      await once(it.listen(0, "127.0.0.1"), "listening");
      return `http://127.0.0.1:${it.address().port}`;
    });
    [host.url, host.forms, host.stranger] = await Promise.all(origins);
    host.backend = await Server.start("--allow-origin", host.url, "--allow-origin", host.forms);
    return host;
  }

  async #handle(request, response) {
    const path = new URL(request.url, this.url).pathname.slice(1);
    if (request.method === "POST") {
      this.posts.push({ path, fields: await fieldsOf(request) });
      return response.writeHead(303, { Location: "thanks.html" }).end();
    }
    const text = await read(path);
    if (text === null) return response.writeHead(404).end();
    const policy = (await read(`${dirname(path)}/policy.txt`)) ?? (await read("strict/policy.txt"));
    response.writeHead(200, {
      "Content-Type": `${TYPES[path.split(".").pop()]}; charset=utf-8`,
      "Content-Security-Policy": this.#placed(this.#policy(policy).trim().replaceAll("\n", "; ")),
    });
    response.end(this.#placed(text));
  }

  #placed(text) {
    return text
      .replaceAll("https://vendor.example/blankett", this.backend.url)
      .replaceAll("https://www.vendor.example", this.url)
      .replaceAll("https://forms.vendor.example", this.forms);
  }

  async end() {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    await this.backend.end();
  }
}

/** A file of tests/hosts; a script that lies there as JSX is bundled. */
async function read(path) {
  const file = new URL(path, FOLDER);
  return readFile(file, "utf8").catch(() => (path.endsWith(".js") ? bundle(new URL(`${file.href}x`)) : null));
}

async function bundle(file) {
  if (!(await readFile(file).catch(() => null))) return null;
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    // Strict mode mounts twice in development only.
    define: { "process.env.NODE_ENV": '"development"' },
  });
  return outputFiles[0].text;
}

async function fieldsOf(request) {
  const headers = { "Content-Type": request.headers["content-type"] };
  return [...(await new Response(await buffer(request), { headers }).formData())];
}
