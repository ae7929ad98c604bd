import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';

/** One thing that `npm run check` runs: a command with its arguments, in `folder` or at the root. */
export interface Step {
  name: string;
  command: readonly [string, ...string[]];
  folder?: string;
}

export interface StepResult {
  step: Step;
  passed: boolean;
  output: string;
  durationMs: number;
}

const root = path.resolve(import.meta.dirname, '..');

/** Runs one step to its end; what it prints is kept, not shown. */
function runStep(step: Step): Promise<StepResult> {
  const [command, ...args] = step.command;
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const cwd = path.join(root, step.folder ?? '.');
    const binaries = path.join(root, 'node_modules', '.bin');
    const env = { ...process.env, PATH: `${binaries}${path.delimiter}${process.env.PATH}` };
    const shell = process.platform === 'win32';
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const finish = (passed: boolean) => resolve({ step, passed, output, durationMs: performance.now() - startedMs });
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => {
      output += `${command} could not be started: ${error.message}`;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

function report({ step, passed, output, durationMs }: StepResult): void {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${step.name}  ${(durationMs / 1000).toFixed(1)} s`);
  if (!passed) console.log(output.trimEnd().replace(/^/gm, '    '));
}

/** Runs the steps, as many at once as there are cores, and prints one line for each as it ends. */
export async function runSteps(steps: readonly Step[]): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await runStep(step);
      report(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return results;
}
