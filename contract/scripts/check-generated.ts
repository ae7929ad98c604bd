// Fails when the generated code is not what `npm run contract:generate` makes of the schema today.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const packageFolder = path.resolve(import.meta.dirname, '..');

function readTree(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), readFileSync(file, 'utf8')];
    }),
  );
}

const fresh = mkdtempSync(path.join(tmpdir(), 'starweave-contract-'));
try {
  const result = spawnSync('buf', ['generate', '--output', fresh], { cwd: packageFolder, stdio: 'inherit' });
  if (result.status !== 0) process.exit(1);
  const expected = readTree(path.join(fresh, 'src', 'gen'));
  const found = readTree(path.join(packageFolder, 'src', 'gen'));
  const stale = [...new Set([...expected.keys(), ...found.keys()])].filter(
    (name) => expected.get(name) !== found.get(name),
  );
  if (stale.length > 0) {
    console.error(
      `The generated code is stale: ${stale.join(', ')}. Run "npm run contract:generate" and commit the result.`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
