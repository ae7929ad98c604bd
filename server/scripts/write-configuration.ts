// Writes docs/configuration.md from the table of settings; `--check` only says whether it is up to date.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createConfigurationPage } from '../src/configuration-page.ts';

const file = path.resolve(import.meta.dirname, '../..', 'docs', 'configuration.md');
const wanted = createConfigurationPage();

if (!process.argv.includes('--check')) await writeFile(file, wanted);
else if ((await readFile(file, 'utf8').catch(() => '')) !== wanted) {
  console.error('docs/configuration.md is not what the table of settings says. Run npm run docs:configuration.');
  process.exitCode = 1;
}
