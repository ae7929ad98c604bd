import { writeFileSync } from 'node:fs';
import { exitWithParent } from './supervisor.ts';

// What the supervisor's tests supervise. Words: how it behaves, and a file for its process id.
const [, , behaviour, file] = process.argv;

if (behaviour !== 'ignores-parent') exitWithParent();
if (behaviour === 'ignores-sigterm' || behaviour === 'ignores-parent') process.on('SIGTERM', () => undefined);
process.on('message', (message) => {
  if (message === 'crash') process.exit(3);
  if (message === 'start') return process.send?.({ flags: process.execArgv, environment: { ...process.env } });
  process.send?.({ echo: message });
});
if (file !== undefined) writeFileSync(file, `${process.pid}`);
process.send?.('ready');
setInterval(() => undefined, 60_000);
