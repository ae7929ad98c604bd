import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Whether a package can be imported through its door, and what it exports there. */
export interface PackageDoor {
  package: string;
  ok: boolean;
  /** Every name that the door exports, in alphabetical order; empty when it cannot be imported. */
  names: string[];
  /** Why it cannot be used, in a sentence that names the missing file, package or export; absent when `ok`. */
  reason?: string;
}

const importTimeoutMs = 60_000;

// A package may import itself by its own name, so that this resolves exactly as it does for anyone else.
const importScript = `
const [name] = process.argv.slice(1);
try {
  const door = await import(name);
  const names = Object.keys(door);
  console.log(JSON.stringify({ names, undefinedNames: names.filter((each) => door[each] === undefined) }));
} catch (error) {
  console.log(JSON.stringify({ problem: String(error.message ?? error) }));
}
process.exit(0);
`;

/**
 * Imports each package through its door, in a fresh process of its own, and checks that every exported name is defined.
 *
 * - `packageFolders` are folders with a package.json, from the repository or from an installed tarball.
 * - `conditions` are Node's import conditions: `['source']` runs the sources, none runs the compiled files.
 *
 * Never throws: a package that fails is listed with the reason, in the order of `packageFolders`.
 */
export function checkPackageDoors(
  packageFolders: readonly string[],
  conditions: readonly string[] = [],
): Promise<PackageDoor[]> {
  return Promise.all(packageFolders.map((folder) => checkPackageDoor(folder, conditions)));
}

async function checkPackageDoor(folder: string, conditions: readonly string[]): Promise<PackageDoor> {
  const broken = (name: string, reason: string) => ({ package: name, ok: false, names: [], reason });
  const file = path.join(folder, 'package.json');
  if (!existsSync(file)) return broken(path.basename(folder), `${folder} has no package.json`);
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const door: Record<string, string> | undefined = manifest.exports?.['.'];
  if (door === undefined) return broken(manifest.name, 'package.json names no door: exports has no "."');
  const missing = findMissingTarget(folder, door, conditions);
  if (missing !== undefined) return broken(manifest.name, missing);
  const { names = [], undefinedNames = [], problem } = await importInFreshProcess(folder, manifest.name, conditions);
  if (problem !== undefined) return broken(manifest.name, problem);
  if (undefinedNames.length > 0) return broken(manifest.name, `exports without a value: ${undefinedNames.join(', ')}`);
  if (names.length === 0) return broken(manifest.name, 'exports nothing');
  return { package: manifest.name, ok: true, names };
}

/** Says which file the door names that is not in the package: the program, or its types. */
function findMissingTarget(folder: string, door: Record<string, string>, conditions: readonly string[]) {
  const program = Object.entries(door).find(([condition]) => conditions.includes(condition) || condition === 'default');
  if (program === undefined) return `the door names no file for the conditions ${conditions.join(', ') || 'default'}`;
  const needed =
    program[0] === 'source' ? [program[1]] : [program[1], door.types].filter((target) => target !== undefined);
  const missing = needed.find((target) => !existsSync(path.join(folder, target)));
  return missing === undefined ? undefined : `its door ${missing} is not in the package`;
}

interface ImportOutcome {
  names?: string[];
  undefinedNames?: string[];
  problem?: string;
}

function importInFreshProcess(folder: string, name: string, conditions: readonly string[]): Promise<ImportOutcome> {
  const flags = conditions.map((condition) => `--conditions=${condition}`);
  const args = [...flags, '--input-type=module', '--eval', importScript, '--', name];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: importTimeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    let complaints = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    child.on('error', (error) => resolve({ problem: error.message }));
    child.on('close', (code, signal) => {
      const answer = output.trim().split('\n').at(-1) ?? '';
      if (answer.startsWith('{')) return resolve(JSON.parse(answer));
      const ending = signal === null ? `ended with code ${code}` : `was stopped by ${signal}`;
      resolve({ problem: `importing it ${ending}: ${complaints.trim().split('\n').at(-1) ?? ''}` });
    });
  });
}
