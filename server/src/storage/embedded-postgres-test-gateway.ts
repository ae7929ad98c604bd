import { createLogger } from '../logging.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

// A gateway for the tests to kill. It prints its PostgreSQL's process id and stays.
const [, , folder = ''] = process.argv;
const logger = createLogger({ log: 'silent' });
const postgres = await startEmbeddedPostgres({ folder, logger, isSynced: false });
process.stdout.write(`${postgres.processId()}\n`);
setInterval(() => undefined, 60_000);
