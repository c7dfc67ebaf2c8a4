// Out to a file and in from one.

import { FileError, MOST, exportable, importRows, inspectFile, items, outside } from "../local/local.js";
import { button, knownPassword, newPassword, told } from "./part.js";
import { download, isDamaged, keysOf } from "./item.js";
import { incomingPart } from "./incoming.js";
import { part } from "./draw.js";

/** The section of both. */
export function filesPart(screen) {
  const { say } = screen;
  const exporting = button(screen, "export-all", say("queue.export.all"), () => screen.run("export-all", () => askOut(screen)));
  return part(
    "section",
    { key: "files", class: "section", "aria-labelledby": "files" },
    part("h2", { id: "files", class: "heading", tabindex: "-1" }, say("queue.files")),
    part("p", { class: "said" }, say("queue.files.why")),
    screen.asked === "export-all" ? outPart(screen) : screen.data.count > 0 && part("div", { key: "actions", class: "actions" }, exporting),
    { file: passwordPart, import: foundPart }[screen.asked]?.(screen) ?? chooser(screen),
    told(screen, "files"),
  );
}

/** All but what is damaged; exportFile leaves out what is somebody else's. */
const undamaged = async () => (await items()).filter((it) => !isDamaged(it));

/** Asks for a password if there is anything to take out. */
async function askOut(screen) {
  const all = await undamaged();
  const may = await exportable(all, await keysOf(screen));
  if (may.size === 0) return screen.tell("files", screen.say("queue.export.none"));
  screen.allSealed = all.every((it) => it.sealed || !may.has(it.id));
  screen.ask("export-all");
  return false;
}

function outPart(screen) {
  const act = async (password) => download(screen, (await undamaged()).map((it) => it.id), "files", password);
  return newPassword(screen, { words: screen.say(screen.allSealed ? "queue.export.sealed" : "queue.export.why"), yes: screen.say("queue.export.yes"), act });
}

function chooser(screen) {
  const wrong = screen.wrong?.file;
  const choose = async (event) => {
    const [file] = event.target.files;
    const isLarge = file?.size > MOST.file;
    // So that the same one can be chosen again.
    const read = isLarge ? "" : file?.text();
    event.target.value = "";
    if (read === undefined) return;
    screen.asked = undefined;
    await screen.run("file", async () => {
      if (isLarge) return refuse(screen, "large");
      return guarded(screen, async () => {
        screen.file = outside(await read);
        screen.ask("file");
        return false;
      });
    });
  };
  const input = { id: "file", type: "file", class: "input", accept: ".json,application/json", onchange: choose };
  return part(
    "div",
    { key: "file", class: "field" },
    part("label", { class: "label", for: "file" }, screen.say("queue.import")),
    part("input", { ...input, "aria-invalid": wrong && "true", "aria-describedby": wrong && "file-error", "aria-busy": screen.busy.has("file") && "true" }),
    wrong && part("p", { id: "file-error", class: "error" }, part("span", {}, wrong)),
  );
}

/** Which sentence says what is wrong with a file. */
const REASONS = { foreign: "queue.import.foreign", damaged: "queue.import.damaged", old: "queue.import.old", later: "queue.import.later", large: "queue.import.large" };

/** Says what is wrong with the file, and is done with it. */
function refuse(screen, reason) {
  [screen.asked, screen.file] = [];
  return screen.reject("file", screen.say(REASONS[reason]));
}

/** Does what a file may make impossible. */
async function guarded(screen, act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.reason === "password") return screen.reject("password", screen.say("queue.import.password"));
    return refuse(screen, error.reason);
  }
}

/** The first step: its password, for a look at what is in it. */
function passwordPart(screen) {
  const act = (password) =>
    guarded(screen, async () => {
      screen.found = await inspectFile(screen.file, password, screen.addresses);
      screen.file = undefined;
      screen.ask("import");
      return false;
    });
  return knownPassword(screen, { words: screen.say("queue.import.locked"), yes: screen.say("queue.import.open"), act });
}

/** The second step: what is in it, and whether to take that. */
function foundPart(screen) {
  const act = async () => {
    const { found } = screen;
    const known = found.filter((it) => it.verdict === "known").length;
    const added = await importRows(found, screen.addresses);
    [screen.asked, screen.found] = [];
    const numbers = { added, known, left: found.length - added - known };
    for (const name in numbers) numbers[name] = screen.number(numbers[name]);
    screen.tell("files", screen.say("queue.import.done", numbers));
  };
  return incomingPart(screen, screen.found, act);
}
