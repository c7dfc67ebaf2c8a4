// The worker, its widget's folder on another origin, and what this page needs besides.
const query = new URLSearchParams({ base: "https://vendor.example/blankett/" });
for (const it of ["index.html", "site.css", "site.js"]) query.append("keep", it);

// Not when the page is still loading: the form comes first. This stands before the widget's script,
// or the form may be ready before anybody listens.
addEventListener("blankett-ready", () => navigator.serviceWorker?.register(`sw.js?${query}`, { updateViaCache: "none" }), { once: true });
