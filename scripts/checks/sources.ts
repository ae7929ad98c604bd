// Holds every source file against the rules that no other tool checks: sizes, names, clocks, environment.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findRuleViolations } from './source-rules.ts';

const root = path.resolve(import.meta.dirname, '../..');
// `assembly` is AssemblyScript, which has decorators where TypeScript has none and inlines nothing by itself.
const skippedFolders = new Set(['node_modules', 'dist', 'build', '.build-next', 'gen', 'data', 'assembly']);
const files = globSync(
  '{contract,numerics,diffusion,recommender,film-text,server,cli,web,workbench,scripts}/**/*.{ts,tsx,js,mjs}',
  {
    cwd: root,
    exclude: (name) => skippedFolders.has(path.basename(name)),
  },
);

for (const name of files.sort()) {
  const file = name.split(path.sep).join('/');
  for (const { line, severity, message } of findRuleViolations(file, readFileSync(path.join(root, name), 'utf8'))) {
    console.error(`${severity}: ${file}:${line} ${message}`);
    if (severity === 'error') process.exitCode = 1;
  }
}
