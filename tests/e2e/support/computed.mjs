// What the browser computes for the elements of a page, compared in the page: it is much.

/** For `page.addInitScript`: `look` and `compare`. */
export function computed() {
  // What follows from room and from the text in it; and the page's own variables.
  const SIZES = /^(width|height|(inline|block)-size|(perspective|transform)-origin|top|right|bottom|left)$/;
  const PLACES = /^(inset|grid-template|--)/;

  /** `[element, {property: value}]` of the page's own elements, or of those in the form. */
  window.look = (inside) => {
    const form = () => document.querySelector("blankett-form").shadowRoot.querySelector("[part~=form]");
    const own = () => document.body.querySelectorAll(":not(blankett-form)");
    const elements = inside ? [form(), ...form().querySelectorAll("*")] : own();
    return Array.from(elements, (it) => {
      const style = getComputedStyle(it);
      const properties = [...style].filter((name) => !SIZES.test(name) && !PLACES.test(name));
      const name = `${it.localName}.${it.getAttribute("class")}`;
      return [name, Object.fromEntries(properties.map((name) => [name, style.getPropertyValue(name)]))];
    });
  };

  /** `property: value, not another (so many elements, such as …)` of each difference. */
  window.compare = (found, expected) => {
    if (found.length !== expected.length) return [`${found.length} elements, not ${expected.length}`];
    const names = new Map();
    for (const [at, [name, style]] of found.entries()) {
      for (const [property, other] of Object.entries(expected[at][1])) {
        if (style[property] === other) continue;
        const difference = `${property}: ${style[property]}, not ${other}`;
        names.set(difference, [...(names.get(difference) ?? []), name]);
      }
    }
    return Array.from(names, ([difference, all]) => `${difference} (${all.length}, such as ${all[0]})`);
  };
}
