// The application's own form, which the application sends itself.
import { Activity, useState } from "react";
import { BlankettForm } from "./blankett-form.jsx";

const field = (key, label) => ({ key, kind: "text", label, required: true });

export function Feedback({ language }) {
  const [shown, setShown] = useState("visible");
  const [written, setWritten] = useState(true);
  const [envelope, setEnvelope] = useState();
  return (
    <section aria-label="Tilbakemelding">
      <button onClick={() => setShown((it) => (it === "visible" ? "hidden" : "visible"))}>Vis eller skjul</button>
      <button onClick={() => setWritten((it) => !it)}>Sett inn eller ta ut</button>
      {envelope && <p role="status">Takk, {envelope.answers.navn}</p>}
      <Activity mode={shown}>
        {written && (
          <BlankettForm
            definition={{
              id: "tilbakemelding",
              version: "1",
              title: "Tilbakemelding",
              sections: [{ id: "deg", title: "Om deg", fields: [field("navn", "Navn"), field("mening", "Mening")] }],
            }}
            lang={language}
            onSubmit={(event) => setEnvelope(event.detail)}
          />
        )}
      </Activity>
    </section>
  );
}
