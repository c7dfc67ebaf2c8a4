// What the sections of the queue's screen are made of. `screen` is queue.js's.

import { part } from "./draw.js";

/** A password must be this long. */
const SHORTEST = 8;

/** A button; `name` is what it does, and its id: the focus comes back to it. */
export function button(screen, name, words, act, { look = "button secondary", about } = {}) {
  const busy = screen.busy.has(name) && "true";
  return part("button", { key: name, id: name, type: "button", class: look, onclick: act, "aria-busy": busy, "aria-describedby": about }, words);
}

/** A button that asks before it acts: its question is drawn by `asking`. */
export const asker = (screen, name, words, look) => button(screen, name, words, () => screen.ask(name), look);

/** What came of the last thing that was done in this place. */
export function told(screen, place) {
  const { words, bad } = screen.told?.place === place ? screen.told : {};
  return words && part("p", { key: "told", class: bad ? "error" : "note" }, part("span", {}, words));
}

/**
 * The question that a button has opened, in its place: what it asks, then `fields`, then what to
 * press; `yes` is false where there is nothing to say yes to, and `no` the word for the other. It
 * has the focus; Escape takes it back. `act` gives false if it stays open.
 */
export function asking(screen, { words, yes, no = screen.say("queue.cancel"), act, fields = [], look = "button danger" }) {
  const name = screen.asked;
  const escape = (event) => {
    if (event.key !== "Escape") return;
    // Not also the dialogue that the page may have put this in.
    event.preventDefault();
    event.stopPropagation();
    screen.cancel();
  };
  const submit = (event) => {
    event.preventDefault();
    const { password, again } = event.target.elements;
    void screen.run(name, () => act(password?.value, again?.value));
  };
  const box = { key: name, id: "question", class: "question", role: "group", tabindex: "-1", "aria-labelledby": "asked", onkeydown: escape };
  const yesButton = yes && part("button", { type: "submit", class: look, "aria-busy": screen.busy.has(name) && "true" }, yes);
  const noButton = part("button", { type: "button", class: "button secondary", onclick: () => screen.cancel() }, no);
  return part(
    "div",
    box,
    part(
      "form",
      { novalidate: true, autocomplete: "off", onsubmit: submit },
      part("p", { id: "asked" }, words),
      ...fields,
      part("div", { key: "actions", class: "actions" }, yesButton, noButton),
    ),
  );
}

/** A field for a password; `name` is its id, `wrong` what is wrong with what stands in it. */
function password(screen, name, words, use, help) {
  const wrong = screen.wrong?.[name];
  const about = [help && `${name}-help`, wrong && `${name}-error`].filter(Boolean).join(" ");
  const input = { id: name, name, type: "password", class: "input", autocomplete: use, "data-width": "30", "aria-invalid": wrong && "true", "aria-describedby": about || undefined };
  return part(
    "div",
    { key: name, class: "field" },
    part("label", { class: "label", for: name }, words),
    help && part("p", { id: `${name}-help`, class: "help" }, help),
    part("input", input),
    wrong && part("p", { id: `${name}-error`, class: "error" }, part("span", {}, wrong)),
  );
}

/** Asks for a new password, twice; gives `act` one that can be used. */
export function newPassword(screen, { words, yes, act }) {
  const { say } = screen;
  const check = (first, again) => {
    if ([...first].length < SHORTEST) return screen.reject("password", say("queue.password.short", { count: SHORTEST }));
    if (first !== again) return screen.reject("again", say("queue.password.differs"));
    return act(first);
  };
  const fields = [
    password(screen, "password", say("queue.password"), "new-password", say("queue.password.help", { count: SHORTEST })),
    password(screen, "again", say("queue.password.again"), "new-password"),
  ];
  return asking(screen, { words, yes, act: check, fields, look: "button" });
}

/** Asks for the password that was chosen elsewhere. */
export function knownPassword(screen, { words, yes, act }) {
  const fields = [password(screen, "password", screen.say("queue.password"), "off")];
  return asking(screen, { words, yes, act, fields, look: "button" });
}
