import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../errors.ts';
import { rememberSuccess } from './remember-success.ts';
import { createStartingEngine } from './starting-engine.ts';
import { createTestFilmEngine } from './test-film-engine.ts';

describe('an engine that starts with its first question', () => {
  it('starts once, however many ask at the same time', async () => {
    let starts = 0;
    const start = rememberSuccess(async () => {
      starts += 1;
    });
    const engine = createStartingEngine(
      createTestFilmEngine(() => undefined),
      start,
    );
    expect(starts).toBe(0);
    const [[heat], status] = await Promise.all([engine.getFilms([1]), engine.getStatus(), start()]);
    expect([heat?.title, status.totalCount, starts]).toEqual(['Heat', 6, 1]);
    await expect(engine.getFilms([999])).rejects.toBeInstanceOf(NotFoundError);
    expect(starts).toBe(1);
  });

  it('tries again after a start that failed', async () => {
    const outcomes = [new Error('no port'), undefined];
    const start = rememberSuccess(async () => {
      const failure = outcomes.shift();
      if (failure !== undefined) throw failure;
    });
    const engine = createStartingEngine(
      createTestFilmEngine(() => undefined),
      start,
    );
    await expect(engine.getFilms([1])).rejects.toThrow('no port');
    expect(await engine.getFilms([1])).toHaveLength(1);
  });
});
