// The page sends its form itself. The event comes when the widget has found nothing wrong.
document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const response = await fetch(event.target.action, { method: "POST", body: new FormData(event.target, event.submitter) });
  document.querySelector("[role=status]").textContent = response.ok ? "Takk for bestillingen" : "Det gikk ikke.";
});
