import { type Command, UsageError } from '../command.ts';
import { evaluateHelp, evaluateMovies } from './movies-evaluate.ts';

export const moviesCommand: Command = {
  name: 'movies',
  summary: 'evaluate recommendation algorithms on files of ratings',
  help: evaluateHelp,
  async run(context) {
    const [verb, ...words] = context.words;
    if (verb !== 'evaluate') throw new UsageError('The one thing to do with movies is: starweave movies evaluate');
    return evaluateMovies({ ...context, words });
  },
};
