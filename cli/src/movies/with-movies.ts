import { type Client, createClient } from '@connectrpc/connect';
import { MovieService } from '@starweave/contract';
import type { CommandContext } from '../command.ts';
import { type Connection, connectToServer } from '../connect-to-server.ts';
import type { ParsedFlags } from '../parse-flags.ts';
import { type FoundMovie, findMovie } from './find-movie.ts';
import { showMovie } from './show-movie.ts';

export type MovieClient = Client<typeof MovieService>;

/** Calls `use` with a client of the films and lets go of the server afterwards, whatever happens. */
export async function withMovies<Result>(
  context: CommandContext,
  values: ParsedFlags['values'],
  use: (movies: MovieClient, connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await connectToServer(context, values);
  try {
    return await use(createClient(MovieService, connection.transport), connection);
  } finally {
    await connection.close();
  }
}

/** `findMovie`, and a line for the person where the title was not the film's own. */
export async function findNamedMovie(
  movies: MovieClient,
  title: string,
  { signal, terminal }: CommandContext,
): Promise<FoundMovie['movie']> {
  const { movie, isExact } = await findMovie(movies, title, signal);
  if (!isExact) terminal.writeError(`Taking it for ${showMovie(movie)}.\n`);
  return movie;
}
