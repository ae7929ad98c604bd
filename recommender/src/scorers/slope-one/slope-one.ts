import { defaultAlternatingSettings, fitBiasesByAlternating } from '../baseline/fit-biases.ts';
import { asModelArray, ModelReader } from '../model-content.ts';
import { emptyRow, rowOf, rowOfHistory } from '../neighbours/history.ts';
import { TopSelection } from '../neighbours/top-selection.ts';
import { readRatingScale } from '../rating-scale.ts';
import { resolveParameters } from '../resolve-parameters.ts';
import type {
  ModelContent,
  ParameterDefinition,
  ScoredItem,
  Scorer,
  ScorerDefinition,
  ScorerParameters,
  UserHistory,
  UserView,
} from '../scorer.ts';
import { computeDeviations, pairIndex, placesOf } from './deviations.ts';
import { type SlopeOneModel, SlopeOneView } from './slope-one-view.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'variant',
    description:
      'Whether each rated item counts once (plain) or as often as people rated it together with the other (weighted).',
    default: 'weighted',
    choices: ['plain', 'weighted'],
  },
  {
    name: 'memoryLimitMb',
    description:
      'Megabytes that the table of pairs may take: 4 bytes times the number of items squared. The most rated items get a place; the others are predicted by their bias.',
    default: 512,
    minimum: 1,
    maximum: 16_000,
  },
  {
    name: 'wholeStars',
    description: 'Leave out half stars when items are compared, as the Surprise library does.',
    default: false,
  },
];

/**
 * Slope One: what a person rated, shifted by how much others rate the item above it.
 *
 *   plain: r̂(u, i) = mean(u) + 1/|R| · Σ dev(i, j)        weighted: r̂(u, i) = Σ n(i, j)·(r(u, j) + dev(i, j)) / Σ n(i, j)
 *
 * over the items j that u rated together with which anybody rated i. After Lemire and Maclachlan 2005; `plain` with
 * `wholeStars` is what the Surprise library predicts.
 */
export const slopeOne: ScorerDefinition = {
  id: 'slope-one',
  objective: 'stars',
  parameters,
  presets: { surprise: { variant: 'plain', wholeStars: true } },
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('slope-one', parameters, given);
    const deviationOptions = {
      memoryLimitBytes: resolved.number('memoryLimitMb') * 1e6,
      wholeStars: resolved.flag('wholeStars'),
    };
    const deviations = await computeDeviations(interactions, deviationOptions, options);
    const { mean, items } = fitBiasesByAlternating(interactions, defaultAlternatingSettings);
    const model = {
      interactions,
      deviations,
      places: placesOf(deviations.items, interactions.itemCount),
      weighted: resolved.text('variant') === 'weighted',
      scale: readRatingScale(interactions.byUser),
      mean,
      itemBiases: items,
    };
    return new SlopeOneScorer(model, resolved.values);
  },
  load: (content, { interactions }) => {
    const reader = new ModelReader('slope-one', content);
    const resolved = resolveParameters('slope-one', parameters, reader.parameters());
    const items = reader.uint32('items', reader.lengthOf('items'));
    const pairs = pairIndex(items.length, 0);
    const model = {
      interactions,
      deviations: { items, sums: reader.int32('sums', pairs), counts: reader.uint32('counts', pairs) },
      places: placesOf(items, interactions.itemCount),
      weighted: resolved.text('variant') === 'weighted',
      scale: readRatingScale(interactions.byUser),
      mean: reader.number('mean'),
      itemBiases: reader.float64('item_biases', interactions.itemCount),
    };
    return new SlopeOneScorer(model, resolved.values);
  },
};

class SlopeOneScorer implements Scorer {
  readonly id = 'slope-one';
  readonly parameters: ScorerParameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: SlopeOneModel;

  constructor(model: SlopeOneModel, values: ScorerParameters) {
    this.#model = model;
    this.parameters = values;
    this.dataHash = model.interactions.dataHash;
    const { sums, counts, items } = model.deviations;
    this.sizeBytes = sums.byteLength + counts.byteLength + items.byteLength + model.places.byteLength;
  }

  viewAs(user: number | undefined): UserView {
    const ratings = user === undefined ? emptyRow : rowOf(this.#model.interactions.byUser, user, 0);
    return new SlopeOneView(this.#model, ratings);
  }

  foldIn(history: UserHistory): UserView {
    return new SlopeOneView(this.#model, rowOfHistory(history, 0));
  }

  /** Items are alike when people rate them alike: 1 / (1 + |deviation|), less where few rated both. */
  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    const { places, deviations } = this.#model;
    const { items, sums, counts } = deviations;
    const place = places[item]!;
    if (place < 0) return [];
    const best = new TopSelection(Math.min(count, items.length));
    for (let other = 0; other < items.length; other += 1) {
      if (other === place) continue;
      const pair = place > other ? pairIndex(place, other) : pairIndex(other, place);
      const both = counts[pair]!;
      if (both === 0) continue;
      const alike = 1 / (1 + Math.abs(sums[pair]! / 2 / both));
      best.offer(items[other]!, (alike * both) / (both + SIMILARITY_SHRINKAGE));
    }
    const { keys, scores } = best.take();
    return Array.from(keys, (key, index) => ({ item: key, score: scores[index]! }));
  }

  toModelFile(): ModelContent {
    const { deviations, itemBiases, mean } = this.#model;
    const arrays = new Map([
      ['items', asModelArray(deviations.items)],
      ['sums', asModelArray(deviations.sums)],
      ['counts', asModelArray(deviations.counts)],
      ['item_biases', asModelArray(itemBiases)],
    ]);
    return { arrays, metadata: { mean: String(mean), parameters: JSON.stringify(this.parameters) } };
  }
}

/** As many people as must have rated two items for half of their alikeness to count. */
const SIMILARITY_SHRINKAGE = 20;
