import { beforeAll, describe, expect, it } from 'vitest';
import { BrokenModelFileError, ScorerParameterError, UnfitDataError } from '../errors.ts';
import type { FitOptions, ModelArray, ModelContent, Scorer, ScorerDefinition, ScorerParameters } from './scorer.ts';
import { createTable, historyOf, type PlantedSplit, plantedSplit, type ScorerTestData } from './test-scorer-data.ts';
import { describeQuality } from './test-scorer-quality.ts';
import {
  expectSaneExplanations,
  expectSanePredictions,
  expectSaneSimilarItems,
  readView,
} from './test-scorer-views.ts';

/** What the suite needs to know about a method. */
export interface ScorerSuiteOptions {
  /** Parameters for the suite's small data, where the defaults are for larger; default: none. */
  readonly parameters?: ScorerParameters;
  /** How far a user of the data who is folded in with their own ratings may be from how the model knows them, in stars or in
   *  the scores' standard deviations; `undefined` when the method promises nothing. */
  readonly foldInTolerance?: number;
  /** How far an explanation's parts may add up from its total; default 1e-4 of the largest part, or of 1. */
  readonly explanationTolerance?: number;
  /** Other parameters under which answers must be finite and explanations add up on odd data as well; default: none. */
  readonly alternatives?: readonly ScorerParameters[];
  /** Whether anything is learnt from ratings about taste; default true. `false` for means. */
  readonly personal?: boolean;
}

/** What every scorer must do. Call it once in the test file of a scorer. */
export function describeScorer(definition: ScorerDefinition, options: ScorerSuiteOptions = {}): void {
  describe(`${definition.id} as a scorer`, () => {
    let split: PlantedSplit;
    let scorer: Scorer;
    const fit = (given: FitOptions = {}) =>
      definition.fit(split.training, options.parameters ?? {}, { seed: 3, threads: 1, ...given });

    beforeAll(async () => {
      split = plantedSplit();
      scorer = await fit();
    });
    const context = { definition, options, fit, get: () => ({ split, scorer }) };
    describeFit(context);
    describeViews(context);
    describeStorage(context);
    describeDegenerateData(definition, options.parameters ?? {});
    for (const parameters of options.alternatives ?? []) {
      describe(`with ${JSON.stringify(parameters)}`, () => describeDegenerateData(definition, parameters));
    }
    describeQuality(definition, options.personal ?? true, () => ({ split, scorer }));
  });
}

interface SuiteContext {
  readonly definition: ScorerDefinition;
  readonly options: ScorerSuiteOptions;
  readonly fit: (given?: FitOptions) => Promise<Scorer>;
  readonly get: () => { split: PlantedSplit; scorer: Scorer };
}

