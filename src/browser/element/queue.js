// <blankett-queue>: what is not sent yet, and what was. All of it but the element is ../queue.

import { attachShadow, languageOf } from "./around.js";
import { PATIENCE_WITH_FILES, file, script, sheet } from "./files.js";
import { settled } from "./form.js";

export class BlankettQueue extends HTMLElement {
  #screen;

  constructor() {
    super();
    attachShadow(this);
  }

  async connectedCallback() {
    // What somebody came to fill in goes before.
    if (document.querySelector("blankett-form")) await settled;
    try {
      const { attach } = await script("queue.js");
      this.#screen ??= attach(this, { languageOf, file, sheet });
      if (this.isConnected) this.#screen.connect();
    } catch {
      setTimeout(() => this.isConnected && this.connectedCallback(), PATIENCE_WITH_FILES);
    }
  }

  disconnectedCallback() {
    this.#screen?.disconnect();
  }
}
