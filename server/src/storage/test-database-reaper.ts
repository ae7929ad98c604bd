import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { stopPostmaster } from './postmaster.ts';

// Runs beside a test process and waits for the end of its standard input, which the operating system closes
// however that process ends; then takes its PostgreSQL and folder away.
const [, , processId, folder] = process.argv;
if (processId === undefined || folder === undefined) throw new Error('Give a process id and a folder.');

process.stdin.resume();
process.stdin.once('end', async () => {
  const location = await readFile(path.join(folder, 'postgres', 'location'), 'utf8').catch(() => '');
  await stopPostmaster(Number(processId), { first: 'SIGQUIT' });
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  if (location.trim() !== '') await rm(path.dirname(location.trim()), { recursive: true, force: true });
});
