// Printing a document that stands in somebody's page. Fetched after the first field.

const FONT = "font: 8pt sans-serif";

/**
 * Lets the browser print the element's receipt alone, on numbered sheets, without the page
 * around it; until it has been printed. Nothing of a form that is not sent yet.
 */
export function isolate(element) {
  const footer = element.shadowRoot.querySelector("[data-footer]")?.dataset.footer;
  if (!footer) return;
  const page = new CSSStyleSheet();
  page.replaceSync(`@media print { [data-unprinted] { display: none !important } }
    @page { size: A4; margin: 18mm 18mm 20mm;
      @bottom-left { content: ${JSON.stringify(footer)}; ${FONT} }
      @bottom-right { content: counter(page) " / " counter(pages); ${FONT} } }`);
  const hidden = [];
  const roots = new Set();
  // Out of shadow roots too: everything that is not around the element goes.
  for (let node = element; node; node = node.assignedSlot ?? node.parentElement ?? node.getRootNode().host) {
    roots.add(node.getRootNode());
    for (const other of node.parentNode?.children ?? []) {
      if (other !== node && !other.hasAttribute("data-unprinted")) hidden.push(other);
    }
  }
  for (const other of hidden) other.setAttribute("data-unprinted", "");
  for (const root of roots) root.adoptedStyleSheets.push(page);
  const restore = () => {
    for (const other of hidden) other.removeAttribute("data-unprinted");
    for (const root of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((it) => it !== page);
  };
  addEventListener("afterprint", restore, { once: true });
}
