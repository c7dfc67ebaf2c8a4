// For the page in the frame: tells the page around it how high the form is, where the focus
// is and what was delivered; never an answer. Nobody else hears it: messages have an address.
const PARENT = "https://www.vendor.example";

const root = document.documentElement;
const form = document.querySelector("blankett-form");
const tell = (type, detail) => parent.postMessage({ type, ...detail }, PARENT);

let told;
function measure() {
  const { height } = document.body.getBoundingClientRect();
  if (height !== told) tell("blankett-height", { height });
  told = height;
}
new ResizeObserver(measure).observe(document.body);

// In the shadow root: a move from one field to another does not get out of it.
form.shadowRoot.addEventListener("focusin", ({ target }) => {
  // Two frames on, what came with the focus is drawn and its height told.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const { top, bottom } = target.getBoundingClientRect();
      tell("blankett-focus", { top: top + scrollY, bottom: bottom + scrollY });
    }),
  );
});

form.addEventListener("blankett-delivered", ({ detail: { id, reference, digest } }) => {
  tell("blankett-delivered", { id, reference, digest });
});

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== PARENT || source !== parent || data?.type !== "blankett-hello") return;
  root.dataset.fits = "";
  if (["nb", "nn", "en"].includes(data.lang)) root.lang = data.lang;
  told = undefined;
  measure();
});