function describeFit({ definition, options, fit, get }: SuiteContext): void {
  it('learns the same bits from the same seed on 1, 2 and 3 threads', async () => {
    const expected = listBits(get().scorer.toModelFile());
    for (const threads of [1, 2, 3]) expect(listBits((await fit({ threads })).toModelFile())).toEqual(expected);
  });

  it('names itself, its data and its parameters', () => {
    const { scorer, split } = get();
    expect(scorer.id).toBe(definition.id);
    expect(scorer.dataHash).toBe(split.training.interactions.dataHash);
    expect(Object.keys(scorer.parameters).sort()).toEqual(definition.parameters.map(({ name }) => name).sort());
    expect(scorer.parameters).toMatchObject(options.parameters ?? {});
    expect(scorer.sizeBytes).toBeGreaterThanOrEqual(0);
    expect(Number.isSafeInteger(scorer.sizeBytes)).toBe(true);
  });

  it('tells how far it is, never going back, up to 1', async () => {
    const fractions: number[] = [];
    await fit({ onProgress: ({ fraction, stage }) => fractions.push(stage === '' ? Number.NaN : fraction) });
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions[0]).toBeGreaterThanOrEqual(0);
    expect(fractions.at(-1)).toBe(1);
  });

  it('rejects with the reason of a signal', async () => {
    const reason = new Error('no longer wanted');
    await expect(fit({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const threads of [1, 2]) {
      const controller = new AbortController();
      const fitting = fit({ threads, signal: controller.signal, onProgress: () => controller.abort(reason) });
      await expect(fitting).rejects.toBe(reason);
    }
  });

  it('refuses parameters that it does not take, and values out of range', async () => {
    const { training } = get().split;
    const refuse = (given: ScorerParameters) =>
      expect(definition.fit(training, given), JSON.stringify(given)).rejects.toThrow(ScorerParameterError);
    await refuse({ noSuchParameter: 1 });
    for (const { name, minimum, maximum, choices } of definition.parameters) {
      if (minimum !== undefined) await refuse({ [name]: minimum - 1 });
      if (maximum !== undefined) await refuse({ [name]: maximum + 1 });
      if (choices !== undefined) await refuse({ [name]: 'no such choice' });
      if (minimum !== undefined || maximum !== undefined) await refuse({ [name]: Number.NaN });
    }
  });
}

function describeViews({ options, get }: SuiteContext): void {
  it('predicts within the scale and scores finitely, for known and unknown people and films', () => {
    const { split, scorer } = get();
    for (const user of [undefined, ...split.sampleUsers]) expectSanePredictions(scorer.viewAs(user), split, user);
    expectSanePredictions(scorer.foldIn({ items: new Uint32Array(), codes: new Uint8Array() }), split, undefined);
    expectSanePredictions(scorer.foldIn(split.newcomer), split, 0);
  });

  it('explains by parts that add up', () => {
    const { split, scorer } = get();
    const tolerance = options.explanationTolerance ?? 1e-4;
    for (const user of [undefined, ...split.sampleUsers]) expectSaneExplanations(scorer.viewAs(user), split, tolerance);
    expectSaneExplanations(scorer.foldIn(split.newcomer), split, tolerance);
  });

  it('finds similar items, best first, never the item itself', () => {
    const { split, scorer } = get();
    for (const item of split.sampleItems) expectSaneSimilarItems(scorer, item, split);
  });

  it('does not change with use', () => {
    const { split, scorer } = get();
    const before = readView(scorer.viewAs(split.sampleUsers[0]), split);
    scorer.foldIn(split.newcomer).explain(0);
    scorer.viewAs(undefined).scoreItems(new Float32Array(split.training.interactions.itemCount));
    expect(readView(scorer.viewAs(split.sampleUsers[0]), split)).toEqual(before);
  });

  it.runIf(options.foldInTolerance !== undefined)('sees somebody who is folded in as the user whom it knows', () => {
    const { split, scorer } = get();
    for (const user of split.sampleUsers) {
      const known = readView(scorer.viewAs(user), split);
      const folded = readView(scorer.foldIn(historyOf(split.training.interactions, user)), split);
      known.ratings.forEach((rating, item) => {
        expect(Math.abs(rating - folded.ratings[item]!)).toBeLessThanOrEqual(options.foldInTolerance!);
      });
      const mean = known.scores.reduce((sum, score) => sum + score, 0) / known.scores.length;
      const variance = known.scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / known.scores.length;
      const deviation = Math.sqrt(variance) || 1;
      known.scores.forEach((score, item) => {
        expect(Math.abs(score - folded.scores[item]!) / deviation).toBeLessThanOrEqual(options.foldInTolerance!);
      });
    }
  });
}

function describeStorage({ definition, get }: SuiteContext): void {
  it('answers the same after it was stored and loaded', () => {
    const { split, scorer } = get();
    const loaded = definition.load(copyContent(scorer.toModelFile()), split.training);
    expect(loaded.parameters).toEqual(scorer.parameters);
    expect(loaded.dataHash).toBe(scorer.dataHash);
    expect(loaded.sizeBytes).toBe(scorer.sizeBytes);
    for (const user of [undefined, ...split.sampleUsers]) {
      expect(readView(loaded.viewAs(user), split)).toEqual(readView(scorer.viewAs(user), split));
    }
    expect(readView(loaded.foldIn(split.newcomer), split)).toEqual(readView(scorer.foldIn(split.newcomer), split));
    expect(loaded.findSimilarItems(1, 5)).toEqual(scorer.findSimilarItems(1, 5));
    expect(listBits(loaded.toModelFile())).toEqual(listBits(scorer.toModelFile()));
  });

  it('refuses what was stored of other data or is incomplete', () => {
    const { split, scorer } = get();
    const { arrays, metadata } = copyContent(scorer.toModelFile());
    const load = (content: ModelContent) => () => definition.load(content, split.training);
    for (const [name, array] of arrays) {
      const without = new Map([...arrays].filter(([other]) => other !== name));
      expect(load({ arrays: without, metadata }), `without ${name}`).toThrow(BrokenModelFileError);
      if (array.values.length === 0) continue;
      const values = array.values.slice(0, -1) as ModelArray['values'];
      const shorter = new Map([...arrays, [name, { shape: [values.length], values }] as const]);
      expect(load({ arrays: shorter, metadata }), `a shorter ${name}`).toThrow(BrokenModelFileError);
    }
    expect(load({ arrays, metadata: {} })).toThrow(BrokenModelFileError);
  });
}

function describeDegenerateData(definition: ScorerDefinition, parameters: ScorerParameters): void {
  const cases: Record<string, readonly (readonly [user: number, item: number, code: number])[]> = {
    'a single rating': [[0, 0, 7]],
    'one user': [3, 8, 5, 10, 1].map((code, item) => [0, item, code]),
    'one item': [3, 8, 5, 10, 1].map((code, user) => [user, 0, code]),
    'equal ratings': Array.from({ length: 40 }, (_, rating) => [rating % 8, Math.floor(rating / 8), 6]),
    'people with one rating each': Array.from({ length: 12 }, (_, user) => [user, user % 5, 1 + (user % 10)]),
    'two worlds without anything in common': Array.from({ length: 32 }, (_, n) => {
      const world = n % 2;
      return [world * 4 + (Math.floor(n / 2) % 4), world * 4 + Math.floor(n / 8), 2 + 7 * world];
    }),
  };
  const withUnrated = Array.from({ length: 48 }, (_, n) => [n % 8, Math.floor(n / 8), 1 + ((n * 7) % 10)] as const);
  const data: Record<string, ScorerTestData> = {
    ...Object.fromEntries(Object.entries(cases).map(([name, ratings]) => [name, createTable(ratings)])),
    'films and people without ratings': createTable(withUnrated, 3),
  };
  it.each(Object.keys(data))('has finite answers, or says that data is unfit, with %s', async (name) => {
    const split = data[name]!;
    let scorer: Scorer;
    try {
      scorer = await definition.fit(split.training, parameters, { threads: 1 });
    } catch (error) {
      expect(error).toBeInstanceOf(UnfitDataError);
      return;
    }
    const { offsets } = split.training.interactions.byUser;
    for (const user of [undefined, ...split.sampleUsers]) {
      const hasRated = user !== undefined && offsets[user + 1]! > offsets[user]!;
      expectSanePredictions(scorer.viewAs(user), split, hasRated ? user : undefined);
      expectSaneExplanations(scorer.viewAs(user), split, 1e-4);
    }
    expectSaneExplanations(scorer.foldIn(split.newcomer), split, 1e-4);
    expectSanePredictions(scorer.foldIn(split.newcomer), split, 0);
    for (const item of split.sampleItems) expectSaneSimilarItems(scorer, item, split);
  });
}

/** A copy that shares no memory, as if it had been on disk. */
function copyContent({ arrays, metadata }: ModelContent): ModelContent {
  const copies = [...arrays].map(([name, { shape, values }]) => {
    return [name, { shape: [...shape], values: values.slice() as ModelArray['values'] }] as const;
  });
  return { arrays: new Map(copies), metadata: { ...metadata } };
}

function listBits({ arrays, metadata }: ModelContent) {
  return { metadata, arrays: [...arrays].map(([name, { shape, values }]) => [name, shape, values.slice()]) };
}
