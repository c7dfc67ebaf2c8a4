// Data processing agreements, made without the widget, in anybody's name.
import { readFileSync } from "node:fs";
import { envelope, post } from "./envelope.mjs";
import { edition } from "./form.mjs";

const source = readFileSync(new URL("../../forms/vieri.rs", import.meta.url), "utf8");
const [, ANSWERS] = source.match(/ANSWERS: &str = r#"([^]*?)"#/);

/** The agreement of a controller. */
export function agreement({ number = "971058676", name = "Byggevarer Vest AS", ...changes } = {}) {
  const answers = JSON.parse(ANSWERS);
  Object.assign(answers.kunde, { navn: name, organisasjonsnummer: number });
  return envelope({ answers, form: edition("vieri-databehandleravtale"), totals: {}, ...changes });
}

/** Sends it, which must succeed. */
export async function agree(server, sent) {
  const { status, text } = await post(server, JSON.stringify(sent));
  if (status !== 201) throw new Error(text);
  return sent;
}
