import type { ScorerId, ScorerParameters } from '@starweave/recommender';

/** A method that is always kept trained, with the parameters that it is trained with. */
export interface StandardAlgorithm {
  readonly id: ScorerId;
  readonly parameters: ScorerParameters;
  /** Methods whose models it shares and that are trained before it. */
  readonly parts: readonly ScorerId[];
  /** How much of the time of training all six it takes, roughly. */
  readonly weight: number;
}

const blended = ['svd-biased', 'item-knn', 'content', 'svd', 'user-knn'] as const satisfies readonly ScorerId[];

/** What the blend speaks through besides: it alone is good at lists, takes little time, and is kept inside the blend. */
const blendedOnly: ScorerId = 'ials';

/**
 * The six, in the order in which they are trained: first the one that is best alone, so that good lists come early; the blend
 * last, which shares the models of the others. Parameters that are left out are the methods' own defaults, which were
 * looked for on MovieLens (docs/scorers).
 */
export const standardAlgorithms: readonly StandardAlgorithm[] = [
  { id: 'svd-biased', parameters: {}, parts: [], weight: 3 },
  { id: 'item-knn', parameters: {}, parts: [], weight: 2 },
  { id: 'content', parameters: {}, parts: [], weight: 1 },
  { id: 'svd', parameters: {}, parts: [], weight: 1 },
  { id: 'user-knn', parameters: {}, parts: [], weight: 1 },
  { id: 'hybrid', parameters: { parts: [...blended, blendedOnly].join(), folds: 2 }, parts: blended, weight: 12 },
];

const standardIds: ReadonlySet<ScorerId> = new Set(standardAlgorithms.map(({ id }) => id));

export function isStandard(id: ScorerId): boolean {
  return standardIds.has(id);
}

/** How an algorithm is trained; one that isn't standard with its own defaults and alone. */
export function getTrainingPlan(id: ScorerId): StandardAlgorithm {
  return standardAlgorithms.find((algorithm) => algorithm.id === id) ?? { id, parameters: {}, parts: [], weight: 2 };
}

/** Answers when nobody says which; where it can't, the first of `fallbackOrder` that can does. */
export const defaultAlgorithm: ScorerId = 'hybrid';

/** Who answers for one that can't, the best first; the baseline needs no training and is always there. */
export const fallbackOrder: readonly ScorerId[] = ['hybrid', ...blended];

/** Fitted in the film process itself, in well under a second for the built-in films. */
export const firstAlgorithm: ScorerId = 'baseline';
