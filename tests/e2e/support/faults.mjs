// Plans for relay.mjs: all that networks and backends do wrong, alone or drawn by a seed.
import { answer, drop, forward, problem } from "./relay.mjs";

const HTML = { "Content-Type": "text/html" };

/** Nobody has seen it. */
export const refuse = async ({ response }) => response.destroy();

/** An answer that does not come, and then a connection that breaks; milliseconds. */
export function stall(time) {
  return async ({ response }) => setTimeout(() => response.destroy(), time);
}

/** Half of the answer. */
export const truncate = async ({ upstream, response }) => {
  const { answer, body } = await upstream();
  response.writeHead(answer.statusCode, { ...answer.headers, "content-length": String(body.length + 100) });
  response.write(body);
  // So that the head gets there.
  setTimeout(() => response.destroy(), 20);
};

/** Kept, and then reported as a failure. */
export const failLate = async ({ upstream, response }) => {
  await upstream();
  response.writeHead(500).end();
};

/** The backend's disk is full while it has this one; what it answers is its own. */
export const diskFull = async ({ server, pass }) => {
  await server.fill();
  try {
    await pass();
  } finally {
    await server.free();
  }
};

/** A guest network's log-in page. */
export const login = answer(200, HTML, "<h1>Logg inn</h1>");

/** What may happen to any attempt. */
export const FAULTS = {
  forward,
  refuse,
  drop,
  stall: stall(1_500),
  truncate,
  login,
  redirect: answer(302, { Location: "/velkommen" }),
  401: answer(401),
  403: answer(403),
  409: answer(409),
  429: answer(429, { "Retry-After": "1" }),
  503: answer(503, HTML, "closed"),
  failLate,
  diskFull,
};

/** What a backend says of one submission the first time, it says every time. */
const REFUSALS = { 413: answer(413, HTML, "too large"), 422: problem(422, { title: "Ukjent kunde." }) };

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A plan: half of all attempts fare ill, and one submission of twelve is refused. */
export function chaos(seed) {
  const chance = random(seed);
  const pick = (all) => Object.entries(all)[Math.floor(chance() * Object.keys(all).length)];
  const verdicts = new Map();
  const plan = ({ post, ...rest }) => {
    if (!verdicts.has(post.id)) verdicts.set(post.id, chance() < 1 / 12 ? pick(REFUSALS) : undefined);
    const [name, act] = verdicts.get(post.id) ?? (chance() < 0.5 ? pick(FAULTS) : ["forward", forward]);
    plan.count[name] = (plan.count[name] ?? 0) + 1;
    return act({ post, ...rest });
  };
  /** How often each was drawn. */
  plan.count = {};
  return plan;
}
