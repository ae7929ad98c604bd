// `npm test`: all checks, then all tests. The last line is "N passed, N failed", counted over both.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkSteps } from './check-steps.ts';
import { countTests, type TestReport } from './count-tests.ts';
import { runSteps } from './run-steps.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Runs vitest with its output shown, and reads its own report of what passed. */
function runTests(): { passed: number; failed: number } {
  const folder = mkdtempSync(path.join(tmpdir(), 'starweave-test-'));
  const file = path.join(folder, 'report.json');
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const report: TestReport | undefined = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    return countTests(report, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const checks = await runSteps(checkSteps);
const tests = runTests();
const failedChecks = checks.filter(({ passed }) => !passed);
const failed = failedChecks.length + tests.failed;
if (failedChecks.length > 0) console.log(`Failed checks: ${failedChecks.map(({ step }) => step.name).join(', ')}`);
if (failed > 0) process.exitCode = 1;
console.log(`${checks.length - failedChecks.length + tests.passed} passed, ${failed} failed`);
