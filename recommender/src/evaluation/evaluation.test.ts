import { describe, expect, it } from 'vitest';
import { type RatingTable, selectRows } from '../interactions/rating-table.ts';
import { createPlantedRatings } from '../interactions/test-planted-ratings.ts';
import { computeRatingErrors } from '../metrics/rating-errors.ts';
import type { Prediction, Scorer, TrainingData, UserView } from '../scorers/scorer.ts';
import { drawFolds, splitByFolds } from '../splitting/folds.ts';
import { holdOutUsers } from '../splitting/hold-out-users.ts';
import { evaluateRanking } from './evaluate-ranking.ts';
import { measureRatings } from './evaluate-ratings.ts';
import { predictHeldOut, predictTraining } from './predict-held-out.ts';
import { evaluateAgainstNegatives, parseNegatives } from './sampled-negatives.ts';
import { computeSegmentErrors, findSegmentBorders } from './segments.ts';
import { createTrainingData } from './training-data.ts';

const { table } = createPlantedRatings({ userCount: 60, itemCount: 90, ratingCount: 2400, seed: 6 });
const [split] = splitByFolds(drawFolds(table.ratingCount, 5, 1)) as [ReturnType<typeof splitByFolds>[number]];
const training = createTrainingData(table, split.trainRows);
const test = selectRows(table, split.testRows);

/** Knows nothing by itself: its formulas are simple enough to be done again below, so that only the evaluation is tested. */
function createFormulaScorer({ interactions }: TrainingData, scoreOf: (user: number, item: number) => number): Scorer {
  const createView = (user: number): UserView => ({
    predict: (item): Prediction => ({
      rating: 1 + ((user + 3 * (item ?? 50)) % 4),
      basis: item === undefined ? 'user' : 'user-and-item',
    }),
    scoreItems: (scores) => {
      for (let item = 0; item < interactions.itemCount; item += 1) scores[item] = scoreOf(user, item);
    },
    explain: () => ({ of: 'score', total: 0, contributions: [] }),
  });
  return {
    id: 'baseline',
    parameters: {},
    dataHash: interactions.dataHash,
    sizeBytes: 0,
    viewAs: (user) => createView(user ?? 1000),
    foldIn: ({ items }) => createView(items.length),
    findSimilarItems: () => [],
    toModelFile: () => ({ arrays: new Map(), metadata: {} }),
  };
}

const scoreOf = (user: number, item: number) => (user * 7 + item * 13) % 31;
const scorer = createFormulaScorer(training, scoreOf);
const { interactions } = training;

function listTest(from: RatingTable) {
  return Array.from({ length: from.ratingCount }, (_, row) => ({
    user: interactions.users.indexOf(from.users.idAt(from.userIndexes[row]!)),
    item: interactions.items.indexOf(from.items.idAt(from.itemIndexes[row]!)),
    stars: from.codes[row]! / 2,
  }));
}

describe('predictHeldOut', () => {
  it('predicts every test rating in the order of the rows', async () => {
    const result = await predictHeldOut({ scorer, interactions, test });
    const expected = listTest(test).map(({ user, item }) => scorer.viewAs(user).predict(item).rating);
    expect([...result.predicted]).toEqual(expected);
    expect([...result.actual]).toEqual(listTest(test).map(({ stars }) => stars));
    expect(result.unknownItemCount).toBe(listTest(test).filter(({ item }) => item === undefined).length);
    expect(result.bases.user).toBe(result.unknownItemCount);
    expect(result.bases['user-and-item']).toBe(test.ratingCount - result.unknownItemCount);
  });

  it('counts who and what is unknown', async () => {
    const few = createTrainingData(table, Uint32Array.of(0, 1, 2));
    const result = await predictHeldOut({
      scorer: createFormulaScorer(few, scoreOf),
      interactions: few.interactions,
      test,
    });
    const inFew = (user: number) => few.interactions.users.indexOf(user) !== undefined;
    const known = Array.from(test.userIndexes, (user) => inFew(test.users.idAt(user))).filter(Boolean).length;
    expect(result.unknownUserCount).toBe(test.ratingCount - known);
  });

  it('counts what is folded in as known, also of people who are described', async () => {
    const held = holdOutUsers(table, { userCount: 12, seed: 3 });
    const described = new Map(
      Array.from({ length: table.users.count }, (_, user) => [table.users.idAt(user), new Map()]),
    );
    const sides = [undefined, { items: new Map(), users: described }];
    const [plain, known] = await Promise.all(
      sides.map((side) => {
        const data = createTrainingData(table, held.trainRows, side);
        const [own, history] = [selectRows(table, held.testRows), selectRows(table, held.historyRows)];
        return predictHeldOut({ scorer: createFormulaScorer(data, scoreOf), ...data, test: own, history });
      }),
    );
    expect(plain!.unknownUserCount).toBe(0);
    expect(known!.unknownUserCount).toBe(0);
    expect(known!.userRatingCounts).toEqual(plain!.userRatingCounts);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(predictHeldOut({ scorer, interactions, test }, signal)).rejects.toThrow('enough');
  });
});

