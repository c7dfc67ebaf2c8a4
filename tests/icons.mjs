// Draws style/icons from style/icon.svg: `CHROMIUM=… node icons.mjs`, after the picture has changed.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { FLAGS } from "./playwright.config.mjs";

const STYLE = new URL("../style/", import.meta.url);

/** The picture without its round corners, where the system cuts a shape of its own. */
const filled = (svg) => svg.replace(' rx="6"', "");

/** For systems that cut even into it: all of it within their safe zone, on its own colour. */
const maskable = (svg) => filled(svg).replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"').replace("<svg", '<svg style="background:#0059b3"');

const ICONS = { 180: [180, filled], 192: [192, (svg) => svg], 512: [512, (svg) => svg], maskable: [512, maskable] };

const svg = await readFile(new URL("icon.svg", STYLE), "utf8");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
try {
  for (const [name, [size, change]] of Object.entries(ICONS)) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>* { margin: 0 } svg { display: block; width: 100vw }</style>${change(svg)}`);
    await page.screenshot({ path: fileURLToPath(new URL(`icons/${name}.png`, STYLE)), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
