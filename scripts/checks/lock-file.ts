// Holds package-lock.json and every package.json against docs/packages.md: the same install on every machine.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findLockFileProblems, type Manifest } from './lock-file-rules.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readJson = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const manifest = readJson('package.json');
const workspaces: Manifest[] = manifest.workspaces.map((folder: string) => readJson(`${folder}/package.json`));
for (const problem of findLockFileProblems(readJson('package-lock.json'), [manifest, ...workspaces])) {
  console.error(problem);
  process.exitCode = 1;
}
