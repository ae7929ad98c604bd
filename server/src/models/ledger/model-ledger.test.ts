import { describe, expect, it } from 'vitest';
import { ModelDoesNotFitError } from './ledger-errors.ts';
import type { LedgerModel } from './ledger-model.ts';
import { ModelLedger } from './model-ledger.ts';

interface PlantedModel {
  readonly bytes: number;
  /** What it turns out to take; default as expected. */
  readonly measuredBytes?: number;
  readonly parts?: readonly string[];
  readonly failure?: Error;
}

/** A ledger over models that are known only by their sizes, and the order of what happened to them. */
function createLedger(budgetBytes: number, planted: Readonly<Record<string, PlantedModel>>) {
  const events: string[] = [];
  let loading = 0;
  const ledger = new ModelLedger<string>({ budgetBytes, onEviction: (id) => events.push(`-${id}`) });
  for (const [id, { bytes, measuredBytes = bytes, parts = [], failure }] of Object.entries(planted)) {
    const model: LedgerModel<string> = {
      id,
      parts,
      estimateBytes: async () => bytes,
      load: async (loaded) => {
        loading += 1;
        expect(loading).toBe(1);
        await Promise.resolve();
        loading -= 1;
        if (failure !== undefined) throw failure;
        events.push(`+${id}`);
        return { value: [id, ...loaded.keys()].join(' '), measuredBytes };
      },
    };
    ledger.add(model);
  }
  return { ledger, events };
}

const states = async (ledger: ModelLedger<string>) =>
  Object.fromEntries((await ledger.describe()).map(({ id, state }) => [id, state]));

