// The whole of the queue's screen: how much is not sent, and below it, once opened, all else.

import { filesPart } from "./files.js";
import { itemPart } from "./item.js";
import { part } from "./draw.js";
import { receiptsPart, storagePart } from "./more.js";
import { told } from "./part.js";

/** How much is not sent, in words. */
export function countOf({ data, say, number }) {
  if (data.failed && !data.count) return say("queue.unknown");
  return { 0: say("queue.none"), 1: say("queue.one") }[data.count] ?? say("queue.many", { count: number(data.count) });
}

/** How much of it is not even stored. */
function lossOf({ data, say, number }) {
  return data.unstored === 1 ? say("queue.unstored.one") : say("queue.unstored.many", { count: number(data.unstored) });
}

/** What is shown; closed and without anything unsent, nothing inside a form. */
export function screenPart(screen) {
  const { data, isOpen, said } = screen;
  const isShown = isOpen || data.count > 0 || !screen.inForm;
  const open = { "aria-expanded": `${isOpen}`, "aria-controls": isOpen && "screen" };
  const look = ["count", data.count > 0 && "unsent", screen.inForm && "below"].filter(Boolean).join(" ");
  return [
    part("p", { key: "said", class: "unseen", role: "status" }, said),
    data.unstored > 0 && part("p", { key: "unstored", class: "error", role: "alert" }, part("span", {}, lossOf(screen))),
    isShown && part("button", { key: "count", id: "count", type: "button", class: look, onclick: () => screen.toggle(), ...open }, countOf(screen)),
    isOpen && part("div", { key: "screen", id: "screen", class: "screen" }, listPart(screen), filesPart(screen), receiptsPart(screen), storagePart(screen)),
  ];
}

function listPart(screen) {
  const { say, data } = screen;
  return part(
    "section",
    { key: "list", "aria-labelledby": "list" },
    part("h2", { id: "list", class: "heading", tabindex: "-1" }, say("queue.title")),
    told(screen, "list"),
    data.items.length === 0 && part("p", { key: "none", class: "said" }, say(data.failed ? "queue.error" : "queue.empty")),
    data.items.length > 0 && part("ul", { key: "shown", id: "items-shown", class: "entries" }, ...data.items.map((it) => itemPart(screen, it))),
    screen.more("items", data.count),
  );
}
