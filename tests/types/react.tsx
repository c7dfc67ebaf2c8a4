// The element in a React 19 application. Compiled, never run.
import "blankett/react";
import type { BlankettForm, Envelope, FormDefinition } from "blankett";
import { useRef, useState } from "react";

export function Order({ definition, onSent }: { definition: FormDefinition; onSent: (envelope: Envelope) => void }) {
  const form = useRef<BlankettForm>(null);
  const [reference, setReference] = useState("");
  return (
    <>
      <blankett-form
        ref={form}
        key="order"
        className="order"
        lang="en"
        form="buypass-virksomhetssertifikat"
        action="/api/innsendinger"
        layout="steps"
        testNumbers
        disabled={reference !== ""}
        prefill={{ virksomhet: { navn: "Tannlegene Vest AS" } }}
        getHeaders={async () => ({ Authorization: "Bearer token" })}
        onblankett-submit={(event) => onSent(event.detail)}
        onblankett-delivered={({ detail }) => setReference(detail.reference)}
      />
      <blankett-form definition={definition} name="feedback" />
      <blankett-form form="buypass-virksomhetssertifikat" recipientKey={null} recipientKeyThumbprint="abc def" />
      <button onClick={() => form.current?.submit()}>{reference}</button>
      {/* @ts-expect-error: no such layout */}
      <blankett-form layout="stpes" />
      {/* @ts-expect-error: a form's id is a text */}
      <blankett-form form={7} />
      {/* @ts-expect-error: the event's detail has no such member */}
      <blankett-form onblankett-delivered={({ detail }) => detail.answers} />
      {/* @ts-expect-error: no such element */}
      <blankett-from form="buypass-virksomhetssertifikat" />
    </>
  );
}
