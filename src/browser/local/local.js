// Everything that stays on this machine, for the scripts that use it together: one queue, one
// store and the same keys for all elements of a page.

export * from "./drafts.js";
export { exportable, exportFile } from "./export.js";
export * from "./handover.js";
export { importRows, inspectFile } from "./import.js";
export * from "./outbox.js";
export { FileError, MOST, outside } from "./queue-file.js";
export { changed, listen, unlisten, watch } from "./news.js";
export { add, isUnstored, standing, unstoredItems } from "./rows.js";
export { encrypt, ofHost, ofTab, userHash } from "./vault.js";
export { WHYS } from "./turn.js";
export { usable } from "./seal.js";
export { keyOf, seal } from "./recipient.js";
