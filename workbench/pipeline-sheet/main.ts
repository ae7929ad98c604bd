// node --conditions=source workbench/pipeline-sheet/main.ts: paints what every pipeline does on Postcard, from fixed seeds,
// into docs/images/pipelines.jpg.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadTextToImagePipeline } from '@starweave/diffusion';
import { openBrowser } from '../end-to-end/open-browser.ts';
import { paintNoiseRows } from './noise-rows.ts';
import { paintPictureRows } from './picture-rows.ts';
import { createSheetPage } from './sheet-page.ts';

const root = path.resolve(import.meta.dirname, '../..');
const file = 'docs/images/pipelines.jpg';
const quality = 70;

const startedMs = performance.now();
const pipeline = await loadTextToImagePipeline(path.join(root, 'models/postcard'), { executionProviders: ['cpu'] });
const rows = [...(await paintNoiseRows(pipeline)), ...(await paintPictureRows(pipeline))];
await pipeline.dispose();
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1130, height: 600 } });
  await page.setContent(createSheetPage(rows));
  const sheet = await page.screenshot({ fullPage: true, type: 'jpeg', quality });
  mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(root, file), sheet);
  const count = rows.reduce((sum, { pictures }) => sum + pictures.length, 0);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`${file}: ${count} pictures, ${Math.round(sheet.length / 1000)} kB, ${seconds} s`);
} finally {
  await browser.close();
}
