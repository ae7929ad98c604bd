import { createLogger } from '../logging.ts';
import { createSupervisor } from './supervisor.ts';

// A gateway for the supervisor's tests to kill. It says "started" when its child is there.
const [, , program = '', recordFolder = '', ...words] = process.argv;

await createSupervisor({
  ...{ name: 'child', program, words, recordFolder, logger: createLogger({ log: 'silent' }) },
  onMessage: () => process.stdout.write('started\n'),
}).start();
