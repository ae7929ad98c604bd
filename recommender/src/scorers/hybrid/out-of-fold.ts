import { NumpyRandomState } from '@starweave/numerics';
import { UnfitDataError } from '../../errors.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import { defaultAlternatingSettings, fitBiasesByAlternating } from '../baseline/fit-biases.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import type { FitOptions, Scorer, ScorerDefinition, TrainingData } from '../scorer.ts';
import { PairDifferences, standardize } from './ranking-blend.ts';
import { computeFeatures, StackingSums } from './stacking.ts';
import { subsetInteractions } from './subset-interactions.ts';

/** What is learnt from how parts do on ratings that they haven't seen. */
export interface LearntBlend {
  readonly stacking: StackingSums;
  readonly rankingWeights: Float64Array;
}

/** People of each fold whose lists are looked at, and items without a rating that each wanted item is held against. */
const RANKED_USERS = 400;
const OTHERS_PER_ITEM = 8;
const WANTED_PER_USER = 12;

/** On how much blending is learnt. */
export interface BlendSettings {
  readonly folds: number;
  /** With more ratings than this, those of people drawn at random, about so many, are taken; 0 takes all. */
  readonly blendRatings: number;
}

/**
 * Fit every part on all folds but one, look how it does on that one, and learn from this how to blend: weights of
 * predictions for stars, weights of scores for ranking. Deterministic for a seed.
 */
export async function learnBlend(
  data: TrainingData,
  definitions: readonly ScorerDefinition[],
  { folds, blendRatings }: BlendSettings,
  options: FitOptions,
): Promise<LearntBlend> {
  const random = new NumpyRandomState(options.seed ?? 0);
  const interactions = samplePeople(data.interactions, blendRatings, random);
  const foldOf = Uint8Array.from(random.rand(interactions.ratingCount), (value) => Math.floor(value * folds));
  const stacking = new StackingSums(definitions.length);
  const pairs = new PairDifferences(definitions.length);
  for (let fold = 0; fold < folds; fold += 1) {
    const seen = subsetInteractions(interactions, (position) => foldOf[position] !== fold);
    if (seen.ratingCount === 0 || seen.ratingCount === interactions.ratingCount) continue;
    const scorers: (Scorer | undefined)[] = [];
    for (const [place, definition] of definitions.entries()) {
      const done = fold * definitions.length + place;
      await passCheckpoint(options, `fold ${fold + 1} of ${folds}, ${definition.id}`, done);
      scorers.push(await fitPart(definition, { ...data, interactions: seen, parts: new Map() }, options));
    }
    const isHeldOut = (position: number) => foldOf[position] === fold;
    stackHeldOut(interactions, { seen, scorers, isHeldOut }, stacking);
    rankHeldOut(interactions, { seen, scorers, isHeldOut }, pairs, random);
  }
  return { stacking, rankingWeights: pairs.fitWeights() };
}

/** All ratings of some people, where there are too many. Supports stay what they mean: numbers of ratings that were seen. */
function samplePeople(interactions: Interactions, largestCount: number, random: NumpyRandomState): Interactions {
  const { byUser, userCount, ratingCount } = interactions;
  if (largestCount === 0 || ratingCount <= largestCount) return interactions;
  const share = largestCount / ratingCount;
  const isKept = new Uint8Array(ratingCount);
  random.rand(userCount).forEach((value, user) => {
    if (value < share) isKept.fill(1, byUser.offsets[user]!, byUser.offsets[user + 1]!);
  });
  return subsetInteractions(interactions, (position) => isKept[position] === 1);
}

/** A part, or `undefined` when the data is nothing for it. */
export async function fitPart(
  definition: ScorerDefinition,
  data: TrainingData,
  { onProgress: _, ...options }: FitOptions,
): Promise<Scorer | undefined> {
  try {
    return await definition.fit(data, {}, options);
  } catch (error) {
    if (error instanceof UnfitDataError) return undefined;
    throw error;
  }
}

interface Fold {
  readonly seen: Interactions;
  readonly scorers: readonly (Scorer | undefined)[];
  /** Of a position of all ratings. */
  readonly isHeldOut: (position: number) => boolean;
}

const silent = { rating: 0, basis: 'mean' } as const;

function stackHeldOut({ byUser, userCount }: Interactions, fold: Fold, stacking: StackingSums): void {
  const { seen, scorers, isHeldOut } = fold;
  const biases = fitBiasesByAlternating(seen, defaultAlternatingSettings);
  const countOf = (offsets: Uint32Array, row: number) => offsets[row + 1]! - offsets[row]!;
  for (let user = 0; user < userCount; user += 1) {
    const userRatings = countOf(seen.byUser.offsets, user);
    if (userRatings === 0) continue;
    const views = scorers.map((scorer) => scorer?.viewAs(user));
    for (let position = byUser.offsets[user]!; position < byUser.offsets[user + 1]!; position += 1) {
      if (!isHeldOut(position)) continue;
      const item = byUser.columns[position]!;
      const baseline = biases.mean + biases.users[user]! + biases.items[item]!;
      const predictions = views.map((view) => view?.predict(item) ?? silent);
      const support = { userRatings, itemRatings: countOf(seen.byItem.offsets, item) };
      stacking.add(computeFeatures(predictions, baseline, support), byUser.codes[position]! / 2 - baseline);
    }
  }
}

function rankHeldOut(
  { byUser, userCount, itemCount }: Interactions,
  { seen, scorers, isHeldOut }: Fold,
  pairs: PairDifferences,
  random: NumpyRandomState,
): void {
  const isRated = new Uint8Array(itemCount);
  const scores = scorers.map(() => new Float32Array(itemCount));
  const isSeen = (user: number) => seen.byUser.offsets[user + 1]! > seen.byUser.offsets[user]!;
  const people = Uint32Array.from({ length: userCount }, (_, user) => user).filter(isSeen);
  const stride = Math.max(1, Math.floor(people.length / RANKED_USERS));
  for (let place = 0; place < people.length; place += stride) {
    const user = people[place]!;
    const [start, end] = [byUser.offsets[user]!, byUser.offsets[user + 1]!];
    const rated = byUser.columns.subarray(start, end);
    const heldOut = rated.filter((_, index) => isHeldOut(start + index));
    const wanted = drawSome(heldOut, WANTED_PER_USER, random);
    if (wanted.length === 0 || rated.length >= itemCount) continue;
    for (const item of rated) isRated[item] = 1;
    scorers.forEach((scorer, part) => {
      scores[part]!.fill(0);
      scorer?.viewAs(user).scoreItems(scores[part]!);
      standardize(scores[part]!);
    });
    for (const item of wanted) {
      for (const value of random.rand(OTHERS_PER_ITEM)) {
        const other = Math.floor(value * itemCount);
        if (isRated[other] === 0) pairs.add(scores, item, other);
      }
    }
    for (const item of rated) isRated[item] = 0;
  }
}

/** At most so many of some items, at random: films are numbered as they come up, the well known ones first. */
function drawSome(items: Uint32Array, count: number, random: NumpyRandomState): Uint32Array {
  if (items.length <= count) return items;
  const drawn = items.slice();
  random.rand(count).forEach((value, place) => {
    const other = place + Math.floor(value * (drawn.length - place));
    [drawn[place], drawn[other]] = [drawn[other]!, drawn[place]!];
  });
  return drawn.subarray(0, count);
}
