import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type DoctorCheck, failed, passed } from './check.ts';
import { findMemoryLimit } from './memory-limit.ts';
import { checkPackageDoors } from './package-doors.ts';

const packageFolder = path.resolve(import.meta.dirname, '..', '..');
const neededPackages = ['contract', 'numerics', 'diffusion', 'recommender', 'film-text'].map(
  (name) => `@starweave/${name}`,
);

// What Postcard's worker, the gateway and the database take together, with some room.
const smallestMemoryBytes = 1.5e9;

/** Node, every package door and the memory: what can be said before anything is opened. */
export async function checkEnvironment(): Promise<DoctorCheck[]> {
  return [checkNode(), checkMemory(), ...(await checkPackages())];
}

function checkNode(): DoctorCheck {
  const { engines } = createRequire(import.meta.url)('../../package.json') as { engines: { node: string } };
  const needed = engines.node.replace('>=', '');
  const detail = `${process.version}, needed ${engines.node}`;
  return isAtLeast(process.versions.node, needed)
    ? passed('node', detail)
    : failed('node', detail, `Run npm install, which brings Node 24, or install Node ${needed} or newer.`);
}

/** Compares dotted numbers place by place: 22.18 is more than 22.9. */
export function isAtLeast(version: string, needed: string): boolean {
  const [left, right] = [version, needed].map((text) => text.split('.').map(Number));
  for (const [index, number] of (right ?? []).entries()) {
    const difference = (left?.[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function checkMemory(): DoctorCheck {
  const { bytes, source } = findMemoryLimit();
  const detail = `${(bytes / 1e9).toFixed(1)} GB (limit of the ${source})`;
  if (bytes >= smallestMemoryBytes) return passed('memory', detail);
  return failed('memory', detail, `Give it at least ${smallestMemoryBytes / 1e9} GB; pictures may fail with less.`);
}

async function checkPackages(): Promise<DoctorCheck[]> {
  const conditions = import.meta.filename.endsWith('.ts') ? ['source'] : [];
  const found = neededPackages.map((name) => ({ name, folder: findPackageFolder(name) }));
  const missing = found
    .filter(({ folder }) => folder === undefined)
    .map(({ name }) => failed(`package ${name}`, 'not installed', 'Run npm install.'));
  const folders = found.flatMap(({ folder }) => (folder === undefined ? [] : [folder]));
  const doors = await checkPackageDoors([...folders, packageFolder], conditions);
  const checks = doors.map((door) =>
    door.ok
      ? passed(`package ${door.package}`, `${door.names.length} names`)
      : failed(`package ${door.package}`, door.reason ?? 'broken', 'Run npm install; in a checkout, git status.'),
  );
  return [...missing, ...checks];
}

// Found without its door, which may be what is broken.
function findPackageFolder(name: string): string | undefined {
  const searched = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return searched
    .map((folder) => path.join(folder, name))
    .find((folder) => existsSync(path.join(folder, 'package.json')));
}
