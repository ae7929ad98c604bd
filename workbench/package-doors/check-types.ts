import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';
import { type Consumer, repository } from './pack-packages.ts';

const compilerOptions = {
  target: 'esnext',
  module: 'nodenext',
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
  typeRoots: [path.join(repository, 'node_modules', '@types')],
};

/** The types that a door exports by name; those behind `export *` are followed by the compiler, not listed. */
function listTypeNames(door: string): string[] {
  const { module } = parseSync(door, readFileSync(door, 'utf8'));
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .filter(({ isType, exportName }) => isType && exportName.name !== null)
    .map(({ exportName }) => exportName.name ?? '');
}

function writeImports(name: string, valueNames: readonly string[], typeNames: readonly string[]): string {
  return [
    `import * as door from '@starweave/${name}';`,
    ...typeNames.map((each) => `export type { ${each} } from '@starweave/${name}';`),
    'type Flaw<T> = 0 extends 1 & T ? "any" : [T] extends [never] ? "never" : [T] extends [undefined] ? "undefined" : "none";',
    'type Flaws = { [Name in keyof typeof door]: Flaw<(typeof door)[Name]> };',
    'declare const flaws: Flaws;',
    ...valueNames.map((each) => `export const ${each}_: "none" = flaws.${each};`),
  ].join('\n');
}

/**
 * Compiles a file that imports every name of a package's door by its installed types.
 *
 * Returns the compiler's complaints about our files; empty means that every name resolves to a real type.
 */
export function checkTypes(consumer: Consumer, name: string, valueNames: readonly string[]): string[] {
  const door = path.join(consumer.locate(name), 'dist', 'index.d.ts');
  if (!existsSync(door)) return [`@starweave/${name} has no ${path.relative(consumer.locate(name), door)}`];
  const file = path.join(consumer.folder, `import-${name}.ts`);
  writeFileSync(path.join(consumer.folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(file, writeImports(name, valueNames, listTypeNames(door)));
  const project = path.join(consumer.folder, `tsconfig.${name}.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions, files: [path.basename(file)] }));
  const compiler = path.join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', project, '--pretty', 'false'], {
    cwd: consumer.folder,
    encoding: 'utf8',
  });
  // Complaints about other people's declarations are theirs.
  return stdout.split('\n').filter((line) => /^(import-|node_modules\/@starweave\/[^/]+\/dist\/)|^error/.test(line));
}
