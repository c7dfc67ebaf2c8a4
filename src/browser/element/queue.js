// <blankett-queue>: what is not sent yet, and what was. All of it but the element is ../queue.

import { PATIENCE_WITH_FILES, WORDS, file, script, sheet } from "./files.js";
import { settled } from "./form.js";

export class BlankettQueue extends HTMLElement {
  #screen;

  async connectedCallback() {
    // What somebody came to fill in goes before.
    if (document.querySelector("blankett-form")) await settled;
    try {
      const { attach } = await script("queue.js");
      this.#screen ??= attach(this, { languages: Object.keys(WORDS), file, sheet });
      if (this.isConnected) this.#screen.connect();
    } catch {
      setTimeout(() => this.isConnected && this.connectedCallback(), PATIENCE_WITH_FILES);
    }
  }

  disconnectedCallback() {
    this.#screen?.disconnect();
  }
}
