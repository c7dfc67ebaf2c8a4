// What every measure needs: a browser, pages like a clinic's, medians and tables.

import { chromium } from "@playwright/test";

/** How often each thing is measured. */
export const RUNS = Number(process.env.RUNS ?? 9);

/** The network and the processor of performance targets: 1.6 Mbit/s, 150 ms a request, 4x. */
export const SLOW_NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
export const SLOW_CPU = 4;

/** A browser that reaches nothing but this machine. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || undefined,
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--enable-precise-memory-info"],
  });
}

/** Does something with a page that has nothing from before, then throws it away. */
export async function fresh(browser, { network, cpu, script } = {}, act) {
  const context = await browser.newContext({ locale: "nb-NO" });
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await page.addInitScript(HELPERS);
    if (script) await page.addInitScript(script);
    if (network) {
      await cdp.send("Network.enable");
      await cdp.send("Network.emulateNetworkConditions", network);
    }
    if (cpu) await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpu });
    return await act(page, cdp);
  } finally {
    await context.close();
  }
}

/** Runs a function in the page. Playwright's own `evaluate` puts much of itself in there. */
export async function inPage(cdp, act, argument) {
  const expression = `(${act})(${JSON.stringify(argument) ?? ""})`;
  const options = { awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails: thrown } = await cdp.send("Runtime.evaluate", { expression, ...options });
  if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
  return result.value;
}

/** Opens a form and waits until it can be typed in. */
export async function open(page, cdp, url) {
  await page.goto(url, { waitUntil: "load", timeout: 120_000 });
  await inPage(cdp, async () => {
    while (!bench.first()) await bench.frameEnd();
  });
}

/** Noise of the browser itself in bytes of heap: code that is compiled late, caches. */
export const NOISE = 100_000;

/** What a page holds once all garbage is gone: bytes of heap and of the wasm's memory, nodes, listeners. */
export async function used(page, cdp) {
  const wasm = await inPage(cdp, async () => {
    if (!customElements.get("blankett-form")) return 0;
    // The glue gives the instance it has already made; its names are short.
    const exports = await (await import("/widget.js")).default();
    const memory = Object.values(exports).find((it) => it instanceof WebAssembly.Memory);
    return memory.buffer.byteLength;
  });
  for (let turn = 0; turn < 3; turn += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
  return { heap: usedSize, wasm, nodes, listeners: jsEventListeners };
}

/** One real key, as a person presses it. */
export async function press(cdp, key) {
  const named = { Enter: ["Enter", 13, "\r"], "@": ["Digit2", 50, "@"] }[key];
  const [code, number, text] = named ?? [undefined, key.toUpperCase().charCodeAt(0), key];
  const common = { key, code, windowsVirtualKeyCode: number };
  await cdp.send("Input.dispatchKeyEvent", { type: "keyDown", text, ...common });
  await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...common });
}

/** In the page: looks into Blankett's shadow root or the static page, whichever there is. */
function HELPERS() {
  const typeable = "input:not([type=checkbox], [type=radio]), textarea";
  const frameEnd = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        // A message comes after the frame that the callback is part of.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
    });
  globalThis.bench = {
    frameEnd,
    root: () => document.querySelector("blankett-form")?.shadowRoot ?? document,
    first: () => bench.root().querySelector(typeable),
    field: (name) => bench.root().querySelector(`[name="${name}"]`),
    button: () => [...bench.root().querySelectorAll("button")].find((it) => it.textContent === "Se over svarene"),
  };
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the ratios of pairs that were measured one after the other. */
export const ratio = (ours, theirs) => median(ours.map((it, at) => it / theirs[at]));

/** A number with so many decimals, thousands apart. */
export function figure(number, decimals = 0) {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return number.toLocaleString("en-US", options);
}

/** Prints a Markdown table; columns of figures are set to the right. */
export function table(head, rows) {
  const isFigure = (at) => rows.some((row) => /^[\d,.]+x?$/.test(row[at]));
  const line = (cells) => `| ${cells.join(" | ")} |`;
  console.log(line(head));
  console.log(`|${head.map((_, at) => (isFigure(at) ? "--:" : "---")).join("|")}|`);
  for (const row of rows) console.log(line(row));
  console.log();
}

/** What was asked for and what came of it; printed in the end. */
const verdicts = [];

export function target(what, value, met) {
  verdicts.push([what, value, met ? "met" : "**missed**"]);
}

export function printTargets() {
  if (verdicts.length === 0) return;
  console.log("## Targets\n");
  table(["target", "measured", ""], verdicts);
}

/** Progress goes where it does not disturb the tables. */
export const say = (line) => process.stderr.write(`${line}\n`);
