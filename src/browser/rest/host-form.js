// The element inside a host's own <form>. The attribute `form`, which names the form to fill
// in, makes HTML take it for the id of another <form>, so that browsers do not count the
// element as one of the form's own. And what `setFormValue` is given browsers keep in the
// session's history, on disk: answers are handed over by the `formdata` event alone.

/** One element's part in the `<form>` around it, if there is one. */
export class HostForm {
  #element;
  #inside;
  #tell;
  #form;
  #root;
  #submitter;
  /** What the answers came to; until they change, so that a second try is no second order. */
  #envelope;

  constructor(element, inside, tell) {
    this.#element = element;
    this.#inside = inside;
    this.#tell = tell;
  }

  connect() {
    this.#form = this.#element.closest("form");
    if (!this.#form) return;
    this.#root = this.#form.getRootNode();
    // Before the host's own listeners, which may take the answers at once.
    this.#root.addEventListener("submit", this.#submit, true);
    this.#form.addEventListener("formdata", this.#add);
    this.#form.addEventListener("reset", this.#reset);
    if (!this.#element.name) this.#tell("inside a <form> the element takes part under its name: give it one");
  }

  disconnect() {
    this.#root?.removeEventListener("submit", this.#submit, true);
    this.#form?.removeEventListener("formdata", this.#add);
    this.#form?.removeEventListener("reset", this.#reset);
    this.#form = undefined;
  }

  /** Whether its answers go where the host's do. With an `action` of its own they do not. */
  get takesPart() {
    const { name, action } = this.#element;
    return Boolean(this.#form && name && !action && !this.#element.matches(":disabled"));
  }

  /** The answers have changed. */
  forget() {
    this.#envelope = undefined;
  }

  /** Submits the host's form, this time with a submission of ours. */
  take(body) {
    this.#envelope = body;
    this.#inside.mounted()?.handed();
    const submitter = this.#submitter?.form === this.#form ? this.#submitter : undefined;
    // Chromium passes it over in the turn in which the answers were hashed.
    setTimeout(() => this.#form?.requestSubmit(submitter));
  }

  #submit = (event) => {
    if (event.target !== this.#form || !this.takesPart || this.#envelope) return;
    // «Lagre kladd»: nothing is checked, and nothing of ours goes along.
    if (event.submitter?.formNoValidate) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#submitter = event.submitter;
    this.#inside.mounted()?.submit(true);
  };

  #add = (event) => {
    if (this.takesPart && this.#envelope) event.formData.append(this.#element.name, this.#envelope);
  };

  #reset = (event) => {
    // A listener after this one may yet prevent it.
    setTimeout(() => {
      if (!event.defaultPrevented) this.#element.reset();
    });
    this.forget();
  };
}
