import { timestampDate } from '@bufbuild/protobuf/wkt';
import {
  type Algorithm,
  AlgorithmState,
  type ListAlgorithmsResponse,
  ListAlgorithmsResponseSchema,
} from '@starweave/contract';
import { type Command, exitCodes } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { formatTable } from '../format-table.ts';
import { formatMessageJson } from '../movies/message-json.ts';
import { jsonFlag, refuseWords } from '../movies/movie-flags.ts';
import { cleanText } from '../movies/show-movie.ts';
import { withMovies } from '../movies/with-movies.ts';
import { formatFlags, parseFlags } from '../parse-flags.ts';

const flags = [jsonFlag, ...connectionFlags];

const stateNames: Readonly<Record<AlgorithmState, string>> = {
  [AlgorithmState.UNSPECIFIED]: 'unknown',
  [AlgorithmState.SERVING]: 'serving',
  [AlgorithmState.NOT_LOADED]: 'on disk',
  [AlgorithmState.LOADING]: 'loading',
  [AlgorithmState.TRAINING]: 'training',
  [AlgorithmState.NOT_TRAINED]: 'not trained',
  [AlgorithmState.DOES_NOT_FIT]: 'does not fit',
  [AlgorithmState.BROKEN]: 'broken',
};

export const movieModelsCommand: Command = {
  name: 'models',
  summary: 'list the algorithms, whether they serve, and if not why',
  help: () => `Usage: starweave movies models [options]

Lists the algorithms with their state and memory; one that does not serve with the reason and what would fix it.

${formatFlags(flags)}
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    refuseWords(positionals, 'models');
    return withMovies(context, values, async (client) => {
      const answer = await client.listAlgorithms({}, { signal: context.signal });
      const text = values.json === true ? formatMessageJson(ListAlgorithmsResponseSchema, answer) : toTable(answer);
      context.terminal.write(text);
      return exitCodes.done;
    });
  },
};

function toTable(answer: ListAlgorithmsResponse): string {
  const table = formatTable(
    ['ID', 'STATE', 'SIZE', 'NEEDED', 'AVAILABLE', 'TRAINED', 'NOTE'],
    answer.algorithms.map((algorithm) => [
      `${algorithm.id}${algorithm.id === answer.defaultAlgorithm ? ' (default)' : ''}`,
      stateNames[algorithm.state],
      formatMegabytes(algorithm.sizeBytes),
      formatMegabytes(algorithm.neededBytes),
      formatMegabytes(algorithm.availableBytes),
      formatTime(algorithm),
      cleanText([algorithm.reason, algorithm.advice].filter((text) => text !== '').join(' ') || algorithm.name, 200),
    ]),
  );
  const { servingCount, totalCount, memoryUsedBytes, memoryBudgetBytes } = answer;
  const memory = `${formatMegabytes(memoryUsedBytes)} of ${formatMegabytes(memoryBudgetBytes)} of memory are in use`;
  return `${table}\n${servingCount} of ${totalCount} serve; ${memory}.\n`;
}

function formatMegabytes(bytes: bigint): string {
  return bytes === 0n ? '–' : `${(Number(bytes) / 1e6).toFixed(1)} MB`;
}

function formatTime({ trainedAt }: Algorithm): string {
  return trainedAt === undefined ? '–' : timestampDate(trainedAt).toISOString().slice(0, 16).replace('T', ' ');
}
