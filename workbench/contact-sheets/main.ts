// node --conditions=source workbench/contact-sheets/main.ts [NAME …]: paints Postcard's contact sheets into docs/models/.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodePicture, loadTextToImagePipeline, type TextToImagePipeline } from '@starweave/diffusion';
import { layOutSheet, type SheetRow } from './lay-out-sheet.ts';
import { sheets } from './sheets.ts';

const root = path.resolve(import.meta.dirname, '../..');
const quality = 82;

async function writeSheet(pipeline: TextToImagePipeline, name: string, rows: readonly SheetRow[]): Promise<void> {
  const pictures = [];
  for (const row of rows) {
    for (const request of row) pictures.push(await request(pipeline));
  }
  const sheet = layOutSheet(pictures, rows[0]?.length ?? 1);
  const file = await encodePicture(sheet, { format: 'jpeg', quality });
  writeFileSync(path.join(root, 'docs/models', `postcard-${name}.jpg`), file);
  console.log(`docs/models/postcard-${name}.jpg: ${pictures.length} pictures, ${Math.round(file.length / 1000)} kB`);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in sheets));
if (unknown.length > 0) {
  console.error(`There is no sheet ${unknown.join(', ')}. These exist: ${Object.keys(sheets).join(', ')}`);
  process.exit(2);
}
const pipeline = await loadTextToImagePipeline(path.join(root, 'models/postcard'), { executionProviders: ['cpu'] });
for (const [name, rows] of Object.entries(sheets)) {
  if (wanted.length === 0 || wanted.includes(name)) await writeSheet(pipeline, name, rows);
}
await pipeline.dispose();
