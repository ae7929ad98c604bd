import path from 'node:path';
import type { Command, CommandContext } from '../command.ts';
import { exitCodes, UsageError } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { importRatings } from '../movies/import-ratings.ts';
import { readText } from '../movies/movie-flags.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';

const flags: readonly Flag[] = [
  {
    name: 'name',
    value: 'TEXT',
    help: 'name of the new data set, 1 to 100 characters (default: the folder’s or file’s)',
  },
  ...connectionFlags,
];

export const importCommand: Command = {
  name: 'import',
  summary: 'make a data set of a MovieLens folder or zip, and train on it',
  help: () => `Usage: starweave movies import PATH [options]

Sends a MovieLens folder or zip, or a single file of ratings, to the server, which checks it, trains the six algorithms on it and then switches to it,
all at once; until then the old films and models serve. Layouts: CSV, "::"-separated .dat, MovieLens 100K, Parquet.

Ctrl-C while files are sent keeps what was sent: the same command goes on from there. Later it cancels the import.

${formatFlags(flags)}

Exit codes: 0 the new data set is in use, 1 failed, 2 not understood, 130 interrupted.
`,
  async run(context: CommandContext) {
    const { values, positionals } = parseFlags(context.words, flags);
    const [given, ...rest] = positionals;
    if (given === undefined)
      throw new UsageError('Which folder, zip or file? For example: starweave movies import ml-latest-small');
    if (rest.length > 0) throw new UsageError(`One path at a time. Extra words: ${rest.join(' ').slice(0, 80)}`);
    const file = path.resolve(context.workingFolder, given);
    const name = readText(values, 'name') ?? path.basename(file).replace(/\.(zip|csv|tsv|dat|data|txt|parquet)$/i, '');
    await importRatings({ file, name, values }, context);
    return exitCodes.done;
  },
};
