import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { ChatService, type Movie, MovieOrder, MovieService } from '@starweave/contract';
import type { RunningProduct } from '../../start-everything.ts';

/** Clients as the page has them: Connect over HTTP 1.1, binary. */
export interface FilmClients {
  readonly movies: Client<typeof MovieService>;
  readonly chat: Client<typeof ChatService>;
}

export function createFilmClients(product: Pick<RunningProduct, 'url'>): FilmClients {
  const transport = createConnectTransport({ baseUrl: product.url, httpVersion: '1.1', useBinaryFormat: true });
  return { movies: createClient(MovieService, transport), chat: createClient(ChatService, transport) };
}

const patienceMs = 30 * 60_000;

/**
 * Asks until `read` gives something, an attempt that rejects counted as nothing.
 *
 * Throws an Error with the last reason after half an hour, or when the product has ended.
 */
export async function waitFor<Value>(
  product: Pick<RunningProduct, 'gateway' | 'output'>,
  read: () => Promise<Value | undefined>,
  everyMs: number,
): Promise<Value> {
  const deadline = performance.now() + patienceMs;
  let reason = 'nothing came';
  while (performance.now() < deadline) {
    if (product.gateway.exitCode !== null) throw new Error(`The server ended.\n${product.output()}`);
    try {
      const value = await read();
      if (value !== undefined) return value;
    } catch (error) {
      reason = String(error);
    }
    await sleep(everyMs);
  }
  throw new Error(`The films never came to what was waited for: ${reason}`);
}

/** Waits until all six algorithms serve. */
export async function waitUntilAllServe(product: RunningProduct, everyMs: number): Promise<void> {
  const { movies } = createFilmClients(product);
  const read = async () => {
    const { servingCount, totalCount } = await movies.listAlgorithms({});
    return servingCount === totalCount ? true : undefined;
  };
  await waitFor(product, read, everyMs);
}

/** The most rated films. */
export async function listPopular({ movies }: FilmClients, count: number): Promise<readonly Movie[]> {
  const found: Movie[] = [];
  while (found.length < count) {
    const page = { limit: Math.min(100, count - found.length), offset: found.length };
    const { movies: more } = await movies.searchMovies({ order: MovieOrder.POPULAR, ...page });
    if (more.length === 0) break;
    found.push(...more);
  }
  return found;
}

/** Takes every rating and all feedback of the caller back. */
export async function forgetCaller({ movies }: FilmClients): Promise<void> {
  for (;;) {
    const { ratings, feedback } = await movies.listRatings({ limit: 1000 });
    for (const { movie } of ratings) await movies.rateMovie({ movieId: movie?.movieId ?? 0 });
    for (const { movieId } of feedback) await movies.giveFeedback({ movieId });
    if (ratings.length === 0) return;
  }
}
