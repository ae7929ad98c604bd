// Builds the page when its sources changed since the last build. Plain JavaScript, so that an up-to-date page costs
// almost nothing at start.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPinnedNode } from './pinned-node.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const web = join(root, 'web');
const built = join(web, 'build');
const next = join(web, '.build-next');
const stampFile = join(built, '.stamp');
const skippedFolders = new Set(['node_modules', 'build', '.build-next', '.vite', 'dist']);

/** The folders whose files end up in the page: its own and those of the workspaces it imports. */
function listSourceFolders() {
  const { dependencies } = JSON.parse(readFileSync(join(web, 'package.json'), 'utf8'));
  const siblings = Object.keys(dependencies).filter((name) => name.startsWith('@starweave/'));
  return [web, ...siblings.map((name) => join(root, name.slice('@starweave/'.length), 'src'))];
}

function* listFiles(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) yield* listFiles(join(folder, entry.name));
    else if (entry.isFile() && !/\.test\.tsx?$|\.md$/.test(entry.name)) yield join(folder, entry.name);
  }
}

function computeStamp() {
  const hash = createHash('sha256');
  const files = [join(root, 'package-lock.json'), ...listSourceFolders().flatMap((folder) => [...listFiles(folder)])];
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

function build() {
  const startedMs = Date.now();
  console.log('Building the page …');
  const vite = [join(root, 'node_modules'), join(web, 'node_modules')]
    .map((folder) => join(folder, 'vite', 'bin', 'vite.js'))
    .find((file) => existsSync(file));
  if (vite === undefined) throw new Error('vite is not installed. Run "npm install" and try again.');
  const args = [vite, 'build', '--outDir', next, '--emptyOutDir', '--logLevel', 'error'];
  const result = spawnSync(findPinnedNode(root) ?? process.execPath, args, { cwd: web, stdio: 'inherit' });
  if (result.status !== 0) {
    console.error('\nThe page could not be built; the lines above say why. Nothing else was changed.');
    process.exit(result.status ?? 1);
  }
  rmSync(built, { recursive: true, force: true });
  renameSync(next, built);
  console.log(`Built the page in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
}

const stamp = computeStamp();
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  build();
  writeFileSync(stampFile, stamp);
}
