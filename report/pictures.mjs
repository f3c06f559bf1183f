/*
 * pictures.mjs -- pictures of the report page for README.md
 *
 * report/pictures calls it with a page and the folder for the pictures.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const [file, folder] = process.argv.slice(2);
const WIDTH = 1160;
const SHARPNESS = 1;
const MOST = 250 * 1000;

/* from the top of one thing to the end of another */
const PICTURES = {
  'report.png': ['header', '#course figure'],
  'report-charts.png': ['#hot', '#hot'],
};

/* what is empty is no advertisement */
function empty() {
  return [...document.querySelectorAll('figure:has(.empty) h3')].map((e) => e.textContent);
}

async function main() {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--font-render-hinting=none'] });

  try {
    const page = await browser.newPage();

    await page.setViewport({ width: WIDTH, height: 900, deviceScaleFactor: SHARPNESS });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    const missing = await page.evaluate(empty);

    if (missing.length) throw new Error(`nothing to show in: ${missing.join(', ')}`);
    for (const [name, [first, last]] of Object.entries(PICTURES)) {
      const path = join(folder, name);
      const [y, end] = await page.evaluate((a, b) => [document.querySelector(a).getBoundingClientRect().top + scrollY, document.querySelector(b).getBoundingClientRect().bottom + scrollY], first, last);

      await page.screenshot({ path, clip: { x: 0, y: y - 14, width: WIDTH, height: end - y + 28 } });
      if (statSync(path).size > MOST) throw new Error(`${path} is larger than ${MOST} bytes`);
      console.log(path);
    }
  } finally {
    await browser.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
