// Shortcuts of a page that thinks nobody is typing: it sees the element, not the field in it.
const typed = new Set(["INPUT", "TEXTAREA", "SELECT", "BUTTON", "A"]);
document.addEventListener("keydown", (event) => {
  if (typed.has(event.target.tagName)) return;
  if (event.key === "Enter" || event.key === " ") event.preventDefault();
  if (event.key === "s" || event.key === "/") {
    event.preventDefault();
    document.querySelector("[name=search]").focus();
  }
});
