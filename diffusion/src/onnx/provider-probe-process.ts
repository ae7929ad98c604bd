// node provider-probe-process.ts NAME: tries an execution provider; prints one line of JSON with the problem, if any.
import { writeSync } from 'node:fs';
import { tryProvider } from './execution-providers.ts';

const problem = await tryProvider(process.argv[2] ?? '');
writeSync(process.stdout.fd, `${JSON.stringify({ problem })}\n`);
// A driver's clean-up at the end of a process may crash or hang; the answer is out.
process.kill(process.pid, 'SIGKILL');
