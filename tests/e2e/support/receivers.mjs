// The receivers of the guide, each running as its own reader would run it.
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { Php } from "./php.mjs";
import { run, snippet } from "./snippets.mjs";

const code = (name) => snippet("receive.md", `file:${name}`);

/** A program that prints its address and keeps what it gets in its own folder. */
async function program(command, name, site) {
  const folder = await mkdtemp(join(tmpdir(), "blankett-guide-"));
  await writeFile(join(folder, name), code(name));
  const env = { ...process.env, PORT: "0", SITE: site };
  const child = spawn(command, [name], { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"] });
  const [url] = await once(createInterface(child.stdout), "line");
  const end = async () => {
    child.kill();
    await once(child, "exit");
    await rm(folder, { recursive: true, force: true });
  };
  return { url, folder, end };
}

/** Each gives `{url, kept, end}`; `kept` is the ids of what it has kept. */
export const RECEIVERS = {
  async Node(site) {
    const it = await program("node", "receiver.mjs", site);
    const kept = async () => (await readdir(join(it.folder, "innsendinger"))).map((name) => name.replace(/\.json$/, ""));
    return { ...it, kept };
  },

  async Python(site) {
    const it = await program("python3", "receiver.py", site);
    const kept = async () => JSON.parse(await sql(it, "SELECT id FROM submission")).flat();
    return { ...it, kept };
  },

  async WordPress() {
    const name = "blankett-mottak.php";
    const php = await Php.start({ [name]: code(name) });
    const kept = () => php.run("echo json_encode( $wpdb->get_col( 'SELECT id FROM wp_blankett' ) );");
    return { url: `${php.url}/wp-json/blankett/v1/innsendinger`, kept, end: () => php.end(), php };
  },
};

/** What a statement gives, as JSON of rows, in the database of the receiver in Python. */
export function sql({ folder }, statement) {
  const code = `import json, sqlite3, sys
with sqlite3.connect("innsendinger.sqlite") as database:
    print(json.dumps(database.execute(sys.argv[1]).fetchall()))`;
  return run(`python3 -c "$CODE" "$STATEMENT"`, { widget: "" }, { cwd: folder, env: { ...process.env, CODE: code, STATEMENT: statement } });
}
