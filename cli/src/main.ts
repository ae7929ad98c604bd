import { once } from 'node:events';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';

// Compiling the sources is most of a warm start, so what was compiled is kept, for child processes too. Where the
// folder can't be written, Node.js goes on without.
const compileCacheFolder = path.resolve(import.meta.dirname, '../node_modules/.cache/compile');
enableCompileCache(compileCacheFolder);
process.env.NODE_COMPILE_CACHE ??= compileCacheFolder;
const { runCommandLine } = await import('./run-command.ts');

const interruption = new AbortController();
let signals = 0;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    signals += 1;
    // A second Ctrl-C means: at once. Children notice that their parent is gone and stop by themselves.
    if (signals > 1) process.exit(130);
    interruption.abort();
  });
}

async function askPerson(question: string, signal: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ended = once(lines, 'close', { signal }).then(() => undefined);
    // In a terminal that readline watches, Ctrl-C comes as an event of it and no longer as a signal.
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    return await Promise.race([lines.question(question, { signal }).then((answer) => answer.trim()), ended]);
  } finally {
    lines.close();
  }
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  workingFolder: process.cwd(),
  signal: interruption.signal,
  terminal: {
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    isInteractive: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask: askPerson } : {}),
  },
});
