import { MovieTaskSchema } from '@starweave/contract';
import { type Command, exitCodes } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { followTask } from '../movies/follow-task.ts';
import { formatMessageJson } from '../movies/message-json.ts';
import { jsonFlag, readWhole } from '../movies/movie-flags.ts';
import { withMovies } from '../movies/with-movies.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';
import { createProgressDisplay } from '../progress-line.ts';

const flags: readonly Flag[] = [
  { name: 'seed', value: 'N', help: '0 to 2147483647; the same seed trains the same models (default: 0)' },
  jsonFlag,
  ...connectionFlags,
];

export const trainCommand: Command = {
  name: 'train',
  summary: 'train algorithms anew on the data set in use',
  help: () => `Usage: starweave movies train [ALGORITHM …] [options]

Trains algorithms anew, the six where none is named; the old models serve until the new ones are there.
Ctrl-C cancels the training.

${formatFlags(flags)}

Example:
  starweave movies train svd-biased item-knn
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    const seed = readWhole(values, 'seed');
    return withMovies(context, values, async (movies) => {
      const { signal, terminal } = context;
      const request = { algorithms: [...positionals], ...(seed === undefined ? {} : { seed }) };
      const display = createProgressDisplay(terminal);
      const task = await followTask(movies.trainModels(request, { signal, timeoutMs: 0 }), { movies, display, signal });
      terminal.write(
        values.json === true ? formatMessageJson(MovieTaskSchema, task) : 'Trained; the new models serve.\n',
      );
      return exitCodes.done;
    });
  },
};
