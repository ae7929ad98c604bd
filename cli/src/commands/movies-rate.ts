import { RateMovieResponseSchema } from '@starweave/contract';
import { formatRating } from '@starweave/film-text';
import { type Command, exitCodes, UsageError } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { formatMessageJson } from '../movies/message-json.ts';
import { jsonFlag } from '../movies/movie-flags.ts';
import { showMovie } from '../movies/show-movie.ts';
import { findNamedMovie, withMovies } from '../movies/with-movies.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';

const flags: readonly Flag[] = [
  { name: 'take-back', help: 'take your rating back; no stars then' },
  jsonFlag,
  ...connectionFlags,
];

export const rateCommand: Command = {
  name: 'rate',
  summary: 'rate a film, change a rating or take it back',
  help: () => `Usage: starweave movies rate TITLE STARS [options]
       starweave movies rate TITLE --take-back [options]

Rates a film with 0.5 to 5 stars, in halves; the next list shows it.
TITLE forgives typing errors; where several films have it, name one as "Heat (1995)" or id:6.

${formatFlags(flags)}

Examples:
  starweave movies rate Heat 4.5
  starweave movies rate "Heat (1995)" --take-back
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    const takesBack = values['take-back'] === true;
    const words = takesBack ? positionals : positionals.slice(0, -1);
    const stars = takesBack ? undefined : parseStars(positionals);
    const title = words.join(' ').trim();
    if (title === '') throw new UsageError('Which film? For example: starweave movies rate Heat 4.5');
    return withMovies(context, values, async (client) => {
      const { movieId } = await findNamedMovie(client, title, context);
      const rating = stars === undefined ? {} : { rating: stars };
      const answer = await client.rateMovie({ movieId, ...rating }, { signal: context.signal });
      const { movie, previousRating, ratingCount } = answer;
      const name = movie === undefined ? title : showMovie(movie);
      const before = previousRating === undefined ? '' : `, before ${formatRating(previousRating, 'number')}`;
      const what = stars === undefined ? 'not rated' : formatRating(stars, 'number');
      const count = ratingCount === 1 ? 'one film' : `${ratingCount} films`;
      const text = `${name}: ${what}${before}. You have rated ${count}.\n`;
      context.terminal.write(values.json === true ? formatMessageJson(RateMovieResponseSchema, answer) : text);
      return exitCodes.done;
    });
  },
};

function parseStars(positionals: readonly string[]): number {
  const text = (positionals.at(-1) ?? '').replace(',', '.');
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  throw new UsageError('The last word is the stars, 0.5 to 5 in halves. For example: starweave movies rate Heat 4.5');
}
