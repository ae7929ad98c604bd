import { type ExplainResponse, ExplainResponseSchema } from '@starweave/contract';
import { formatRating } from '@starweave/film-text';
import { type Command, exitCodes } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { formatTable } from '../format-table.ts';
import { formatMessageJson } from '../movies/message-json.ts';
import { algorithmFlag, jsonFlag, readSubject, readText, userFlag } from '../movies/movie-flags.ts';
import { cleanText, describeModel, showMovie } from '../movies/show-movie.ts';
import { findNamedMovie, withMovies } from '../movies/with-movies.ts';
import { formatFlags, parseFlags } from '../parse-flags.ts';

const flags = [userFlag, algorithmFlag, jsonFlag, ...connectionFlags];

export const explainCommand: Command = {
  name: 'explain',
  summary: 'say why a film has its score for somebody',
  help: () => `Usage: starweave movies explain TITLE [options]

Says why a film has its score: a sentence, and the parts that add up to the whole.
TITLE forgives typing errors; where several films have it, name one as "Heat (1995)" or id:6.

${formatFlags(flags)}

Example:
  starweave movies explain "Heat (1995)" --user 42
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    const title = readSubject(positionals, 'starweave movies explain Heat');
    return withMovies(context, values, async (client) => {
      const { movieId } = await findNamedMovie(client, title, context);
      const answer = await client.explain(
        { movieId, userId: readText(values, 'user') ?? '', algorithm: readText(values, 'algorithm') ?? '' },
        { signal: context.signal },
      );
      context.terminal.write(values.json === true ? formatMessageJson(ExplainResponseSchema, answer) : toText(answer));
      return exitCodes.done;
    });
  },
};

function toText({ movie, sentence, contributions, total, of, predictedRating, model }: ExplainResponse): string {
  const unit = of === 'rating' ? 'stars' : 'score';
  const sign = (amount: number) => `${amount < 0 ? '−' : '+'}${Math.abs(amount).toFixed(3)}`;
  const parts = contributions.map(({ amount, label }) => [sign(amount), cleanText(label, 100)]);
  const title = movie === undefined ? '' : `${showMovie(movie)}: ${formatRating(predictedRating, 'number')} expected\n`;
  const table = formatTable([unit.toUpperCase(), 'PART'], [...parts, [total.toFixed(3), 'in all']]);
  return `${title}${cleanText(sentence, 1000)}\n\n${table}\n${describeModel(model)}`;
}
