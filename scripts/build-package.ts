// Compiles a package into its dist/, as `prepack` needs it: JavaScript and types by tsc, every other file as it is.
// Usage: node scripts/build-package.ts [package folder]; npm runs it from the package's own folder.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** The workspace packages that `folder` imports, deepest first, then itself. */
function listBuildOrder(folder: string, seen: string[] = []): string[] {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const sibling = name.replace('@starweave/', '');
    if (name !== sibling && !seen.includes(sibling)) listBuildOrder(sibling, seen);
  }
  if (!seen.includes(folder)) seen.push(folder);
  return seen;
}

function isAsset(source: string): boolean {
  return !/\.test\.\w+$/.test(source) && (/\.d\.ts$/.test(source) || !/\.tsx?$/.test(source));
}

/** Whether the compiled files of a package are newer than all of its sources, as far as its dependants need to know. */
function isFresh(folder: string): boolean {
  const built = statSync(path.join(root, folder, 'dist', 'index.d.ts'), { throwIfNoEntry: false });
  if (built === undefined) return false;
  const sources = globSync('src/**/*', { cwd: path.join(root, folder) });
  return sources.every((source) => statSync(path.join(root, folder, source)).mtimeMs < built.mtimeMs);
}

function buildPackage(folder: string): void {
  const packageFolder = path.join(root, folder);
  const dist = path.join(packageFolder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  cpSync(path.join(packageFolder, 'src'), dist, { recursive: true, filter: isAsset });
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = path.join(packageFolder, 'tsconfig.build.json');
  const result = spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' });
  if (result.status !== 0) {
    console.error(`${folder} does not compile; the lines above say where. "npx tsc" at the root checks all packages.`);
    process.exit(1);
  }
}

const target = path.relative(root, path.resolve(process.argv[2] ?? '.'));
if (!existsSync(path.join(root, target, 'tsconfig.build.json'))) {
  console.error(`${target || 'The root'} is not a package that is compiled: it has no tsconfig.build.json.`);
  process.exit(1);
}
for (const folder of listBuildOrder(target)) if (folder === target || !isFresh(folder)) buildPackage(folder);