describe('predictTraining', () => {
  it.each([1, 7, 100, 100_000])('takes every n-th training rating, at most %d', async (largest) => {
    const { byUser, ratingCount } = interactions;
    const step = Math.max(1, Math.ceil(ratingCount / largest));
    const expected: number[] = [];
    for (let user = 0; user < interactions.userCount; user += 1) {
      for (let at = byUser.offsets[user]!; at < byUser.offsets[user + 1]!; at += 1) {
        if (at % step === 0) expected.push(scorer.viewAs(user).predict(byUser.columns[at]!).rating);
      }
    }
    const { predicted } = await predictTraining(scorer, interactions, largest);
    expect([...predicted]).toEqual(expected);
    expect(predicted.length).toBeLessThanOrEqual(largest);
  });
});

describe('measureRatings', () => {
  it('has the errors of all rows, of training rows beside them, and of segments that make up the whole', async () => {
    let nowMs = 0;
    const clock = () => (nowMs += 500);
    const settings = { definition: {} as never, parameters: {}, clock };
    const result = await measureRatings({ scorer, fitSeconds: 2 }, { training, test }, settings);
    const rows = listTest(test);
    const predicted = Float64Array.from(rows, ({ user, item }) => scorer.viewAs(user).predict(item).rating);
    expect(result.test).toEqual(
      computeRatingErrors(
        predicted,
        Float64Array.from(rows, ({ stars }) => stars),
      ),
    );
    expect([result.fitSeconds, result.predictSeconds, result.testCount]).toEqual([2, 0.5, test.ratingCount]);
    expect(result.trainSampleCount).toBe(interactions.ratingCount);
    for (const kind of ['users', 'items']) {
      const parts = result.segments.filter(({ segment }) => segment.endsWith(kind));
      const squares = parts.reduce((sum, part) => sum + part.rmse ** 2 * part.ratingCount, 0);
      expect(Math.sqrt(squares / test.ratingCount)).toBeCloseTo(result.test.rmse, 10);
    }
  });
});

describe('segments', () => {
  it('put half of the users among the heavy, and 80 % of the ratings among the head', () => {
    const { heavyFrom, headFrom } = findSegmentBorders(interactions);
    const count = (rows: typeof interactions.byUser, row: number) => rows.offsets[row + 1]! - rows.offsets[row]!;
    const users = Array.from({ length: interactions.userCount }, (_, user) => count(interactions.byUser, user));
    const heavy = users.filter((own) => own >= heavyFrom).length;
    expect(heavy / users.length).toBeGreaterThanOrEqual(0.5);
    expect(users.filter((own) => own > heavyFrom).length / users.length).toBeLessThanOrEqual(0.5);
    const items = Array.from({ length: interactions.itemCount }, (_, item) => count(interactions.byItem, item));
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(items.filter((own) => own >= headFrom)) / sum(items)).toBeGreaterThanOrEqual(0.8);
    expect(sum(items.filter((own) => own > headFrom)) / sum(items)).toBeLessThan(0.8);
  });

  it('leave out segments without ratings', async () => {
    const predictions = await predictHeldOut({ scorer, interactions, test });
    const named = computeSegmentErrors(predictions, { heavyFrom: 1, headFrom: 1 }).map(({ segment }) => segment);
    expect(named).not.toContain('light users');
    expect(named).toContain('heavy users');
  });
});

