import { type Movie, MovieOrder, SearchMoviesResponseSchema } from '@starweave/contract';
import { type Command, exitCodes, UsageError } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { formatTable } from '../format-table.ts';
import { formatMessageJson } from '../movies/message-json.ts';
import { countFlag, filterFlags, jsonFlag, readFilter, readText, readWhole } from '../movies/movie-flags.ts';
import { cleanText, showGenres, showMovie } from '../movies/show-movie.ts';
import { withMovies } from '../movies/with-movies.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';

const orders: Readonly<Record<string, MovieOrder>> = {
  match: MovieOrder.UNSPECIFIED,
  popular: MovieOrder.POPULAR,
  best: MovieOrder.BEST,
  newest: MovieOrder.NEWEST,
  title: MovieOrder.TITLE,
};

const flags: readonly Flag[] = [
  { ...countFlag, help: 'how many films, 1 to 100 (default: 20)' },
  { name: 'skip', value: 'K', help: 'leave the first K out' },
  { name: 'director', value: 'NAME', help: 'films of this director, the name whole or in part' },
  ...filterFlags,
  { name: 'order', value: 'NAME', help: `${Object.keys(orders).join(', ')} (default: match)` },
  jsonFlag,
  ...connectionFlags,
];

export const searchCommand: Command = {
  name: 'search',
  summary: 'find films by title, director, genre and year',
  help: () => `Usage: starweave movies search [WORDS] [options]

Finds films; accents, typing errors and a "the" in the wrong place don't matter. Without words: every film that the
options leave.

${formatFlags(flags)}

Examples:
  starweave movies search the godfathr
  starweave movies search --director Kurosawa --order newest
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    const order = readOrder(readText(values, 'order') ?? 'match');
    const [filter, limit, offset] = [readFilter(values), readWhole(values, 'count'), readWhole(values, 'skip')];
    const request = {
      ...{ query: positionals.join(' '), person: readText(values, 'director') ?? '', order, limit: limit ?? 20 },
      ...(filter === undefined ? {} : { filter }),
      ...(offset === undefined ? {} : { offset }),
    };
    return withMovies(context, values, async (movies) => {
      const found = await movies.searchMovies(request, { signal: context.signal });
      if (values.json === true) context.terminal.write(formatMessageJson(SearchMoviesResponseSchema, found));
      else if (found.movies.length > 0) context.terminal.write(toTable(found.movies));
      if (found.didYouMean !== '') context.terminal.writeError(`Did you mean "${cleanText(found.didYouMean)}"?\n`);
      for (const { text } of found.advice) context.terminal.writeError(`${cleanText(text, 300)}\n`);
      const shown = found.movies.length;
      if (shown === 0) context.terminal.writeError('No film was found.\n');
      else if (found.total > shown)
        context.terminal.writeError(`${shown} of ${found.total}; see --count and --skip.\n`);
      return exitCodes.done;
    });
  },
};

function readOrder(name: string): MovieOrder {
  const order = new Map(Object.entries(orders)).get(name);
  if (order !== undefined) return order;
  throw new UsageError(`--order can't be "${name}". Choose one of ${Object.keys(orders).join(', ')}.`);
}

function toTable(movies: readonly Movie[]): string {
  return formatTable(
    ['ID', 'FILM', 'GENRES', 'DIRECTOR', 'MEAN', 'RATINGS', 'YOURS'],
    movies.map((movie) => [
      String(movie.movieId),
      showMovie(movie),
      showGenres(movie.genres),
      cleanText(movie.directors.join(', '), 40) || '–',
      movie.meanRating?.toFixed(2) ?? '–',
      String(movie.ratingCount),
      movie.yourRating?.toFixed(1) ?? '',
    ]),
  );
}
