import { tmpdir } from 'node:os';
import type { Terminal } from './command.ts';
import { runCommandLine } from './run-command.ts';

export interface RunResult {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export interface RunOptions {
  readonly workingFolder?: string;
  readonly signal?: AbortSignal;
  readonly ask?: NonNullable<Terminal['ask']>;
  /** Called with each text written to standard error. */
  readonly onError?: (text: string) => void;
}

/** Runs `starweave …words` in this process and gathers what it wrote. */
export async function runWords(words: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  let output = '';
  let errors = '';
  const code = await runCommandLine(words, {
    environment: {},
    workingFolder: options.workingFolder ?? tmpdir(),
    signal: options.signal ?? new AbortController().signal,
    terminal: {
      write: (text) => {
        output += text;
      },
      writeError: (text) => {
        errors += text;
        options.onError?.(text);
      },
      isInteractive: false,
      columns: 80,
      ...(options.ask === undefined ? {} : { ask: options.ask }),
    },
  });
  return { code, output, errors };
}
