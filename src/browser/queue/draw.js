// Draws a screen over and over from what is known, and leaves alone what has not changed: the
// focus and what is typed stay.

/**
 * An element as `draw` takes it. Names that begin with `on` are listeners; `key` tells it from
 * its siblings where they come and go; false and undefined are no attribute.
 *
 *     part("button", { class: "button", onclick: send }, "Send nå")
 */
export const part = (name, { key, ...attributes } = {}, ...children) => ({ name, key, attributes, children });

/** What was drawn: of a parent its children by key, of an element its attributes. */
const drawn = new WeakMap();
const dressed = new WeakMap();

/** Makes these the children of a node: parts, texts, and nothing where one is false or undefined. */
export function draw(parent, children) {
  const before = drawn.get(parent) ?? new Map();
  const now = new Map();
  for (const [at, child] of children.flat().entries()) {
    if (child === undefined || child === false) continue;
    const isText = typeof child === "string";
    const key = isText ? `${at}` : `${child.name} ${child.key ?? at}`;
    const node = before.get(key) ?? (isText ? document.createTextNode("") : document.createElement(child.name));
    now.set(key, node);
    if (!isText) dress(node, child);
    else if (node.data !== child) node.data = child;
  }
  for (const [key, node] of before) if (!now.has(key)) node.remove();
  // What stays is not moved: an element that is moved loses the focus.
  let place = parent.firstChild;
  for (const node of now.values()) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  drawn.set(parent, now);
}

function dress(node, { attributes, children }) {
  const before = dressed.get(node) ?? {};
  // Every class can be styled from outside.
  const now = attributes.class ? { ...attributes, part: attributes.class } : attributes;
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (before[name] === now[name]) continue;
    if (name.startsWith("on")) node[name] = now[name];
    else if (now[name] === undefined || now[name] === false) node.removeAttribute(name);
    else node.setAttribute(name, now[name] === true ? "" : now[name]);
  }
  dressed.set(node, now);
  draw(node, children);
}
