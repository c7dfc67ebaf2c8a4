// A React 19 application with the widget on it, in strict mode.
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { Feedback } from "./feedback.jsx";
import { Orders } from "./orders.jsx";

function App() {
  const [language, setLanguage] = useState("nb");
  return (
    <>
      <h1>Bestillinger</h1>
      <button onClick={() => setLanguage((it) => (it === "nb" ? "en" : "nb"))}>Norsk / English</button>
      <Orders language={language} />
      <Feedback language={language} />
    </>
  );
}

createRoot(document.querySelector("main")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
