import { spawn } from 'node:child_process';
import path from 'node:path';

const repositoryFolder = path.resolve(import.meta.dirname, '../..');

export interface CommandResult {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs `starweave …` in a process of its own, as `npx starweave …` does, and waits for its end. */
export async function runStarweave(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  onStarted: (stop: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [path.join(repositoryFolder, 'cli/bin/starweave.js'), ...words], {
    cwd: repositoryFolder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  onStarted((signal) => child.kill(signal));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, output, errors };
}
