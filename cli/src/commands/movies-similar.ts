import { SimilarMoviesResponseSchema } from '@starweave/contract';
import { type Command, exitCodes } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { formatTable } from '../format-table.ts';
import { formatMessageJson } from '../movies/message-json.ts';
import { algorithmFlag, countFlag, jsonFlag, readSubject, readText, readWhole } from '../movies/movie-flags.ts';
import { describeModel, showGenres, showMovie } from '../movies/show-movie.ts';
import { findNamedMovie, withMovies } from '../movies/with-movies.ts';
import { formatFlags, parseFlags } from '../parse-flags.ts';

const flags = [algorithmFlag, countFlag, jsonFlag, ...connectionFlags];

export const similarCommand: Command = {
  name: 'similar',
  summary: 'list the films most like one',
  help: () => `Usage: starweave movies similar TITLE [options]

Lists the films that are most like one, in the eyes of an algorithm; the scores compare within one answer only.
TITLE forgives typing errors; where several films have it, name one as "Heat (1995)" or id:6.

${formatFlags(flags)}

Example:
  starweave movies similar "Heat (1995)" --algorithm item-knn
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    const title = readSubject(positionals, 'starweave movies similar Heat');
    const limit = readWhole(values, 'count');
    return withMovies(context, values, async (client) => {
      const { movieId } = await findNamedMovie(client, title, context);
      const answer = await client.similarMovies(
        { movieId, algorithm: readText(values, 'algorithm') ?? '', ...(limit === undefined ? {} : { limit }) },
        { signal: context.signal },
      );
      if (values.json === true) {
        context.terminal.write(formatMessageJson(SimilarMoviesResponseSchema, answer));
        return exitCodes.done;
      }
      const rows = answer.movies.flatMap(({ movie, score }) =>
        movie === undefined ? [] : [[score.toFixed(3), showMovie(movie), showGenres(movie.genres)]],
      );
      if (rows.length === 0) context.terminal.writeError('This algorithm knows nothing like it. Try another one.\n');
      else context.terminal.write(formatTable(['SCORE', 'FILM', 'GENRES'], rows));
      context.terminal.write(`\n${describeModel(answer.model)}`);
      return exitCodes.done;
    });
  },
};
