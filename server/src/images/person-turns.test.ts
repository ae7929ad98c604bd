import { describe, expect, it } from 'vitest';
import { createPersonTurns } from './person-turns.ts';

describe('createPersonTurns', () => {
  it("runs one person's work in order, one at a time, past failures, and another person's beside it", async () => {
    const turns = createPersonTurns();
    const log: string[] = [];
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const work = (name: string, gate?: Promise<void>) => async () => {
      log.push(`${name} begins`);
      await gate;
      log.push(`${name} ends`);
      return name;
    };
    const first = turns.run('me', work('first', gates[0]?.promise));
    const second = turns.run('me', work('second', gates[1]?.promise));
    const third = turns.run('me', work('third'));
    expect(await turns.run('you', work('other'))).toBe('other');
    expect(log).toEqual(['first begins', 'other begins', 'other ends']);
    gates[0]?.reject(new Error('no'));
    await expect(first).rejects.toThrow('no');
    gates[1]?.resolve();
    expect(await Promise.all([second, third])).toEqual(['second', 'third']);
    expect(log.slice(3)).toEqual(['second begins', 'second ends', 'third begins', 'third ends']);
  });
});
