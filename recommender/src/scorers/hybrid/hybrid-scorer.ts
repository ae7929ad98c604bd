import { foldInBias } from '../baseline/fold-in-bias.ts';
import { asModelArray } from '../model-content.ts';
import { TopSelection } from '../neighbours/top-selection.ts';
import type { ModelArray, ModelContent, ScoredItem, Scorer, UserHistory, UserView } from '../scorer.ts';
import type { ScorerId } from '../scorer-id.ts';
import { BlendScores } from './blend-scores.ts';
import type { HybridModel } from './hybrid-model.ts';
import { type HybridTables, HybridView } from './hybrid-view.ts';

/** A fitted blend. */
export class HybridScorer implements Scorer {
  readonly id = 'hybrid';
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  /** The parts that speak. */
  readonly presentParts: readonly ScorerId[];
  /** The parts that it was meant to have and that are missing; the others took over their weight. */
  readonly missingParts: readonly ScorerId[];
  readonly #model: HybridModel;
  readonly #tables: HybridTables;

  constructor(model: HybridModel) {
    const { parts, stacking, biases } = model;
    this.#model = model;
    this.parameters = model.parameters.values;
    this.dataHash = model.interactions.dataHash;
    this.presentParts = parts.filter(({ scorer }) => scorer !== undefined).map(({ id }) => id);
    this.missingParts = parts.filter(({ scorer }) => scorer === undefined).map(({ id }) => id);
    const weights = stacking.solve(parts.map(({ scorer }) => scorer !== undefined));
    this.#tables = { weights, blend: new BlendScores(model.interactions.itemCount) };
    const own = parts.reduce((sum, { scorer, shared }) => sum + (shared ? 0 : (scorer?.sizeBytes ?? 0)), 0);
    this.sizeBytes = own + stacking.gram.byteLength + biases.users.byteLength + biases.items.byteLength;
  }

  viewAs(user: number | undefined): UserView {
    const { parts, biases, interactions } = this.#model;
    const { offsets } = interactions.byUser;
    const views = parts.map(({ scorer }) => scorer?.viewAs(user));
    const person =
      user === undefined
        ? { views, bias: 0, ratings: 0 }
        : { views, bias: biases.users[user]!, ratings: offsets[user + 1]! - offsets[user]! };
    return new HybridView(this.#model, person, this.#tables);
  }

  foldIn(history: UserHistory): UserView {
    const { parts, biases } = this.#model;
    const views = parts.map(({ scorer }) => scorer?.foldIn(history));
    const person = { views, bias: foldInBias(history, biases), ratings: history.items.length };
    return new HybridView(this.#model, person, this.#tables);
  }

  /** Items that the parts find alike: each part's places count, 1 / (place + 10), times how much the part counts. */
  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    const { parts, rankingWeights, interactions } = this.#model;
    const points = new Float64Array(interactions.itemCount);
    parts.forEach(({ scorer }, part) => {
      const weight = Math.max(rankingWeights[part]!, SMALLEST_SAY);
      scorer?.findSimilarItems(item, LOOKED_AT).forEach((found, place) => {
        points[found.item]! += weight / (place + PLACE_OFFSET);
      });
    });
    const best = new TopSelection(Math.min(count, interactions.itemCount));
    points.forEach((score, other) => {
      if (score > 0) best.offer(other, score);
    });
    const { keys, scores } = best.take();
    return Array.from(keys, (key, index) => ({ item: key, score: scores[index]! }));
  }

  toModelFile(): ModelContent {
    const { parts, stacking, rankingWeights, biases, scale } = this.#model;
    const arrays = new Map<string, ModelArray>([
      ['gram', { shape: [stacking.width, stacking.width], values: stacking.gram }],
      ['moments', asModelArray(stacking.moments)],
      ['ranking_weights', asModelArray(rankingWeights)],
      ['user_biases', asModelArray(biases.users)],
      ['item_biases', asModelArray(biases.items)],
    ]);
    const facts = { mean: biases.mean, count: stacking.count, lowest: scale.lowest, highest: scale.highest };
    const metadata = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)]));
    const stored: ScorerId[] = [];
    for (const { id, scorer, shared } of parts) {
      if (scorer === undefined || shared) continue;
      stored.push(id);
      const content = scorer.toModelFile();
      for (const [name, array] of content.arrays) arrays.set(`${id}/${name}`, array);
      for (const [name, value] of Object.entries(content.metadata)) metadata[`${id}/${name}`] = value;
    }
    metadata.parts = JSON.stringify(parts.map(({ id }) => id));
    metadata.stored = JSON.stringify(stored);
    metadata.parameters = JSON.stringify(this.parameters);
    return { arrays, metadata };
  }
}

/** Reciprocal rank fusion: how far down lists are read, and how flat the first places are. */
const LOOKED_AT = 100;
const PLACE_OFFSET = 10;
/** A part that ranks badly for people may still know what is alike. */
const SMALLEST_SAY = 0.05;
