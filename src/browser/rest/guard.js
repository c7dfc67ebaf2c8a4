// All elements of a page share one wasm. When it breaks in one of them (a panic, which is a
// trap) that one is drawn anew by a fresh wasm, with its answers; the others go on.

/** What may run the wasm. */
const EVENTS = ["blur", "change", "click", "input", "pointerdown", "pointermove"];

/** Milliseconds: one that breaks again within this is not drawn again. */
const SOON = 10_000;

/** The element whose event is handled now. */
let active;
let idle;

/** Mends an element, from now on, when it breaks; gives what does so when the caller sees it. */
export function watch(element, inside) {
  let last = -SOON;
  let mending = false;
  const mend = (error) => {
    if (mending) return;
    mending = true;
    const hope = performance.now() - last > SOON;
    last = performance.now();
    console.error(`blankett: the form broke${hope ? " and is drawn again" : ""}: ${error.message}`);
    // After the event, which may yet move the focus.
    setTimeout(async () => {
      await inside.mend(hope);
      mending = false;
    });
  };
  for (const name of EVENTS) {
    const mark = () => {
      active = { inside, mend };
      clearTimeout(idle);
      idle = setTimeout(() => (active = undefined));
    };
    // In the shadow root: a blur from field to field does not get out of it.
    element.shadowRoot.addEventListener(name, mark, { capture: true, passive: true });
  }
  return mend;
}

addEventListener("error", ({ error }) => {
  if (!active || !isOurs(error, active.inside.base)) return;
  const { mend } = active;
  active = undefined;
  mend(error);
});

function isOurs(error, base) {
  const stack = String(error?.stack);
  return stack.includes(new URL("widget", base).href) || (error instanceof WebAssembly.RuntimeError && stack.includes("wasm"));
}
