// A server in front of the real one, which can fail in every way a network or
// a backend fails. Keeps every submission that is posted.
import { once } from "node:events";
import { createServer, request } from "node:http";
import { buffer } from "node:stream/consumers";

/** Lets it through. */
export const forward = async ({ pass }) => pass();

/** The backend keeps it, but its answer is lost. */
export const drop = async ({ upstream, response }) => {
  await upstream();
  response.destroy();
};

/** No answer ever comes. */
export const silence = async () => {};

/** Answers in the backend's place. */
export function answer(status, headers = {}, body = "") {
  return async ({ post, response }) => {
    response.writeHead(status, headers);
    response.end(typeof body === "function" ? body(post) : body);
  };
}

/** A refusal as RFC 9457 has it. */
export function problem(status, json) {
  return answer(status, { "Content-Type": "application/problem+json" }, JSON.stringify(json));
}

export class Relay {
  /** What becomes of the submissions that are posted from now on. */
  plan = forward;
  /** `{id, path, headers, text, at}` of every one that was posted. */
  posts = [];
  /** `METHOD /path` of every request. */
  seen = [];
  /** Path: what the relay itself serves there, `{type, body}` or a function of the response. */
  pages = {};
  /** The most attempts there have been at a time to post the same submission. */
  abreast = 0;
  #server;
  #now = new Map();

  static async start(server) {
    const relay = new Relay();
    relay.#server = createServer((incoming, response) => void relay.#handle(server, incoming, response).catch(() => response.destroy()));
    relay.#server.listen(0, "127.0.0.1");
    await once(relay.#server, "listening");
    relay.url = `http://127.0.0.1:${relay.#server.address().port}`;
    return relay;
  }

  async #handle(server, incoming, response) {
    const { method, url, headers } = incoming;
    this.seen.push(`${method} ${url}`);
    const own = method === "GET" && this.pages[new URL(url, this.url).pathname];
    if (typeof own === "function") return own(response);
    if (own) return response.writeHead(200, { "Content-Type": own.type }).end(own.body);
    const body = await buffer(incoming);
    const upstream = () =>
      new Promise((resolve, reject) => {
        const target = { port: server.port, host: "127.0.0.1", path: url, method, headers };
        request(target, (answer) => buffer(answer).then((body) => resolve({ answer, body }), reject))
          .on("error", reject)
          .end(body);
      });
    const pass = async () => {
      const { answer, body } = await upstream();
      response.writeHead(answer.statusCode, answer.headers).end(body);
    };
    if (method !== "POST") return pass();
    const id = (headers["idempotency-key"] ?? "").replaceAll('"', "");
    const post = { id, path: url, headers, text: body.toString(), at: Date.now() };
    this.posts.push(post);
    this.#count(id, 1);
    response.on("close", () => this.#count(id, -1));
    return this.plan({ post, server, upstream, pass, response });
  }

  #count(id, step) {
    const now = (this.#now.get(id) ?? 0) + step;
    this.#now.set(id, now);
    this.abreast = Math.max(this.abreast, now);
  }

  /** The ids of the submissions posted, each once, in order. */
  get ids() {
    return [...new Set(this.posts.map((it) => it.id))];
  }

  page(form, language = "nb") {
    return `${this.url}/?form=${form}&lang=${language}`;
  }

  /** Breaks every connection. */
  cut() {
    this.#server.closeAllConnections();
  }

  end() {
    this.#server.close();
    this.cut();
  }
}
