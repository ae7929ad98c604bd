import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { buildInteractions } from '../../interactions/build-interactions.ts';
import { ExternalIdIndex } from '../../interactions/id-index.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import type { Scorer, ScorerParameters } from '../scorer.ts';

type Row = readonly [user: number, item: number, rating: number];

/** What the Surprise library predicts for made-up ratings. */
interface NeighbourCases {
  readonly train: readonly Row[];
  readonly test: readonly Row[];
  readonly neighbours: readonly {
    readonly compared: 'users' | 'items';
    readonly parameters: ScorerParameters;
    readonly predictions: readonly number[];
  }[];
  readonly slopeOne: readonly number[];
}

const folder = path.resolve(import.meta.dirname, '../../../../workbench/reference-numbers/recommender');

/** The recorded cases. */
export const neighbourCases: NeighbourCases = JSON.parse(
  readFileSync(path.join(folder, 'neighbour-cases.json'), 'utf8'),
);

/** The ratings that the recorded predictions were learnt from. */
export function buildCaseInteractions(): Interactions {
  const { train } = neighbourCases;
  const users = new ExternalIdIndex();
  const items = new ExternalIdIndex();
  return buildInteractions({
    ratingCount: train.length,
    users,
    items,
    userIndexes: Uint32Array.from(train, ([user]) => users.add(user)),
    itemIndexes: Uint32Array.from(train, ([, item]) => items.add(item)),
    codes: Uint8Array.from(train, ([, , rating]) => rating * 2),
    times: undefined,
  });
}

/** Holds a scorer against recorded predictions, unknown users and items among them; they are recorded to 1e-10. */
export function expectPredictions(scorer: Scorer, interactions: Interactions, expected: readonly number[]): void {
  const got = neighbourCases.test.map(([user, item]) => {
    const view = scorer.viewAs(interactions.users.indexOf(user));
    return view.predict(interactions.items.indexOf(item)).rating;
  });
  const worst = Math.max(...got.map((rating, index) => Math.abs(rating - expected[index]!)));
  expect(got).toHaveLength(expected.length);
  expect(worst).toBeLessThan(1e-9);
}
