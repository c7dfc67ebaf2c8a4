// Keeps every event of the element, as it arrives at the document.
window.events = [];
for (const name of ["ready", "change", "submit", "queued", "delivered", "rejected", "error"]) {
  document.addEventListener(`blankett-${name}`, ({ type, detail, composed, bubbles, cancelable }) => {
    window.events.push({ type, detail, composed, bubbles, cancelable });
  });
}
