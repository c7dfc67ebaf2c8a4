// The TypeScript declarations and the custom-elements manifest: they compile, they agree with
// each other, with the engine, with the styles, and with the real element.
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import * as buypass from "./support/buypass.mjs";
import { button, definitions, field, fill, receipt, review } from "./support/form.mjs";
import { installed } from "./support/package.mjs";
import { OUTAGE, expect, test } from "./support/test.mjs";
import { WORDS } from "./support/words.mjs";

const ROOT = new URL("../../", import.meta.url);
const read = (path) => readFile(new URL(path, ROOT), "utf8");
const names = (list) => list.map((it) => it.name).sort();

const manifest = JSON.parse(await read("src/browser/types/custom-elements.json"));
const [module] = manifest.modules;
const [element] = module.declarations;
const fields = element.members.filter((it) => it.kind === "field");

/** Compiles files in a folder, as strictly as there is; gives what is wrong, a line each. */
function compile(files, options) {
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2022,
    jsx: ts.JsxEmit.ReactJSX,
    types: [],
    ...options,
  });
  const line = ({ file, start, messageText }) =>
    `${file?.fileName}:${file?.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  return ts.getPreEmitDiagnostics(program).map(line);
}

/** A folder inside tests/, where the packages of tests/ are found, with the tarball installed. */
async function project(about) {
  const folder = about.outputPath("own");
  await mkdir(folder, { recursive: true });
  await installed(folder);
  await writeFile(join(folder, "package.json"), '{"type": "module"}');
  return folder;
}

const BUNDLED = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
const NODED = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };

test("an editor accepts what is right, and nothing that is wrong", async ({}, about) => {
  const folder = await project(about);
  for (const name of ["page.ts", "react.tsx"]) await copyFile(new URL(`tests/types/${name}`, ROOT), join(folder, name));
  const files = ["page.ts", "react.tsx"].map((it) => join(folder, it));
  for (const options of [BUNDLED, NODED]) expect(compile(files, options)).toEqual([]);
});

test("the types of definitions take every built-in form", async ({}, about) => {
  const folder = await project(about);
  const forms = new URL("src/forms/", ROOT);
  const files = [];
  for (const name of (await readdir(forms)).filter((it) => it.endsWith(".json"))) {
    const text = await readFile(new URL(name, forms), "utf8");
    // A packet is put together by the build.
    if (JSON.parse(text).forms) continue;
    files.push(join(folder, name.replace(".json", ".ts")));
    await writeFile(files.at(-1), `import type { FormDefinition } from "blankett";\nexport const form: FormDefinition = ${text};`);
  }
  expect(files.length).toBeGreaterThan(10);
  expect(compile(files, NODED)).toEqual([]);
});

/** The members of a class or interface of a declaration file: name, doc comment, type. */
function members(text, name) {
  const source = ts.createSourceFile(`${name}.d.ts`, text, ts.ScriptTarget.Latest, true);
  const found = source.statements.find((it) => it.name?.text === name);
  return found.members.map((it) => ({
    name: it.name.text ?? it.name.getText(),
    doc: it.jsDoc?.map((doc) => doc.comment).join(" "),
    type: it.type?.getText(),
    method: ts.isMethodDeclaration(it),
  }));
}

test("the manifest says what the declarations say", async () => {
  const text = await read("src/browser/types/blankett.d.ts");
  const declared = members(text, "BlankettForm").filter((it) => !/EventListener$/.test(it.name));
  // Of a getter and its setter the first, which is the getter.
  const told = new Map(declared.filter((it) => it.doc).map((it) => [it.name, it]));
  expect(declared.map((it) => it.name).filter((it) => !told.has(it)), "without a comment").toEqual([]);
  expect(names(element.members)).toEqual([...told.keys()].sort());
  for (const { name, kind, description, type, return: given } of element.members) {
    expect(description).toBe(told.get(name).doc);
    expect(kind, name).toBe(told.get(name).method ? "method" : "field");
    expect((given ?? { type }).type.text, name).toBe(told.get(name).type);
  }
  const events = members(text, "BlankettEventMap");
  const shaped = events.map((it) => ({ name: it.name, type: { text: it.type }, description: it.doc }));
  expect(element.events).toEqual(shaped);
});

test("the manifest is one", async ({}, about) => {
  const folder = await project(about);
  const file = join(folder, "manifest.ts");
  // The package's types know these two of a field by itself, and not of one in its place.
  const rest = JSON.stringify(manifest, (key, value) => (["attribute", "reflects"].includes(key) ? undefined : value));
  const lines = [
    'import type { CustomElementField, Package } from "custom-elements-manifest/schema";',
    `export const manifest: Package = ${rest};`,
    `export const fields: CustomElementField[] = ${JSON.stringify(fields)};`,
  ];
  await writeFile(file, lines.join("\n"));
  expect(compile([file], BUNDLED)).toEqual([]);
});

test("every attribute and member of the manifest is the element's, and the other way round", async ({ page, server }) => {
  await page.goto(`${server.url}/?form=buypass-virksomhetssertifikat`);
  const real = await page.evaluate(async () => {
    const element = await customElements.whenDefined("blankett-form");
    const members = [...Object.getOwnPropertyNames(element.prototype), ...Object.getOwnPropertyNames(new element())];
    return { observed: element.observedAttributes, members: members.filter((it) => !/^(constructor|.*Callback)$/.test(it)).sort() };
  });
  expect(names(element.members)).toEqual(real.members);
  expect(names(element.attributes)).toEqual(expect.arrayContaining(real.observed));
  expect(element.attributes.map((it) => it.fieldName).filter((it) => it !== "lang")).toEqual(
    fields.filter((it) => it.reflects).map((it) => it.name),
  );

  // Each property reflects its attribute, both ways.
  const reflected = await page.evaluate((attributes) => {
    const it = document.createElement("blankett-form");
    return attributes.map(({ name, fieldName, type }) => {
      const flag = type.text === "boolean";
      it[fieldName] = flag ? true : "steps";
      const set = it.getAttribute(name);
      it.removeAttribute(name);
      return [name, set, it[fieldName], flag];
    });
  }, element.attributes);
  for (const [name, set, unset, flag] of reflected) expect([name, set, unset]).toEqual([name, flag ? "" : "steps", flag ? false : ""]);
});

test("every custom property of the manifest is used by the styles, and the other way round", async () => {
  const folder = new URL("style/", ROOT);
  const sheets = await Promise.all((await readdir(folder)).filter((it) => it.endsWith(".css")).map((it) => readFile(new URL(it, folder), "utf8")));
  const used = new Set(sheets.join("").replace(/\/\*[^]*?\*\//g, "").match(/--blankett-[a-z-]+/g));
  expect(names(element.cssProperties)).toEqual([...used].sort());
});

test.describe("the parts", () => {
  test.use({ expected: OUTAGE });

  test("of the manifest are all found in some form, in some state", async ({ page, relay }) => {
    const missing = new Set(names(element.cssParts));
    const look = async () => {
      const parts = await page.locator("blankett-form").evaluate((it) => [...it.shadowRoot.querySelectorAll("[part]")].flatMap((it) => [...it.part]));
      for (const part of parts) missing.delete(part);
    };
    for (const { id } of definitions()) {
      await page.goto(relay.page(id), { waitUntil: "networkidle" });
      await expect(page.getByRole("button", { name: /^(Se over svarene|Neste)$/ })).toBeVisible();
      await look();
    }
    await page.goto(relay.page(buypass.ID));
    await button(page, "nb", "review").click();
    await expect(page.getByRole("group", { name: WORDS.nb.summary })).toBeVisible();
    await look();
    await fill(page, buypass.typed());
    // Right, but no mobile's.
    const mobile = field(page, "Signaturberettiget", "Mobilnummer");
    await mobile.fill("22123456");
    await mobile.blur();
    await look();
    await review(page);
    await look();
    relay.plan = ({ response }) => response.destroy();
    await button(page, "nb", "send").click();
    await expect(page.getByRole("alert").getByText(WORDS.nb.noContact)).toBeVisible();
    await look();
    relay.plan = ({ pass }) => pass();
    await button(page, "nb", "retry").click();
    await receipt(page);
    await look();
    expect([...missing]).toEqual([]);
  });
});

/** Keys of a kind of field, as the engine's schema has them. */
async function schema() {
  const folder = new URL("src/engine/kinds/", ROOT);
  const kinds = await Promise.all((await readdir(folder)).filter((it) => it.endsWith(".rs")).map((it) => readFile(new URL(it, folder), "utf8")));
  const fields = await read("src/engine/definition/fields.rs");
  const found = `${kinds.join("")}${fields}`.matchAll(/"((?::|form |section |field |option |rule )[a-z-]+[^"]*)"/g);
  const lines = Array.from(found, ([, line]) => line.replace(/\\\s+/g, ""));
  return new Map(lines.map((line) => [line.split(" ")[0], [...line.matchAll(/ ([a-z-]+)=/g)].map(([, key]) => key).sort()]));
}

test("the types of definitions have the engine's keys", async () => {
  const text = await read("src/browser/types/definition.d.ts");
  const keys = (name) => members(text, name).map((it) => it.name).sort();
  const engine = await schema();
  // Put in by the build, when it puts a packet together or takes a form apart.
  const own = { form: ["lang", "more", "parts"], field: ["fact"] };
  for (const [line, name] of [["form", "FormDefinition"], ["section", "Section"], ["option", "Option"], ["rule", "Rule"], ["field", "AnyField"]]) {
    const known = engine.get(line).filter((it) => !own[line]?.includes(it));
    expect(keys(name), name).toEqual(known.filter((it) => it !== "kind"));
  }
  const declared = text.match(/Plain<"[a-z-]+">/g).map((it) => it.slice(7, -2));
  expect([...new Set(declared)].sort()).toEqual([...engine.keys()].filter((it) => it.startsWith(":")).map((it) => it.slice(1)).sort());
  for (const [kind, expected] of engine) {
    if (!kind.startsWith(":") || !expected.length) continue;
    const [, name] = text.match(new RegExp(`interface (\\w+) extends Plain<"${kind.slice(1)}">`));
    expect(keys(kind === ":price" ? "Price" : name), kind).toEqual(expected);
  }
});
