// The state machine of engine/outbox.rs, which the build puts here as wasm (turn.rs).

/** How a submission stands, why it waits, and what can happen to it, as turn.rs counts them. */
export const STATES = ["waiting", "paused", "parked"];
export const WHYS = ["", "network", "busy", "stranger", "host"];
const EVENTS = ["look", "wake", "login", "ask"];

/** Longer than anything waits, in milliseconds; `LONGEST_WAIT` of engine/outbox.rs. */
export const LONGEST_WAIT = 300_000;

/** What should be a number in a row that may be damaged: the machine knows what to do with none. */
const number = (it) => (typeof it === "number" ? it : NaN);

let machine;

function load() {
  const bytes = Uint8Array.from(atob(BLANKETT_TURN), (letter) => letter.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
}

/**
 * What follows for an item, `{state, why, tries, due}`, from an event: a name, or a reply,
 * `{status, echoes, retryAfter}` (status -1 is no answer, -2 a host that was not ready). Gives
 * the item's new members, `action` (rest, send or deliver), and whether others must wait too.
 */
export function turn(item, event) {
  machine ??= load();
  const named = typeof event === "string";
  const { status, echoes, retryAfter } = named ? {} : event;
  const place = machine.turn(
    Math.max(STATES.indexOf(item.state), 0),
    Math.max(WHYS.indexOf(item.why), 0),
    number(item.tries),
    number(item.due),
    named ? EVENTS.indexOf(event) : EVENTS.length,
    status ?? -1,
    echoes ? 1 : 0,
    retryAfter ?? -1,
    Date.now(),
    Math.random(),
  );
  const [state, why, tries, due, action, hold] = new Float64Array(machine.memory.buffer, place, 6);
  return {
    item: { state: STATES[state], why: WHYS[why], tries, due },
    action: ["rest", "send", "deliver"][action],
    hold: Boolean(hold),
  };
}
