// Reads Chromium's traces: what the page's main thread did, and for how long.

/** Does something and gives the main thread's events, in order; times in ms. */
export async function traced(browser, page, act) {
  await browser.startTracing(page, { categories: ["devtools.timeline", "v8", "blink.user_timing", "disabled-by-default-devtools.timeline"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const thread = busiest(traceEvents);
  return traceEvents
    .filter((it) => it.ph === "X" && threadOf(it) === thread)
    .map((it) => ({ name: it.name, type: it.args.data?.type, start: it.ts / 1000, end: (it.ts + (it.dur ?? 0)) / 1000 }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

const threadOf = (event) => `${event.pid} ${event.tid}`;

/** The page's thread: a browser has others of the same name that do nothing. */
function busiest(events) {
  const named = events.filter((it) => it.name === "thread_name" && it.args.name === "CrRendererMain");
  const busy = new Map(named.map((it) => [threadOf(it), 0]));
  for (const event of events) {
    const thread = threadOf(event);
    if (event.ph === "X" && busy.has(thread)) busy.set(thread, busy.get(thread) + (event.dur ?? 0));
  }
  return [...busy].sort((a, b) => b[1] - a[1])[0]?.[0];
}

export const SCRIPT = new Set(["FunctionCall", "RunMicrotasks", "EvaluateScript", "TimerFire", "FireAnimationFrame", "v8.evaluateModule"]);
export const DRAWING = new Set(["UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit", "UpdateLayer", "HitTest"]);

/** How long any of these went on between two moments; what is inside another counts once. */
export function spent(events, names, from = -Infinity, to = Infinity) {
  let sum = 0;
  let until = from;
  for (const { name, start, end } of events) {
    if (!names.has(name) || start < from || start >= to || end <= until) continue;
    sum += end - Math.max(start, until);
    until = end;
  }
  return sum;
}

/** Every name's own time, without what it calls, longest first. */
export function ownTimes(events) {
  const own = new Map();
  const open = [];
  for (const event of events) {
    while (open.length && open.at(-1).end <= event.start) open.pop();
    const took = event.end - event.start;
    own.set(event.name, (own.get(event.name) ?? 0) + took);
    const outer = open.at(-1);
    if (outer) own.set(outer.name, own.get(outer.name) - took);
    open.push(event);
  }
  return [...own].sort((a, b) => b[1] - a[1]);
}
