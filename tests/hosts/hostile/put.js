// Sheets come in the order they are named, before the widget's own script.
for (const name of location.search.slice(1).split("+").filter(Boolean)) {
  const isSheet = name.endsWith(".css");
  const it = document.createElement(isSheet ? "link" : "script");
  if (isSheet) Object.assign(it, { rel: "stylesheet", href: name });
  else Object.assign(it, { src: name, async: false });
  document.head.append(it);
}
