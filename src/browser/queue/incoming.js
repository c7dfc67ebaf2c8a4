// What a chosen file holds, and whose it is, before any of it is taken.

import { asking } from "./part.js";
import { isLoggedIn } from "../local/local.js";
import { part } from "./draw.js";
import { short, titleOf } from "./item.js";

/** So many of a kind are shown; there may be ten thousand. */
const FEW = 20;

/** The kinds in their order: what they are called, and their verdicts. */
const KINDS = { ready: ["queue.import.ready", ["ready"]], known: ["queue.import.known", ["known"]], refused: ["queue.import.not", ["elsewhere", "login"]] };
/** Why one cannot be taken in here, by verdict. */
const REASONS = { elsewhere: "queue.import.elsewhere", login: "queue.import.login" };

/** Whose a submission is, as far as this page knows: that of who is logged in, of somebody else, or of nobody known. */
function ownerOf({ user, action }) {
  if (!user) return "queue.import.nobody";
  return isLoggedIn(user, action) ? "queue.import.you" : "queue.import.other";
}

/** Asks whether to take what is ready, below what it is; `act` takes it. */
export function incomingPart(screen, found, act) {
  const { say, number } = screen;
  const count = (kind) => found.filter((it) => it.verdict === kind).length;
  const ready = count("ready");
  const words = say(ready ? "queue.import.ask" : "queue.import.nothing", { all: number(found.length), ready: number(ready) });
  const kinds = Object.entries(KINDS).flatMap(([kind, [title, verdicts]]) => kindPart(screen, kind, title, found.filter((it) => verdicts.includes(it.verdict))));
  const broken = count("broken");
  const fields = [
    ...kinds,
    broken > 0 && part("p", { key: "broken", class: "error" }, part("span", {}, say("queue.import.broken", { count: number(broken) }))),
    ready > 0 && part("p", { key: "trust", class: "said" }, say("queue.import.trust")),
  ];
  return asking(screen, { words, yes: ready > 0 && say("queue.import.yes"), no: ready ? undefined : say("queue.close"), act, fields, look: "button" });
}

function kindPart(screen, kind, title, found) {
  if (found.length === 0) return [];
  const { say, number } = screen;
  const more = found.length - FEW;
  return [
    part("h3", { key: `${kind}-title`, id: `import-${kind}`, class: "heading" }, say(title, { count: number(found.length) })),
    part("ul", { key: kind, class: "entries", "aria-labelledby": `import-${kind}` }, ...found.slice(0, FEW).map((it) => rowPart(screen, it))),
    more > 0 && part("p", { key: `${kind}-more`, class: "said" }, say("queue.import.more", { count: number(more) })),
  ];
}

function rowPart(screen, { row, verdict }) {
  const { say } = screen;
  const time = screen.time(row.at);
  const facts = [time && say("queue.written", { time }), say("queue.reference", { reference: short(row.id) }), say("queue.import.address", { address: shown(row.action) })];
  const sentence = verdict === "ready" ? ownerOf(row) : REASONS[verdict];
  return part(
    "li",
    { key: row.id, class: "entry" },
    part("h4", { class: "heading" }, titleOf(row, screen)),
    part("p", { class: "help" }, facts.filter(Boolean).join(" ")),
    sentence && part("p", { class: "said" }, say(sentence)),
  );
}

/** An address as a person tells one from another by: without what a query may hide behind. */
function shown(action) {
  const { origin, pathname } = new URL(action);
  return `${origin}${pathname}`;
}
