// Holds every page of documentation against the repository: nothing it points at may be missing.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findBrokenReferences } from './doc-link-rules.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
/** What git ignores, such as `web/build`, is made when it's needed: a page may name it before it is there. */
const isMade = (file: string) => spawnSync('git', ['check-ignore', '--quiet', `${file}/`], { cwd: root }).status === 0;
const repository = {
  exists: (file: string) => existsSync(path.join(root, file)) || isMade(file),
  read,
  npmScripts: Object.keys(JSON.parse(read('package.json')).scripts),
};

const skippedFolders = new Set(['node_modules', 'dist', 'build', '.build-next', 'data']);
for (const page of globSync('**/*.md', { cwd: root, exclude: (name) => skippedFolders.has(path.basename(name)) })) {
  for (const problem of findBrokenReferences(page.split(path.sep).join('/'), read(page), repository)) {
    console.error(`${page}: ${problem}`);
    process.exitCode = 1;
  }
}
