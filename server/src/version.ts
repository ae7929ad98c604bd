import { createRequire } from 'node:module';

/** Version of this package, as `starweave --version` prints it. */
export const version: string = (createRequire(import.meta.url)('../package.json') as { version: string }).version;
