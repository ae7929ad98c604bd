import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import { foldInBias } from '../baseline/fold-in-bias.ts';
import { asModelArray, ModelReader } from '../model-content.ts';
import { readRatingScale } from '../rating-scale.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type {
  ModelContent,
  ParameterDefinition,
  ScoredItem,
  Scorer,
  ScorerDefinition,
  UserHistory,
  UserView,
} from '../scorer.ts';
import { createExpectation } from './expectation.ts';
import { emptyRow, rowOf, rowOfHistory } from './history.ts';
import { fitKnnBiases } from './knn-biases.ts';
import { defineKnnParameters, readKnnSettings } from './knn-parameters.ts';
import { type Biases, type RatingRow, SimilarityRow } from './similarity-row.ts';
import { TopSelection } from './top-selection.ts';
import type { UserKnnModel } from './user-knn-model.ts';
import { UserKnnView } from './user-knn-view.ts';
import { UserSearch } from './user-search.ts';

const parameters: readonly ParameterDefinition[] = [
  ...defineKnnParameters({ neighbours: 60, shrinkage: 50, damping: 0.5 }),
  {
    name: 'candidates',
    description: 'How many of the most similar users are asked at most; 0 asks all.',
    default: 2000,
    minimum: 0,
    maximum: 1_000_000,
    integer: true,
  },
  {
    name: 'searchedRatings',
    description:
      'How many ratings of others are looked at, at most, to find similar users, where the items that fewest people rated come first, and then of those users, the most similar first. 0 looks at all.',
    default: 400_000,
    minimum: 0,
    maximum: 1_000_000_000,
    integer: true,
  },
];

/**
 * User-KNN: an item's rating is the expectation, moved by how the most similar people rated it.
 *
 *   r̂(u, i) = e(u, i) + Σ s(u, v)·(r(v, i) − e(v, i)) / (Σ s(u, v) + damping)
 *
 * over the most similar users v who rated i. Nothing is learnt but biases: similar users are searched when somebody asks, so
 * that memory is bounded and new ratings count at once. With `candidates`, `searchedRatings` and `damping` 0 it is what the
 * Surprise library predicts. After Herlocker et al. 1999 and Koren 2010.
 */
export const userKnn: ScorerDefinition = {
  id: 'user-knn',
  objective: 'stars',
  parameters,
  presets: {
    surprise: {
      variant: 'baseline',
      similarity: 'msd',
      neighbours: 40,
      shrinkage: 100,
      damping: 0,
      candidates: 0,
      searchedRatings: 0,
    },
  },
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('user-knn', parameters, given);
    options.signal?.throwIfAborted();
    const biases = fitKnnBiases(interactions, 'users');
    options.onProgress?.({ stage: 'biases', fraction: 1 });
    options.signal?.throwIfAborted();
    return new UserKnnScorer(createModel(interactions, resolved, biases));
  },
  load: (content, { interactions }) => {
    const reader = new ModelReader('user-knn', content);
    const resolved = resolveParameters('user-knn', parameters, reader.parameters());
    const biases = {
      mean: reader.number('mean'),
      rows: reader.float64('user_biases', interactions.userCount),
      columns: reader.float64('item_biases', interactions.itemCount),
    };
    return new UserKnnScorer(createModel(interactions, resolved, biases));
  },
};

function createModel(interactions: Interactions, resolved: ResolvedParameters, biases: Biases): UserKnnModel {
  const settings = readKnnSettings(resolved);
  return {
    interactions,
    parameters: resolved,
    settings,
    candidates: resolved.number('candidates'),
    searchedRatings: resolved.number('searchedRatings'),
    scale: readRatingScale(interactions.byUser),
    biases,
    expectation: createExpectation(settings.variant, interactions.byUser, biases),
  };
}

class UserKnnScorer implements Scorer {
  readonly id = 'user-knn';
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: UserKnnModel;
  readonly #search: UserSearch;

  constructor(model: UserKnnModel) {
    this.#model = model;
    this.#search = new UserSearch(model);
    this.parameters = model.parameters.values;
    this.dataHash = model.interactions.dataHash;
    this.sizeBytes = model.biases.rows.byteLength + model.biases.columns.byteLength;
  }

  viewAs(user: number | undefined): UserView {
    const { interactions, biases, expectation } = this.#model;
    if (user === undefined) return this.#view({ ratings: emptyRow, self: undefined, expectation: 0 });
    const ratings = rowOf(interactions.byUser, user, biases.rows[user]!);
    return this.#view({ ratings, self: user, expectation: expectation.rows[user]! });
  }

  foldIn(history: UserHistory): UserView {
    const { mean, columns } = this.#model.biases;
    const bias = foldInBias(history, { mean, items: columns });
    const ratings = rowOfHistory(history, bias);
    return this.#view({ ratings, self: history.user, expectation: this.#expectationOf(history, bias) });
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    const { interactions, settings, biases, searchedRatings } = this.#model;
    const { mean, rows, columns } = biases;
    const turned = { mean, rows: columns, columns: rows };
    const row = new SimilarityRow(interactions.byUser, settings.similarity, turned);
    const ratings = rowOf(interactions.byItem, item, columns[item]!);
    row.compute(searchedRatings === 0 ? ratings : spreadRaters(ratings, interactions.byUser, searchedRatings), item);
    const best = new TopSelection(Math.min(count, row.similarities.length));
    row.similarities.forEach((similarity, other) => {
      if (similarity > 0) best.offer(other, similarity);
    });
    const { keys, scores } = best.take();
    return Array.from(keys, (key, index) => ({ item: key, score: scores[index]! }));
  }

  toModelFile(): ModelContent {
    const { biases, parameters: resolved } = this.#model;
    const arrays = new Map([
      ['user_biases', asModelArray(biases.rows)],
      ['item_biases', asModelArray(biases.columns)],
    ]);
    return { arrays, metadata: { mean: String(biases.mean), parameters: JSON.stringify(resolved.values) } };
  }

  #expectationOf({ codes }: UserHistory, bias: number): number {
    const { variant } = this.#model.expectation;
    if (variant === 'baseline') return bias;
    if (variant === 'basic' || codes.length === 0) return 0;
    return codes.reduce((sum, code) => sum + code, 0) / 2 / codes.length;
  }

  #view(user: ConstructorParameters<typeof UserKnnView>[2]): UserView {
    return new UserKnnView(this.#model, this.#search, user);
  }
}

/** The ratings of every so-manieth person in the row, such that all of them together rated about so much at most. */
function spreadRaters(row: RatingRow, { offsets }: CompressedRows, searchedRatings: number): RatingRow {
  const { columns, codes, start, end, bias } = row;
  let total = 0;
  for (let position = start; position < end; position += 1) {
    total += offsets[columns[position]! + 1]! - offsets[columns[position]!]!;
  }
  if (total <= searchedRatings) return row;
  const count = Math.max(1, Math.floor(((end - start) * searchedRatings) / total));
  const positions = Uint32Array.from(
    { length: count },
    (_, place) => start + Math.floor((place * (end - start)) / count),
  );
  return {
    columns: positions.map((position) => columns[position]!),
    codes: Uint8Array.from(positions, (position) => codes[position]!),
    start: 0,
    end: count,
    bias,
  };
}
