// For the page that shows the frame: gives it the height it asks for, brings into view
// what has the focus in it, and tells the page what was delivered.
const FRAME = "https://forms.vendor.example";
const HIGHEST = 50_000;
// Room above and below what is brought into view.
const ROOM = 24;

const frame = document.querySelector("iframe");

const actions = {
  "blankett-height": ({ height }) => {
    if (height > 0 && height <= HIGHEST) frame.style.height = `${Math.ceil(height)}px`;
  },
  "blankett-focus": ({ top, bottom }) => {
    const place = frame.getBoundingClientRect().top;
    const above = place + top - ROOM;
    const below = place + bottom + ROOM - innerHeight;
    // As little as will do; of what is higher than the window, its beginning.
    if (above < 0) scrollBy(0, above);
    else if (below > 0) scrollBy(0, Math.min(above, below));
  },
  "blankett-delivered": ({ id, reference, digest }) => {
    frame.dispatchEvent(new CustomEvent("blankett-delivered", { bubbles: true, detail: { id, reference, digest } }));
  },
};

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== FRAME || source !== frame.contentWindow) return;
  if (Object.hasOwn(actions, data?.type)) actions[data.type](data);
});

// The frame may have told its height before anybody listened here.
const greet = () => frame.contentWindow.postMessage({ type: "blankett-hello", lang: document.documentElement.lang }, FRAME);
frame.addEventListener("load", greet);
new MutationObserver(greet).observe(document.documentElement, { attributeFilter: ["lang"] });
greet();

frame.addEventListener("blankett-delivered", ({ detail }) => {
  document.querySelector("[role=status]").textContent = `Takk! Referansen er ${detail.reference}.`;
});