describe('ModelLedger', () => {
  it('loads the largest first and leaves out what doesn’t fit', async () => {
    const { ledger, events } = createLedger(100, { small: { bytes: 10 }, large: { bytes: 60 }, middle: { bytes: 40 } });
    await ledger.preload(['small', 'large', 'middle']);
    expect(events).toEqual(['+large', '+middle']);
    expect(ledger.usedBytes).toBe(100);
    const small = (await ledger.describe()).find(({ id }) => id === 'small');
    expect(small).toMatchObject({ state: 'absent', neededBytes: 10, availableBytes: 0 });
  });

  it('lets go what was used longest ago for what is asked for, and loads it again later', async () => {
    const { ledger, events } = createLedger(100, { a: { bytes: 50 }, b: { bytes: 40 }, c: { bytes: 45 } });
    await ledger.get('a');
    await ledger.get('b');
    expect(ledger.find('a')).toBe('a');
    await ledger.get('c');
    expect(events).toEqual(['+a', '+b', '-b', '+c']);
    expect(ledger.find('b')).toBeUndefined();
    expect(await ledger.get('b')).toBe('b');
    expect(ledger.usedBytes).toBeLessThanOrEqual(100);
  });

  it('says what a model needs and what there is, when not even letting go of all others helps', async () => {
    const { ledger } = createLedger(100, { a: { bytes: 50 }, huge: { bytes: 120 } });
    await ledger.get('a');
    const failure = await ledger.get('huge').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModelDoesNotFitError);
    expect(failure).toMatchObject({ model: 'huge', neededBytes: 120, availableBytes: 100 });
    // Nothing was let go in vain.
    expect(await states(ledger)).toEqual({ a: 'loaded', huge: 'absent' });
  });

  it('goes by what a model took from then on', async () => {
    const { ledger, events } = createLedger(100, { fat: { bytes: 30, measuredBytes: 70 }, other: { bytes: 50 } });
    await ledger.get('fat');
    expect(ledger.usedBytes).toBe(70);
    await ledger.get('other');
    expect(events).toEqual(['+fat', '-fat', '+other']);
    const fat = (await ledger.describe()).find(({ id }) => id === 'fat');
    expect(fat).toMatchObject({ state: 'absent', neededBytes: 70, availableBytes: 50 });
  });

  it('doesn’t keep what turned out larger than everything', async () => {
    const { ledger } = createLedger(100, { liar: { bytes: 30, measuredBytes: 170 }, other: { bytes: 50 } });
    await ledger.get('other');
    await expect(ledger.get('liar')).rejects.toMatchObject({ neededBytes: 170 });
    expect(ledger.usedBytes).toBe(0);
    await expect(ledger.get('liar')).rejects.toThrow(ModelDoesNotFitError);
    expect(await ledger.get('other')).toBe('other');
  });

  it('marks one that fails as broken, tells why, and lets the others serve', async () => {
    const failure = new Error('cut off');
    const { ledger } = createLedger(100, { bad: { bytes: 30, failure }, good: { bytes: 20 } });
    await ledger.preload(['bad', 'good']);
    expect(await states(ledger)).toEqual({ bad: 'broken', good: 'loaded' });
    await expect(ledger.get('bad')).rejects.toBe(failure);
    expect((await ledger.describe())[0]!.failure).toBe(failure);
    ledger.add({
      id: 'bad',
      parts: [],
      estimateBytes: async () => 30,
      load: async () => ({ value: 'new', measuredBytes: 30 }),
    });
    expect(await ledger.get('bad')).toBe('new');
  });

  it('loads parts before what speaks through them, and leaves out those that don’t fit beside it', async () => {
    const parts = ['a', 'b'];
    const { ledger, events } = createLedger(100, { blend: { bytes: 20, parts }, a: { bytes: 70 }, b: { bytes: 15 } });
    expect(await ledger.get('blend')).toBe('blend a');
    expect(events).toEqual(['+a', '+blend']);
    const [blend] = await ledger.describe();
    expect(blend).toMatchObject({ state: 'loaded', missingParts: ['b'] });
  });

  it('lets go of what holds a part with the part, and keeps parts as long as they are used through it', async () => {
    const { ledger, events } = createLedger(100, {
      ...{ blend: { bytes: 10, parts: ['part'] }, part: { bytes: 40 } },
      ...{ other: { bytes: 45 }, next: { bytes: 45 } },
    });
    await ledger.get('blend');
    await ledger.get('other');
    expect(ledger.find('blend')).toBe('blend part');
    await ledger.get('next');
    expect(events).toEqual(['+part', '+blend', '+other', '-other', '+next']);
    ledger.setBudget(50);
    // The blend and its part were used longer ago than `next`, and go together where one goes.
    expect(ledger.isLoaded('next')).toBe(true);
    expect(ledger.isLoaded('blend')).toBe(false);
    expect(ledger.usedBytes).toBe(45);
  });

  it('makes a blend anew when a part that it lacked is there', async () => {
    const { ledger } = createLedger(100, {
      blend: { bytes: 10, parts: ['a', 'b'] },
      a: { bytes: 40 },
      b: { bytes: 50 },
    });
    ledger.setBudget(60);
    expect(await ledger.get('blend')).toBe('blend b');
    ledger.setBudget(100);
    await ledger.preload(['a', 'b', 'blend']);
    expect(ledger.find('blend')).toBe('blend b a');
  });

  it('goes down to four of six with the budget, and back', async () => {
    const sizes = { a: { bytes: 30 }, b: { bytes: 25 }, c: { bytes: 20 }, d: { bytes: 15 }, e: { bytes: 10 } };
    const { ledger } = createLedger(105, { ...sizes, f: { bytes: 5 } });
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const countLoaded = () => ids.filter((id) => ledger.isLoaded(id)).length;
    await ledger.preload(ids);
    expect(countLoaded()).toBe(6);
    ledger.setBudget(60);
    expect(countLoaded()).toBe(4);
    expect(ledger.usedBytes).toBeLessThanOrEqual(60);
    ledger.setBudget(105);
    await ledger.preload(ids);
    expect(countLoaded()).toBe(6);
  });

  it('has as many models at a budget on the way down as on the way up, and as after a start with it', async () => {
    const parts = ['a', 'b', 'c', 'd', 'e'];
    const sizes = { a: { bytes: 5 }, b: { bytes: 10 }, c: { bytes: 30 }, d: { bytes: 70 }, e: { bytes: 180 } };
    const planted = { ...sizes, blend: { bytes: 160, parts } };
    const ids = [...parts, 'blend'];
    const count = (ledger: ModelLedger<string>) => ids.filter((id) => ledger.isLoaded(id)).length;
    const { ledger } = createLedger(455, planted);
    await ledger.preload(ids);
    await ledger.get('blend');
    const step = async (budget: number) => {
      ledger.setBudget(budget);
      await ledger.preload(ids);
      return count(ledger);
    };
    const countAfterStart = async (budget: number) => {
      const { ledger: fresh } = createLedger(budget, planted);
      await fresh.preload(ids);
      return count(fresh);
    };
    const budgets = [455, 454, 300, 270, 204, 110, 50, 16, 4];
    const down: number[] = [];
    for (const budget of budgets) down.push(await step(budget));
    const up: number[] = [];
    for (const budget of budgets.toReversed()) up.unshift(await step(budget));
    expect(down).toEqual([6, 5, 5, 4, 4, 3, 3, 2, 0]);
    expect(up).toEqual(down);
    expect(await Promise.all(budgets.map(countAfterStart))).toEqual(down);
  });

  it('answers everybody who asks at once from one load', async () => {
    const { ledger, events } = createLedger(100, { a: { bytes: 60 }, b: { bytes: 60 } });
    expect(await Promise.all([ledger.get('a'), ledger.get('a'), ledger.get('a')])).toEqual(['a', 'a', 'a']);
    expect(events).toEqual(['+a']);
    await Promise.all([ledger.get('b'), ledger.get('a'), ledger.get('b')]);
    expect(ledger.usedBytes).toBe(60);
  });
});
