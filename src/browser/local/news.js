// News of the queue: who wants to know what, in this tab, in others and in the worker.

const CHANNEL = "blankett-outbox";

/** Who wants to know about one submission, by id. */
const listeners = new Map();
/** Who wants to know whenever anything is stored, sent or deleted. */
const watchers = new Set();

const channel = makeChannel();

/** To other tabs and the worker; nothing where browsers refuse it, as they may with all storage. */
function makeChannel() {
  try {
    const made = new BroadcastChannel(CHANNEL);
    made.addEventListener("message", ({ data }) => void heard(data));
    return made;
  } catch {
    return undefined;
  }
}

/** Calls back with how a submission stands, whenever that changes, wherever it is sent from. */
export function listen(id, callback) {
  listeners.set(id, callback);
}

/** No longer. */
export function unlisten(id) {
  listeners.delete(id);
}

/** Calls back whenever anything stored has changed, in any tab. Gives what takes it back. */
export function watch(callback) {
  watchers.add(callback);
  return () => watchers.delete(callback);
}

/** Tells watchers here and in other tabs. */
export function changed(id, told) {
  for (const watcher of watchers) watcher();
  channel?.postMessage({ id, told });
}

async function heard({ id, told }) {
  for (const watcher of watchers) watcher();
  const listener = listeners.get(id);
  // Sent by another tab, or the worker: it says what came of it.
  if (listener && told) listener(told);
}

/** How a submission stands now, and what the backend answered: to its listener, here and elsewhere. */
export function tell(item, text = "") {
  const told = { state: item.state, why: item.why, status: item.status, text };
  listeners.get(item.id)?.(told);
  changed(item.id, told);
}
