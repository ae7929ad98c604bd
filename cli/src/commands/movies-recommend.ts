import type { MessageInitShape } from '@bufbuild/protobuf';
import { type RecommendRequestSchema, type RecommendResponse, RecommendResponseSchema } from '@starweave/contract';
import { formatRating } from '@starweave/film-text';
import { type Command, type CommandContext, exitCodes } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { formatTable } from '../format-table.ts';
import { formatMessageJson } from '../movies/message-json.ts';
import {
  algorithmFlag,
  countFlag,
  filterFlags,
  jsonFlag,
  readFilter,
  readNumber,
  readText,
  readWhole,
  userFlag,
} from '../movies/movie-flags.ts';
import { cleanText, describeModel, showGenres, showMovie } from '../movies/show-movie.ts';
import { findNamedMovie, type MovieClient, withMovies } from '../movies/with-movies.ts';
import { type Flag, formatFlags, type ParsedFlags, parseFlags } from '../parse-flags.ts';

const flags: readonly Flag[] = [
  ...[userFlag, algorithmFlag, countFlag, ...filterFlags],
  { name: 'diversity', value: 'X', help: '0 (the best films, however alike) to 1 (as different as can be)' },
  { name: 'like', value: 'TITLES', help: 'films that the list should be like; several parted by ;' },
  { name: 'why', help: 'a sentence of explanation under each film' },
  jsonFlag,
  ...connectionFlags,
];

export const recommendCommand: Command = {
  name: 'recommend',
  summary: 'list the films that fit somebody best',
  help: () => `Usage: starweave movies recommend [WISH] [options]

Lists the best films that somebody has not rated. A wish in plain words narrows them down. The answer says which model
gave it.

${formatFlags(flags)}

Examples:
  starweave movies recommend --user 42 --algorithm svd-biased -n 10 --json
  starweave movies recommend "something like Heat, but funnier, after 2000"
  starweave movies recommend --like "Heat; Ronin" --genre Crime --diversity 0.4
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    const request = readRequest(values, positionals.join(' ').trim());
    return withMovies(context, values, async (movies) => {
      const likeMovieIds = await findLiked(movies, readText(values, 'like'), context);
      const answer = await movies.recommend({ ...request, likeMovieIds }, { signal: context.signal });
      if (values.json === true) context.terminal.write(formatMessageJson(RecommendResponseSchema, answer));
      else report(answer, context, values.why === true);
      return (answer.understood?.questions ?? []).length > 0 ? exitCodes.usage : exitCodes.done;
    });
  },
};

function readRequest(values: ParsedFlags['values'], wish: string): MessageInitShape<typeof RecommendRequestSchema> {
  const [limit, diversity, filter] = [readWhole(values, 'count'), readNumber(values, 'diversity'), readFilter(values)];
  return {
    ...{ wish, userId: readText(values, 'user') ?? '', algorithm: readText(values, 'algorithm') ?? '' },
    ...(limit === undefined ? {} : { limit }),
    ...(diversity === undefined ? {} : { diversity }),
    ...(filter === undefined ? {} : { filter }),
  };
}

async function findLiked(movies: MovieClient, titles: string | undefined, context: CommandContext): Promise<number[]> {
  const ids: number[] = [];
  for (const title of (titles ?? '').split(';').map((part) => part.trim())) {
    if (title !== '') ids.push((await findNamedMovie(movies, title, context)).movieId);
  }
  return ids;
}

function report(answer: RecommendResponse, { terminal }: CommandContext, withReasons: boolean): void {
  const { recommendations, advice, notices, understood } = answer;
  for (const { title, candidates } of understood?.questions ?? []) {
    const lines = candidates.map((movie) => `  ${showMovie(movie)}  id:${movie.movieId}\n`).join('');
    const question = candidates.length === 0 ? 'There is no film like' : 'Several films may be meant by';
    terminal.writeError(`${question} "${cleanText(title)}".\n${lines}`);
  }
  if (understood !== undefined && understood.ignoredWords.length > 0) {
    terminal.writeError(`Not understood: ${cleanText(understood.ignoredWords.join(', '), 300)}.\n`);
  }
  if (recommendations.length === 0) terminal.writeError('No film is left.\n');
  else terminal.write(toTable(answer, withReasons));
  for (const { text } of [...advice, ...notices]) terminal.writeError(`${cleanText(text, 300)}\n`);
}

function toTable({ recommendations, model }: RecommendResponse, withReasons: boolean): string {
  const table = formatTable(
    ['', 'EXPECTED', 'FILM', 'GENRES'],
    recommendations.map((film, index) => [
      String(index + 1),
      formatRating(film.predictedRating, 'number'),
      showMovie(film),
      showGenres(film.genres),
    ]),
  );
  const [header = '', ...rows] = table.trimEnd().split('\n');
  const reasons = recommendations.map(({ explanation }) => `    ${cleanText(explanation, 300)}`);
  const lines = withReasons ? rows.flatMap((row, index) => [row, reasons[index] ?? '']) : rows;
  return `${[header, ...lines].join('\n')}\n\n${describeModel(model)}`;
}
