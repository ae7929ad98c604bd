import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts';
import { findClosest } from '../find-closest.ts';
import { UnresolvedTitleError } from '../movies/find-movie.ts';
import { dataSetsCommand } from './movies-datasets.ts';
import { downloadCommand } from './movies-download.ts';
import { evaluateCommand } from './movies-evaluate.ts';
import { explainCommand } from './movies-explain.ts';
import { exportCommand } from './movies-export.ts';
import { importCommand } from './movies-import.ts';
import { movieModelsCommand } from './movies-models.ts';
import { rateCommand } from './movies-rate.ts';
import { recommendCommand } from './movies-recommend.ts';
import { searchCommand } from './movies-search.ts';
import { similarCommand } from './movies-similar.ts';
import { trainCommand } from './movies-train.ts';

const verbs: readonly Command[] = [
  recommendCommand,
  searchCommand,
  similarCommand,
  explainCommand,
  rateCommand,
  exportCommand,
  importCommand,
  downloadCommand,
  dataSetsCommand,
  movieModelsCommand,
  trainCommand,
  evaluateCommand,
].map(askBackTitles);

export const moviesCommand: Command = {
  name: 'movies',
  summary: 'find films, rate them, bring ratings in, train and measure',
  verbs,
  help: () => {
    const width = Math.max(...verbs.map(({ name }) => name.length)) + 2;
    return `Usage: starweave movies <verb> [options]

${verbs.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`).join('\n')}

starweave movies <verb> --help explains one.
`;
  },
  async run({ words: [verb] }) {
    const names = verbs.map(({ name }) => name);
    if (verb === undefined) throw new UsageError(`Say what to do with movies: ${names.join(', ')}.`);
    const closest = findClosest(verb, names);
    const hint = closest === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${closest}?`;
    throw new UsageError(`There is no "starweave movies ${verb}". ${hint}`);
  },
};

/** A title that no film or several films have is a question back, with the candidates and nothing about options. */
function askBackTitles(verb: Command): Command {
  return {
    ...verb,
    async run(context: CommandContext) {
      try {
        return await verb.run(context);
      } catch (error) {
        if (!(error instanceof UnresolvedTitleError)) throw error;
        context.terminal.writeError(`${error.message}\n`);
        return exitCodes.usage;
      }
    },
  };
}
