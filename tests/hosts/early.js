// Runs before the module, so before the element is one.
document.querySelector("blankett-form").prefill = { virksomhet: { navn: "Tannlegene Vest AS" } };
