import { startServer } from '@starweave/server';
import { type Command, exitCodes, UsageError } from '../command.ts';
import { formatFlags, parseFlags } from '../parse-flags.ts';
import { loadConfigFromFlags, settingFlags } from '../setting-flags.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'start the server: page, API, workers and database',
  help: () => `Usage: starweave serve [options]

Starts everything and prints the address. Ctrl-C stops everything.
A flag wins over its environment variable, that over the settings file, that over the default.

${formatFlags(settingFlags)}

Exit codes: 0 stopped, 1 failed to start, 2 not understood.
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, settingFlags);
    if (positionals.length > 0) throw new UsageError(`serve takes options only, not "${positionals[0]}".`);
    const config = loadConfigFromFlags(context, values);
    const server = await startServer(config);
    try {
      context.terminal.write(`Starweave is open for work: ${server.url}\n`);
      context.terminal.write(`gRPC on ${server.grpcUrl.replace(/^https?:\/\//, '')} · Ctrl-C stops everything\n`);
      await untilAborted(context.signal);
      context.terminal.writeError('Stopping …\n');
    } finally {
      await server.close();
    }
    return exitCodes.done;
  },
};

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
