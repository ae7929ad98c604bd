import { setTimeout } from 'node:timers/promises';
import { type Client, Code, ConnectError, createClient } from '@connectrpc/connect';
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
    const movies = createClient(MovieService, connection.transport);
    await untilFilmsAnswer(movies, context);
    return await use(movies, connection);
  } finally {
    await connection.close();
  }
}

const patienceMs = 90_000;
const pauseMs = 250;

/** Waits while the films are starting, as they are for a moment after the server, or always with `--local`. */
async function untilFilmsAnswer(movies: MovieClient, { signal, terminal }: CommandContext): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      await movies.listDataSets({}, { signal });
      return;
    } catch (error) {
      signal.throwIfAborted();
      const isStarting = error instanceof ConnectError && error.code === Code.Unavailable;
      // Any other refusal is for the call itself to tell.
      if (!isStarting) return;
      if (performance.now() > deadline) throw error;
      if (isFirst) terminal.writeError('Waiting for the films …\n');
      await setTimeout(pauseMs, undefined, { signal });
    }
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
