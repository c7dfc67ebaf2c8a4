// What a browser has remembered of what was typed: a form with secrets of every kind beside one
// open field, and the search for them in the files of a profile.
import { readable } from "./leveldb.mjs";

/** Typed where a definition says that it is a secret; each a word that stands nowhere else. */
export const SECRETS = {
  Kode: "hemmelig-kode-qzx",
  Diagnose: "hemmelig-diagnose-qzx",
  "Privat e-post": "hemmelig-epost-qzx@klinikk.example",
  "Privat adresse": "hemmelig-adresse-qzx",
  Ansatt: "hemmelig-ansatt-qzx",
  "Navnet til den som signerer": "hemmelig-signatur-qzx",
};

/** Typed where nothing says so: what a search must find, or it proves nothing. */
export const OPEN = { Merke: "åpent-merke-qzx" };

const secret = { secret: true, required: true };

export const DEFINITION = {
  id: "husk",
  version: "1",
  title: "Husk",
  sections: [
    {
      id: "person",
      title: "Person",
      fields: [
        { key: "merke", kind: "text", label: "Merke", required: true },
        { key: "kode", kind: "text", label: "Kode", ...secret },
        { key: "diagnose", kind: "long-text", label: "Diagnose", ...secret },
        { key: "epost", kind: "email", label: "Privat e-post", ...secret },
        { key: "adresse", kind: "text", label: "Privat adresse", autocomplete: "street-address", ...secret },
        { key: "ansatte", kind: "rows", row: "Ansatt", label: "Ansatte", min: 1, columns: [{ key: "navn", kind: "text", label: "Ansatt", ...secret }] },
        { key: "signatur", kind: "signature", label: "Signatur" },
      ],
    },
  ],
};

const control = (page, label) => page.getByRole("textbox", { name: label });

/** Types all of it by keys: browsers remember what is typed otherwise than what is set. */
export async function typeAll(page) {
  await page.getByRole("radio", { name: "Skriv navnet" }).check();
  for (const [label, text] of Object.entries({ ...OPEN, ...SECRETS })) {
    await control(page, label).pressSequentially(text);
    await page.keyboard.press("Tab");
  }
}

/** What stands in the fields of a label. */
export const values = (page, texts) =>
  Promise.all(Object.keys(texts).map(async (label) => [label, (await control(page, label).count()) ? await control(page, label).inputValue() : ""]));

/** The files of a profile in which one of these texts is found, as `path: text`. */
export async function found(profile, texts) {
  const traces = Object.values(texts).flatMap((text) => ["utf8", "utf16le", "latin1"].map((it) => [text, Buffer.from(text, it)]));
  const all = [];
  for (const [path, bytes] of await profile.files()) {
    const parts = readable(bytes);
    const held = traces.filter(([, trace]) => parts.some((it) => it.includes(trace)));
    all.push(...new Set(held.map(([text]) => `${path}: ${text}`)));
  }
  return all;
}
