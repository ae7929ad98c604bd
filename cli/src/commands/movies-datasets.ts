import { timestampDate } from '@bufbuild/protobuf/wkt';
import { type DataSet, ListDataSetsResponseSchema } from '@starweave/contract';
import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { formatTable } from '../format-table.ts';
import { formatMessageJson } from '../movies/message-json.ts';
import { jsonFlag } from '../movies/movie-flags.ts';
import { cleanText } from '../movies/show-movie.ts';
import { type MovieClient, withMovies } from '../movies/with-movies.ts';
import { formatFlags, type ParsedFlags, parseFlags } from '../parse-flags.ts';

const flags = [jsonFlag, ...connectionFlags];

export const dataSetsCommand: Command = {
  name: 'datasets',
  summary: 'list the data sets, switch to one, delete one',
  help: () => `Usage: starweave movies datasets [list] [options]
       starweave movies datasets use ID [options]
       starweave movies datasets delete ID [options]

Lists the data sets, switches to another one at once and whole, or deletes one that is not in use.

${formatFlags(flags)}
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    const [action = 'list', id, ...rest] = positionals;
    const isComplete = action === 'list' ? id === undefined : id !== undefined && rest.length === 0;
    if (!['list', 'use', 'delete'].includes(action) || !isComplete) {
      throw new UsageError('Say one of: datasets list, datasets use ID, datasets delete ID.');
    }
    return withMovies(context, values, async (movies) => {
      if (action === 'list') await list(movies, context, values);
      if (action === 'use') await use(movies, context, id!);
      if (action === 'delete') await remove(movies, context, id!);
      return exitCodes.done;
    });
  },
};

async function list(movies: MovieClient, context: CommandContext, values: ParsedFlags['values']): Promise<void> {
  const answer = await movies.listDataSets({}, { signal: context.signal });
  const text = values.json === true ? formatMessageJson(ListDataSetsResponseSchema, answer) : toTable(answer.dataSets);
  context.terminal.write(text);
}

async function use(movies: MovieClient, { signal, terminal }: CommandContext, dataSetId: string): Promise<void> {
  const { dataSet } = await movies.useDataSet({ dataSetId }, { signal });
  terminal.write(`In use: ${cleanText(dataSet?.name ?? dataSetId)}.\n`);
}

async function remove(movies: MovieClient, { signal, terminal }: CommandContext, dataSetId: string): Promise<void> {
  await movies.deleteDataSet({ dataSetId }, { signal });
  terminal.write(`Deleted: ${cleanText(dataSetId)}.\n`);
}

function toTable(dataSets: readonly DataSet[]): string {
  return formatTable(
    ['ID', 'NAME', 'FILMS', 'USERS', 'RATINGS', 'FROM', 'NOTE'],
    dataSets.map((dataSet) => [
      dataSet.id,
      cleanText(dataSet.name, 40),
      String(dataSet.movieCount),
      String(dataSet.userCount),
      String(dataSet.ratingCount),
      dataSet.createdAt === undefined ? '–' : timestampDate(dataSet.createdAt).toISOString().slice(0, 10),
      [dataSet.inUse ? 'in use' : '', dataSet.simulated ? 'simulated ratings' : '']
        .filter((note) => note !== '')
        .join(', '),
    ]),
  );
}
