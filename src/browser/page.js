// What a form asks of the page around it: a line here is a kilobyte of glue in Rust.
// Called by document.rs.

/** Moves the focus to the element with this id, once the drawing is done that the same event has set off. */
export function focus(container, id) {
  setTimeout(() => container.querySelector(`[id="${id}"]`)?.focus());
}

/** Opens the browser's print dialogue. */
export function print() {
  globalThis.print();
}

/** The reader's calendar day: 20261124. */
export function today() {
  const now = new Date();
  return (now.getFullYear() * 100 + now.getMonth() + 1) * 100 + now.getDate();
}

/**
 * Where in its element, taken as so wide and high, a pointer presses: how far along, and how
 * far down times 65,536. Nothing while it does not press.
 */
export function point(event, width, height) {
  if (event.buttons !== 1) return undefined;
  const pad = event.currentTarget;
  // A stroke that leaves the box goes on.
  if (event.type === "pointerdown") pad.setPointerCapture(event.pointerId);
  const place = pad.getBoundingClientRect();
  const along = (part, whole, most) => Math.trunc(Math.min(Math.max(part / Math.max(whole, 1), 0), 1) * most);
  return along(event.clientX - place.left, place.width, width) + along(event.clientY - place.top, place.height, height) * 65_536;
}

/** What stands in the field that was just typed in. */
export function typed(event) {
  return event.target.value;
}

/** Puts other text there, and keeps the caret after the same digit. */
export function put(event, after) {
  const input = event.target;
  const before = input.value.slice(0, input.selectionStart ?? undefined);
  let digits = before.replace(/\D/g, "").length;
  let caret = 0;
  while (digits > 0 && caret < after.length) {
    if (/\d/.test(after[caret])) digits -= 1;
    caret += 1;
  }
  input.value = after;
  input.setSelectionRange(caret, caret);
}
