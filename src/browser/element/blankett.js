// The one script that a vendor's page has: the elements, and nothing that can come later.

import { BlankettForm } from "./form.js";
import { BlankettQueue } from "./queue.js";

for (const [name, element] of Object.entries({ "blankett-queue": BlankettQueue, "blankett-form": BlankettForm })) {
  // Another edition may be on the page already.
  if (!customElements.get(name)) customElements.define(name, element);
}
