import { createClient, createRouterTransport } from '@connectrpc/connect';
import { MovieFeedback, MovieService } from '@starweave/contract';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { rateFilm } from '../film/film-actions.ts';
import { FilmSession } from '../film/film-session.ts';
import { askQuickStartAhead, noteRatingCount, takeQuickStart } from './quick-start-ahead.ts';

const heat = { movieId: 1, title: 'Heat' };

afterEach(() => vi.unstubAllGlobals());

/** A session in a browser whose storage holds `stored`, and the limits that the server was asked for. */
function openSession({ stored = {}, fails = false }: { stored?: Record<string, string>; fails?: boolean } = {}) {
  const kept = new Map(Object.entries(stored));
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  const limits: (number | undefined)[] = [];
  const transport = createRouterTransport(({ service }) => {
    service(MovieService, {
      getQuickStart({ limit }) {
        limits.push(limit);
        if (fails) throw new Error('away');
        return { movies: [heat] };
      },
      rateMovie: () => ({ movie: { ...heat, ownRating: 4 }, ratingCount: 1 }),
    });
  });
  return { session: new FilmSession(createClient(MovieService, transport)), limits, kept };
}

describe('the first films of the quick start', () => {
  test('are asked for once ahead, and given out once', async () => {
    const { session, limits } = openSession();
    askQuickStartAhead(session, 50);
    askQuickStartAhead(session, 50);
    const answer = takeQuickStart(session);
    expect((await answer)?.movies).toMatchObject([heat]);
    expect(limits).toEqual([50]);
    expect(takeQuickStart(session)).toBeUndefined();
  });

  test('are not asked for ahead for who has rated, in this visit or in an earlier one', async () => {
    const { session, limits, kept } = openSession();
    noteRatingCount(session, 1);
    askQuickStartAhead(session, 50);
    expect(takeQuickStart(session)).toBeUndefined();
    const later = openSession({ stored: Object.fromEntries(kept) });
    askQuickStartAhead(later.session, 50);
    expect(takeQuickStart(later.session)).toBeUndefined();
    const rating = openSession();
    rateFilm(rating.session, { ...heat, yourFeedback: MovieFeedback.UNSPECIFIED }, 4, { quiet: true });
    await expect.poll(() => rating.session.store.state.ratingCount, { interval: 1 }).toBe(1);
    askQuickStartAhead(rating.session, 50);
    expect([...limits, ...later.limits, ...rating.limits]).toEqual([]);
  });

  test('are asked for again by who took every rating back', async () => {
    const { session, kept } = openSession({ stored: { 'starweave-has-rated': 'yes' } });
    noteRatingCount(session, 0);
    expect(kept.size).toBe(0);
    askQuickStartAhead(session, 50);
    expect((await takeQuickStart(session))?.movies).toHaveLength(1);
  });

  test('that were asked for are dropped for who turns out to have rated', () => {
    const { session } = openSession();
    askQuickStartAhead(session, 50);
    noteRatingCount(session, 3);
    expect(takeQuickStart(session)).toBeUndefined();
  });

  test('that don’t come are a problem of who takes them, not of the page', async () => {
    const { session } = openSession({ fails: true });
    askQuickStartAhead(session, 50);
    await expect(takeQuickStart(session)).rejects.toThrow('internal error');
  });

  test('come too where storage is blocked', async () => {
    const { session, limits } = openSession();
    const blocked = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked, removeItem: blocked });
    noteRatingCount(session, 0);
    askQuickStartAhead(session, 50);
    expect((await takeQuickStart(session))?.movies).toHaveLength(1);
    expect(limits).toEqual([50]);
  });
});