describe('evaluateRanking', () => {
  it('is what sorting the whole catalogue for everybody gives', async () => {
    const rows = listTest(test);
    const expected: { recall: number; hit: number }[] = [];
    for (const user of new Set(rows.map((row) => row.user!))) {
      const right = rows.filter((row) => row.user === user && row.stars >= 4).map(({ item }) => item);
      if (right.length === 0) continue;
      const { offsets, columns } = interactions.byUser;
      const seen = [...columns.slice(offsets[user]!, offsets[user + 1]!)];
      const others = Array.from({ length: interactions.itemCount }, (_, item) => item).filter(
        (item) => !seen.includes(item),
      );
      const top = others.sort((a, b) => scoreOf(user, b) - scoreOf(user, a) || a - b).slice(0, 10);
      const hits = right.filter((item) => item !== undefined && top.includes(item)).length;
      expected.push({ recall: hits / right.length, hit: hits > 0 ? 1 : 0 });
    }
    const result = await evaluateRanking({ scorer, test }, training);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(result.personCount).toBe(expected.length);
    expect(result.quality.recall).toBeCloseTo(mean(expected.map(({ recall }) => recall)), 12);
    expect(result.quality.hitRate).toBeCloseTo(mean(expected.map(({ hit }) => hit)), 12);
    const bySegment = result.segments.reduce((sum, segment) => sum + segment.recall * segment.personCount, 0);
    expect(bySegment / result.personCount).toBeCloseTo(result.quality.recall, 12);
  });

  it('gives an oracle full marks, and folds held-out users in', async () => {
    const held = holdOutUsers(table, { userCount: 12, seed: 3 });
    const data = createTrainingData(table, held.trainRows);
    const heldTest = selectRows(table, held.testRows);
    const history = selectRows(table, held.historyRows);
    const lengths: number[] = [];
    const right = new Map<number, Set<number>>();
    for (const [row, user] of heldTest.userIndexes.entries()) {
      const item = data.interactions.items.indexOf(heldTest.items.idAt(heldTest.itemIndexes[row]!));
      if (heldTest.codes[row]! >= 8 && item !== undefined) right.set(user, (right.get(user) ?? new Set()).add(item));
    }
    let next = 0;
    const oracle: Scorer = {
      ...createFormulaScorer(data, scoreOf),
      viewAs: () => {
        throw new Error('Nobody of the test set is known.');
      },
      foldIn: ({ items }) => {
        lengths.push(items.length);
        const own = right.get(next++) ?? new Set<number>();
        return {
          ...scorer.viewAs(0),
          scoreItems: (scores) =>
            scores.forEach((_, item) => {
              scores[item] = own.has(item) ? 1 : 0;
            }),
        };
      },
    };
    const result = await evaluateRanking({ scorer: oracle, test: heldTest, history }, data, { k: 50 });
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(history.ratingCount);
    expect(lengths).toHaveLength(12);
    expect(result.quality.ndcg).toBeGreaterThan(result.unknownItemCount === 0 ? 0.9999 : 0.8);
  });
});

describe('evaluateAgainstNegatives', () => {
  const pairs = Uint32Array.of(0, 1, 2);
  const few = selectRows(test, pairs);
  const name = (row: number) => `(${few.users.idAt(few.userIndexes[row]!)},${few.items.idAt(few.itemIndexes[row]!)})`;

  it('counts negatives that score at least as high as the held-out item', async () => {
    const ids = Array.from({ length: 60 }, (_, item) => interactions.items.idAt(item));
    const text = [0, 1, 2].map((row) => [name(row), ...ids, ids[0]].join('\t')).join('\n');
    const result = await evaluateAgainstNegatives({ scorer, interactions, test: few }, parseNegatives(`${text}\n`));
    const ranks = listTest(few).map(({ user, item }) => {
      const others = Array.from({ length: 60 }, (_, other) => other).filter((other) => other !== item);
      if (item === undefined) return others.length;
      return others.filter((other) => scoreOf(user!, other) >= scoreOf(user!, item)).length;
    });
    expect(result.qualities.map(({ ndcg }) => ndcg)).toEqual(
      ranks.map((rank) => (rank < 10 ? 1 / Math.log2(rank + 2) : 0)),
    );
    expect(result.pairCount).toBe(3);
  });

  it('gives nothing to a scorer that says nothing', async () => {
    const flat = createFormulaScorer(training, () => 0);
    const text = [0, 1, 2].map((row) =>
      [name(row), ...Array.from({ length: 12 }, (_, item) => interactions.items.idAt(item))].join('\t'),
    );
    const result = await evaluateAgainstNegatives(
      { scorer: flat, interactions, test: few },
      parseNegatives(text.join('\r\n')),
    );
    expect(result.quality.hitRate).toBe(0);
  });

  it('refuses lines of another form, and pairs without negatives', async () => {
    expect(() => parseNegatives('(1,2)\t3\n1,2\t3\n')).toThrow('Line 2 of the negatives');
    expect(() => parseNegatives('(1,2)\n')).toThrow('Line 1');
    expect(() => parseNegatives('(1,2)\t3\tx\n')).toThrow('Line 1');
    // As 32 bits it would be another film's.
    expect(() => parseNegatives(`(1,2)\t${2 ** 32 + 3}\n`)).toThrow('Line 1');
    const empty = evaluateAgainstNegatives({ scorer, interactions, test: few }, new Map());
    await expect(empty).rejects.toThrow(`no line ${name(0)}`);
  });
});
