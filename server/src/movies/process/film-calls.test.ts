import { expect, it } from 'vitest';
import { TooMuchError, UnavailableError } from '../../errors.ts';
import type { RecommendQuery } from '../engine/film-engine.ts';
import { carryError } from './carried-error.ts';
import { createFilmCalls } from './film-calls.ts';
import type { ToFilmProcess } from './film-process-messages.ts';

const query: RecommendQuery = {
  ...{ person: { kind: 'user', userId: 1 }, limit: 10, filter: {}, diversity: 0, likeFilmIds: [], genreWeights: [] },
};

function createCalls({ isThere = true } = {}) {
  const sent: ToFilmProcess[] = [];
  const calls = createFilmCalls({
    send: (message) => {
      if (isThere) sent.push(message);
      return isThere;
    },
    waitMs: 60_000,
    whyAway: () => 'It is away.',
  });
  return { calls, sent };
}

it('sends a question without the signal that it listens to, and settles it by its number', async () => {
  const { calls, sent } = createCalls();
  calls.open();
  const { signal } = new AbortController();
  const list = calls.engine.recommend(query, { signal });
  const other = calls.engine.recommend(query, { signal: undefined });
  await Promise.resolve();
  expect(sent.map((message) => (message.kind === 'call' ? [message.id, message.words] : []))).toEqual([
    [1, [query]],
    [2, [query]],
  ]);
  calls.settle({ kind: 'refusal', id: 2, error: carryError(new TooMuchError('Too much.', 250)) });
  calls.settle({ kind: 'answer', id: 1, value: 'a list' });
  expect(await list).toBe('a list');
  await expect(other).rejects.toEqual(new TooMuchError('Too much.', 250));
});

it('drops a question that nobody waits for any more, and an answer that comes all the same is nobody’s', async () => {
  const { calls, sent } = createCalls();
  calls.open();
  const abort = new AbortController();
  const list = calls.engine.recommend(query, { signal: abort.signal });
  await Promise.resolve();
  abort.abort(new Error('gone'));
  await expect(list).rejects.toThrow('gone');
  expect(sent.at(-1)).toEqual({ kind: 'drop', id: 1 });
  calls.settle({ kind: 'answer', id: 1, value: 'a list' });
  expect(sent).toHaveLength(2);
});

it('asks nothing for somebody who left while the process was starting, or once it has answered', async () => {
  const { calls, sent } = createCalls();
  const abort = new AbortController();
  const early = calls.engine.recommend(query, { signal: abort.signal });
  abort.abort();
  calls.open();
  await expect(early).rejects.toThrow('aborted');
  expect(sent).toEqual([]);
  const later = new AbortController();
  const list = calls.engine.recommend(query, { signal: later.signal });
  await Promise.resolve();
  calls.settle({ kind: 'answer', id: 1, value: 'a list' });
  await list;
  later.abort();
  expect(sent).toHaveLength(1);
});

it('says why nobody is there, and that the process was lost', async () => {
  const away = createCalls({ isThere: false });
  away.calls.open();
  await expect(away.calls.engine.recommend(query)).rejects.toEqual(new UnavailableError('It is away.', 1000));
  const lost = createCalls();
  lost.calls.open();
  const list = lost.calls.engine.recommend(query);
  await Promise.resolve();
  lost.calls.interrupt('It was killed.');
  await expect(list).rejects.toThrow('It was killed.');
});
