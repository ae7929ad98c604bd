// Draws the packages and the folders of the server as the imports really run, into docs/architecture.md.
// `--check` only says whether the drawing is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { IModule } from 'dependency-cruiser';
import { cruisePackages } from './checks/cruise-packages.ts';
import { testFilePattern } from './checks/pattern-of-tests.ts';

const root = path.resolve(import.meta.dirname, '..');
const page = path.join(root, 'docs', 'architecture.md');
const begin = '<!-- drawn by npm run docs:architecture -->';
const end = '<!-- end of drawing -->';

const testFile = new RegExp(testFilePattern);

type FindBox = (file: string) => string | undefined;

/** A file belongs to its package. */
const findPackage: FindBox = (file) =>
  /^(contract|numerics|diffusion|recommender|film-text|server|cli|web|workbench)\//.exec(file)?.[1];

/** A file of the server belongs to its folder; those at the top (app.ts, config.ts) are left out. */
const findServerFolder: FindBox = (file) => /^server\/src\/([^/]+)\//.exec(file)?.[1];

/** One arrow for every two boxes of which one imports the other; tests are left out. */
function draw(modules: IModule[], findBox: FindBox): string {
  const arrows = new Set<string>();
  for (const { source, dependencies } of modules.filter(({ source }) => !testFile.test(source))) {
    const from = findBox(source);
    for (const to of dependencies.map(({ resolved }) => findBox(resolved))) {
      if (from !== undefined && to !== undefined && from !== to) arrows.add(`  ${from} --> ${to}`);
    }
  }
  return ['```mermaid', 'flowchart LR', ...[...arrows].sort(), '```'].join('\n');
}

const text = readFileSync(page, 'utf8');
const from = text.indexOf(begin);
const to = text.indexOf(end);
if (from < 0 || to < from) throw new Error(`docs/architecture.md lacks its markers "${begin}" and "${end}".`);
const { modules } = await cruisePackages(root);
const drawing = `Packages:\n\n${draw(modules, findPackage)}\n\nInside the server:\n\n${draw(modules, findServerFolder)}`;
const drawn = `${text.slice(0, from)}${begin}\n\n${drawing}\n\n${text.slice(to)}`;
if (drawn === text) process.exit(0);
if (process.argv.includes('--check')) {
  console.error('The drawing in docs/architecture.md is not what the imports are. Run "npm run docs:architecture".');
  process.exitCode = 1;
} else {
  writeFileSync(page, drawn);
}
