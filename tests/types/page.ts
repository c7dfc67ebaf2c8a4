// What a developer's editor must accept, and what it must not. Compiled, never run.
import "blankett";
import type { Answers, BlankettForm, Envelope, FormDefinition, OrderLine, Signature } from "blankett";

const form = document.querySelector("blankett-form")!;
form satisfies BlankettForm;
document.createElement("blankett-form") satisfies BlankettForm;

form.form = "buypass-virksomhetssertifikat";
form.action = new URL("/api/innsendinger", location.href).href;
form.layout = "steps";
form.layout = null;
form.disabled = form.testNumbers;
form.lang = "nn";
form.prefill = { virksomhet: { navn: "Tannlegene Vest AS", ansatte: 12, rader: [{ a: null }] } };
form.prefill = undefined;
form.getHeaders = async () => ({ Authorization: `Bearer ${await Promise.resolve("token")}` });
form.getHeaders = () => new Headers();
form.getHeaders = undefined;
const sent: boolean = form.submit() || form.reset();
const answers: Answers = form.answers();

const definition: FormDefinition = {
  id: "kontakt",
  version: "1",
  title: { nb: "Kontakt", en: "Contact" },
  layout: "steps",
  sections: [
    {
      id: "deg",
      title: "Deg",
      fields: [
        { key: "navn", kind: "text", label: "Navn", required: true, max: 80 },
        { key: "hva", kind: "choice", label: "Hva", options: [{ value: "a", label: "A" }] },
        { key: "nar", kind: "date", label: "Når", "shown-when": { field: "hva", equals: "a" }, min: "today" },
        { key: "rader", kind: "rows", label: "Rader", row: "rad", columns: [{ key: "n", kind: "number", label: "N" }] },
        { key: "sum", kind: "computed", label: "Sum", value: { sum: "rader", of: { field: "n" } }, as: "money" },
      ],
    },
  ],
};
form.definition = definition;

form.addEventListener("blankett-submit", function (event) {
  this satisfies BlankettForm;
  event.preventDefault();
  const envelope: Envelope = event.detail;
  const gross: number | undefined = envelope.totals.gross;
  const replaced: string | null = envelope.replaces;
  const first: OrderLine | undefined = envelope.totals.lines?.[0];
  if (first && "net" in first) console.log(first.net, gross, replaced);
  for (const { form, totals } of envelope.parts ?? []) console.log(form.id, form.version, totals.month?.net);
});
form.addEventListener("click", ({ clientX }) => console.log(clientX, sent, answers));
form.addEventListener("whatever", (event) => console.log(event.type), { once: true });
document.addEventListener("blankett-delivered", ({ detail: { id, reference, digest } }) => console.log(id, reference, digest));
window.addEventListener("blankett-error", ({ detail }) => detail.reason === "unauthorised");

const signature = { method: "typed", name: "Kari", facts: "" } satisfies Signature;
console.log(signature);

// @ts-expect-error: no such layout
form.layout = "stpes";
// @ts-expect-error: answers are JSON
form.prefill = { when: new Date() };
// @ts-expect-error: headers are texts
form.getHeaders = async () => ({ "X-Count": 1 });
// @ts-expect-error: it takes nothing
form.submit(true);
// @ts-expect-error: an object
form.definition = "kontakt";
// @ts-expect-error: read it by `answers()`
form.answers = {};
// @ts-expect-error: this event holds no answers
form.addEventListener("blankett-change", ({ detail }) => detail.answers);
// @ts-expect-error: there may be no amount yet
const net: number = ({} as OrderLine).net;
// @ts-expect-error: there is nothing to construct; document.createElement does
const made: BlankettForm = new BlankettForm();
// @ts-expect-error: no such kind
definition.sections[0]!.fields.push({ key: "a", kind: "txt", label: "A" });
// @ts-expect-error: a key that this kind does not have
definition.sections[0]!.fields.push({ key: "a", kind: "tick", label: "A", max: 3 });
// @ts-expect-error: a choice needs options
definition.sections[0]!.fields.push({ key: "a", kind: "choice", label: "A" });
// @ts-expect-error: a condition that does not exist
definition.sections[0]!["shown-when"] = { field: "a", equal: "b" };
