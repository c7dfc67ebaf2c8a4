// Below what is not sent: receipts, how things lie here, and to be rid of it all.

import { asker, asking, told } from "./part.js";
import { clearReceipts, wipe } from "../local/local.js";
import { short, titleOf } from "./item.js";
import { part } from "./draw.js";

const MEGABYTE = 1_000_000;

/** What was sent from here. */
export function receiptsPart(screen) {
  const { say } = screen;
  const { receipts } = screen.data;
  const shown = receipts.slice(0, screen.shown.receipts);
  const act = async () => {
    await clearReceipts();
    screen.tell("receipts", say("queue.cleared"));
  };
  return part(
    "section",
    { key: "receipts", class: "section", "aria-labelledby": "receipts" },
    part("h2", { id: "receipts", class: "heading", tabindex: "-1" }, say("queue.receipts")),
    told(screen, "receipts"),
    receipts.length === 0 && part("p", { key: "none", class: "said" }, say("queue.receipts.none")),
    receipts.length > 0 && part("ul", { key: "shown", id: "receipts-shown", class: "entries" }, ...shown.map((it) => receiptPart(screen, it))),
    screen.more("receipts", receipts.length),
    receipts.length > 0 &&
      (screen.asked === "clear"
        ? asking(screen, { words: say("queue.clear.ask"), yes: say("queue.clear.yes"), act })
        : part("div", { key: "actions", class: "actions" }, asker(screen, "clear", say("queue.clear")))),
  );
}

function receiptPart(screen, { id, form, sent, reference, digest }) {
  const { say } = screen;
  const time = screen.time(sent);
  const sum = String(digest ?? "").replace(/^sha-256=/, "");
  return part(
    "li",
    { key: id, class: "entry" },
    part("h3", { id: `receipt-${id}`, class: "heading", tabindex: "-1" }, titleOf({ form }, screen)),
    part("p", { class: "help" }, [time && say("queue.sent", { time }), say("queue.reference", { reference: String(reference ?? short(id)) })].filter(Boolean).join(" ")),
    sum !== "" && part("details", { key: "sum" }, part("summary", {}, `${say("receipt.digest")} ${short(sum)}`), part("p", { class: "body code" }, sum)),
  );
}

/** How safely things lie here, and to delete them. */
export function storagePart(screen) {
  const { say, data } = screen;
  const { failed, persisted, free } = data.health ?? {};
  const act = async () => {
    await wipe();
    screen.tell("storage", say("queue.wiped"));
  };
  const drafts = data.drafts.length;
  const number = (it) => screen.number(it);
  const words = () => say("queue.wipe.ask", { unsent: number(data.count), drafts: number(drafts), receipts: number(data.receipts.length) });
  const begun = { 0: "queue.drafts.none", 1: "queue.drafts.one" }[drafts] ?? "queue.drafts.many";
  return part(
    "section",
    { key: "storage", class: "section", "aria-labelledby": "storage" },
    part("h2", { id: "storage", class: "heading", tabindex: "-1" }, say("queue.storage")),
    failed && part("p", { key: "failed", class: "error" }, part("span", {}, say("queue.storage.failed"))),
    data.health && !failed && part("p", { key: "kept", class: "said" }, say(persisted ? "queue.storage.kept" : "queue.storage.unkept")),
    free !== undefined && part("p", { key: "free", class: "said" }, say("queue.storage.free", { free: size(screen, free) })),
    data.health && !failed && part("p", { key: "drafts", class: "said" }, say(begun, { count: number(drafts) })),
    told(screen, "storage"),
    screen.asked === "wipe"
      ? asking(screen, { words: words(), yes: say("queue.wipe.yes"), act })
      : part("div", { key: "actions", class: "actions" }, asker(screen, "wipe", say("queue.wipe"))),
  );
}

function size(screen, bytes) {
  const [unit, by] = bytes >= 1000 * MEGABYTE ? ["gigabyte", 1000 * MEGABYTE] : ["megabyte", MEGABYTE];
  return screen.number(Math.max(bytes, 0) / by, { style: "unit", unit, maximumFractionDigits: by === MEGABYTE ? 0 : 1 });
}
