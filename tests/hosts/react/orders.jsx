// Orders in a list that grows, shrinks and changes its order. All is drawn again at
// each change in any of them, with objects made anew: the forms keep what stands in them.
import { useState } from "react";
import { BlankettForm } from "./blankett-form.jsx";

const ACTION = "https://vendor.example/blankett/api/innsendinger";

async function getHeaders() {
  return { Authorization: "Bearer token-of-the-session" };
}

export function Orders({ language }) {
  const [orders, setOrders] = useState([1]);
  const [changes, setChanges] = useState(0);
  const [references, setReferences] = useState({});
  return (
    <section aria-label="Bestillinger">
      <button onClick={() => setOrders((all) => [...all, Math.max(0, ...all) + 1])}>Ny bestilling</button>
      <button onClick={() => setOrders((all) => all.toReversed())}>Snu rekkefølgen</button>
      <output aria-label="Endringer">{changes}</output>
      {orders.map((order) => (
        <article key={order} aria-label={`Bestilling ${order}`}>
          <h2>Bestilling {order}</h2>
          <button onClick={() => setOrders((all) => all.filter((it) => it !== order))}>Fjern</button>
          {references[order] && <p role="status">Mottatt: {references[order]}</p>}
          <BlankettForm
            form="buypass-virksomhetssertifikat"
            action={ACTION}
            lang={language}
            test-numbers
            prefill={{ virksomhet: { navn: "Tannlegene Vest AS" } }}
            getHeaders={getHeaders}
            onChange={() => setChanges((count) => count + 1)}
            onDelivered={({ detail }) => setReferences((all) => ({ ...all, [order]: detail.reference }))}
          />
        </article>
      ))}
    </section>
  );
}
