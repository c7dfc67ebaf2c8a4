// One submission that is not sent: what it is, how it stands, and what can be done with it.

import { FileError, changed, discardItem, exportFile, list, ofHost, ofTab, reopen, save, send, standing } from "../local/local.js";
import { asker, asking, button, newPassword, told } from "./part.js";
import { part } from "./draw.js";

/** What a backend means by refusing, by status. */
const REFUSALS = { 404: "queue.address", 405: "queue.address", 410: "queue.address", 413: "queue.large", 415: "queue.kind" };
const WAITS = { network: "trouble.network", busy: "trouble.busy", stranger: "trouble.stranger", host: "trouble.host" };

export const isDamaged = (item) => item.why === "damaged";
/** Whether a backend does not want it, as it is. */
export const isRefused = (item) => item.state === "parked" && !isDamaged(item);

/** Whether it was left by another user than the one who is here now. */
const isForeign = (item) => Boolean(item.user) && !item.ours;

/** The first characters of an id, to tell one from another by. */
export const short = (id) => String(id).slice(0, 8);

/** A form's title as it was shown, or in this language; its id where there is none. */
export function titleOf({ form }, screen) {
  const { title, id } = form ?? {};
  const told = typeof title === "object" && title !== null ? (title[screen.language] ?? title.nb) : title;
  return String(told ?? id ?? screen.say("queue.untitled"));
}

/** How a submission stands, in sentences. */
export function standingOf(item, { say }) {
  const { state, why, status } = item;
  if (isDamaged(item)) return [say("queue.damaged")];
  const memory = item.stored ? [] : [say("queue.memory")];
  const held = item.ours ? [] : [say(isForeign(item) ? "queue.user" : "queue.headers")];
  if (state === "parked") return [...memory, say(REFUSALS[status] ?? "queue.refused", { status: `${status}` }), ...held];
  if (held.length) return [...memory, ...held];
  if (state === "paused") return [...memory, say("trouble.paused")];
  return [...memory, say(WAITS[why] ?? (item.stored ? "queue.new" : "trouble.network"))];
}

/** Its part of the list. */
export function itemPart(screen, item) {
  const id = String(item.id);
  const { say } = screen;
  const about = { about: `item-${id}` };
  const sentences = standingOf(item, screen);
  const bad = item.state === "parked" || !item.stored;
  const time = screen.time(item.at);
  const facts = [time && say("queue.written", { time }), say("queue.reference", { reference: short(id) })];
  const canOpen = isRefused(item) && screen.data.openers.get(id);
  const small = { look: "link", ...about };
  const canExport = screen.data.exportable.has(item.id);
  const actions = part(
    "div",
    { key: "actions", class: "actions" },
    canOpen && button(screen, `open-${id}`, say("queue.open"), () => screen.run(`open-${id}`, () => openAgain(screen, item)), about),
    item.ours && !isDamaged(item) && button(screen, `send-${id}`, sending(screen, id), () => screen.run(`send-${id}`, () => sendNow(screen, item)), about),
    canExport && asker(screen, `export-${id}`, say("queue.export"), small),
    asker(screen, `delete-${id}`, say("queue.delete"), small),
  );
  return part(
    "li",
    { key: id, class: "entry" },
    part("h3", { id: `item-${id}`, class: "heading", tabindex: "-1" }, titleOf(item, screen)),
    part("p", { class: "help" }, facts.filter(Boolean).join(" ")),
    ...sentences.map((it, at) => part("p", { key: `said ${at}`, class: bad && !at ? "error" : "said" }, part("span", {}, it))),
    isRefused(item) && canOpen === false && part("p", { key: "locked", class: "said" }, say("queue.locked")),
    !canExport && !isDamaged(item) && part("p", { key: "kept", class: "said" }, say(item.user ? "queue.export.login" : "queue.export.tab")),
    told(screen, id),
    { [`delete-${id}`]: deleting, [`export-${id}`]: locking }[screen.asked]?.(screen, item) ?? actions,
  );
}

const sending = (screen, id) => screen.say(screen.busy.has(`send-${id}`) ? "sending" : "queue.send");

function deleting(screen, item) {
  const act = async () => {
    await discardItem(item.id);
    screen.tell("list", screen.say("queue.deleted", { title: titleOf(item, screen) }));
  };
  return asking(screen, { words: screen.say("queue.delete.ask"), yes: screen.say("queue.delete.yes"), act });
}

function locking(screen, { id, sealed }) {
  const act = (password) => download(screen, [id], id, password);
  return newPassword(screen, { words: screen.say(sealed ? "queue.export.sealed" : "queue.export.why"), yes: screen.say("queue.export.yes"), act });
}

/** Saves a file with these; what is said of it is said in `place`. */
export async function download(screen, ids, place, password) {
  const { say, number } = screen;
  let made;
  try {
    made = await exportFile(ids, password, await keysOf(screen));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return screen.tell(place, say("queue.export.large"), true);
  }
  const { file, exported, left, held, bound } = made;
  if (!file) return screen.tell(place, say("queue.export.none"));
  const name = `blankett-${exported.length === 1 ? short(exported[0]) : exported.length}.json`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Long after the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  const sentences = [
    say("queue.exported", { file: name }),
    left > 0 && say("queue.export.left", { left: number(left) }),
    held > 0 && say("queue.export.held", { held: number(held) }),
    bound > 0 && say("queue.export.bound", { bound: number(bound) }),
  ];
  screen.tell(place, sentences.filter(Boolean).join(" "));
}

async function sendNow(screen, item) {
  await send(item.id);
  const now = await standing(item.id);
  const place = now && now.state !== "delivered" ? item.id : "list";
  if (!now) return;
  if (place === "list") screen.tell(place, screen.say("queue.delivered", { title: titleOf(item, screen) }));
  else screen.announce(standingOf({ ...item, ...now }, screen).join(" "));
}

/** The forms on this page, also the one that this stands in. */
function forms(screen) {
  const own = screen.element.getRootNode().host;
  return [...document.querySelectorAll("blankett-form"), own].filter((it) => it?.localName === "blankett-form");
}

/** The keys of this tab, and of the hosts of its forms. */
export async function keysOf(screen) {
  const given = forms(screen).map((it) => it.draftKey && ofHost(it.draftKey).catch(() => undefined));
  return (await Promise.all([ofTab(), ...given])).filter(Boolean);
}

/** The key that opens a refused submission's copy; none if it is not here. */
export async function opener(screen, id) {
  for (const by of await keysOf(screen)) if (await reopen(id, [by])) return by;
  return undefined;
}

/** Makes a draft of what was refused, and lets the page or its form take that up. */
async function openAgain(screen, { id, user }) {
  const by = await opener(screen, id);
  const found = by && (await reopen(id, [by]));
  if (!found) return;
  const { form, content } = found;
  // Under the same id: whoever asks again goes on with what is corrected already.
  if (!(await list()).some((it) => it.id === id)) await save({ id, form, user }, content, by);
  changed(id);
  const event = new CustomEvent("blankett-open", { detail: { form, draft: id }, bubbles: true, composed: true, cancelable: true });
  if (screen.element.dispatchEvent(event)) screen.tell(id, screen.say("queue.opened"));
}
