// What both elements have to do with the page around them.

import { WORDS } from "./files.js";

/** The nearest language of an element or an ancestor, out of shadow roots too; bokmål if it is none of ours. */
export function languageOf(element) {
  let place = element;
  while (place && !place.closest("[lang]")) place = place.getRootNode().host;
  const language = (place?.closest("[lang]").lang ?? "nb").toLowerCase().split("-")[0];
  return language in WORDS ? language : "nb";
}

/**
 * Gives an element its shadow root. Outside it a key seems to be pressed on the element, not in a
 * field: a page's shortcuts would take it. What leads out of a field goes on, for dialogs that
 * hold the focus.
 */
export function attachShadow(element) {
  const root = element.attachShadow({ mode: "open" });
  for (const name of ["keydown", "keypress", "keyup"]) root.addEventListener(name, keepKey);
}

function keepKey(event) {
  const leads = /^(Escape|Tab|F\d+)$/.test(event.key);
  if (!leads && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}
