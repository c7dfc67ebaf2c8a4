// What seals and opens: the widget's module, and other programs.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Node takes the widget's modules for scripts: there is no package.json beside them.
async function local(name) {
  const entry = fileURLToPath(new URL(`../../../src/browser/local/${name}`, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/** The widget's modules that seal, and that know a key by its thumbprint. */
export const { concatKdf, seal, usable } = await local("seal.js");
export const { thumbprint } = await local("thumbprint.js");

/** What a program prints when it gets `input`; fails unless it ends well. */
async function printed(command, line, input = "") {
  const child = spawn(command, line);
  const texts = { stdout: "", stderr: "" };
  for (const name in texts) child[name].setEncoding("utf8").on("data", (text) => (texts[name] += text));
  child.stdin.on("error", () => {}).end(input);
  const status = await new Promise((done, failed) => child.on("error", failed).on("close", done));
  if (status !== 0) throw new Error(`${[command, ...line].join(" ")} ended with ${status}:\n${texts.stderr}`);
  return texts.stdout;
}

/** `blankett` with a command of its own. */
export const blankett = (line, input) => printed(process.env.BLANKETT_BIN, line, input);

/** A new key: its file, the public JWKS, and the private JWK. */
export async function keygen(folder, ...flags) {
  const file = join(folder, "private.jwk");
  const jwks = JSON.parse(await blankett(["keygen", "--out", file, ...flags]));
  const [jwk] = JSON.parse(await readFile(file, "utf8")).keys;
  return { file, jwks, jwk };
}

const JWCRYPTO = "jwcrypto==1.6.1";
// Beside what npm installs, so that it is kept and emptied with that.
const PLACE = fileURLToPath(new URL(`../../node_modules/.cache/${JWCRYPTO}`, import.meta.url));

/** Runs a script in a Python that has jwcrypto, which is installed the first time. */
export async function python(code, input) {
  const own = join(PLACE, process.platform === "win32" ? "Scripts/python.exe" : "bin/python3");
  const ready = join(PLACE, "ready");
  if (!existsSync(ready)) {
    try {
      await rm(PLACE, { recursive: true, force: true });
      await printed("python3", ["-m", "venv", PLACE]);
      await printed(own, ["-m", "pip", "install", "--quiet", JWCRYPTO, "cryptography==50.0.2"]);
      await writeFile(ready, "");
    } catch (cause) {
      throw new Error(`Python's jwcrypto cannot be installed: python3, its venv and pip are needed.\n${cause.message}`, { cause });
    }
  }
  return JSON.parse(await printed(own, ["-c", code], JSON.stringify(input)));
}
