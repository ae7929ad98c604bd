/** How alike two rows of ratings are, over the columns that both have. */
export type SimilarityMeasure = 'cosine' | 'msd' | 'pearson' | 'pearson-baseline';

/** A measure with what tempers it. */
export interface SimilarityOptions {
  readonly measure: SimilarityMeasure;
  /** Fewer ratings in common than this, and the similarity is 0. */
  readonly minimumSupport: number;
  /** For `pearson-baseline`: the similarity is multiplied by (n − 1) / (n − 1 + shrinkage). */
  readonly shrinkage: number;
  /** 0, or: with n ratings in common the similarity is multiplied by min(n, significance) / significance. */
  readonly significance: number;
}

/** Sums over the n ratings that two rows have in common; for `pearson-baseline` of residuals, else in half stars. */
export interface CommonSums {
  readonly count: number;
  readonly product: number;
  readonly ownSquare: number;
  readonly otherSquare: number;
  readonly own: number;
  readonly other: number;
}

const HALF_STARS_SQUARED = 4;

/**
 * The similarity that the sums give, from −1 to 1; 0 where it isn't defined.
 *
 * - cosine: Σab / √(Σa²·Σb²)
 * - msd: 1 / (1 + Σ(a − b)² / n), in stars
 * - pearson: (nΣab − ΣaΣb) / √((nΣa² − (Σa)²)(nΣb² − (Σb)²))
 * - pearson-baseline: Σab / √(Σa²·Σb²) of the residuals, shrunk
 *
 * As in the Surprise library (`similarities.pyx`), after Koren, "Factor in the neighbors", 2010.
 */
export function computeSimilarity(sums: CommonSums, options: SimilarityOptions): number {
  const { count } = sums;
  const { measure } = options;
  if (count === 0 || count < findSupport(measure, options.minimumSupport)) return 0;
  const similarity = measureOf[measure](sums, options);
  if (!Number.isFinite(similarity)) return 0;
  return options.significance > count ? (similarity * count) / options.significance : similarity;
}

/** With fewer ratings in common than this, a similarity is 0: one residual correlates perfectly and says nothing. */
export function findSupport(measure: SimilarityMeasure, minimumSupport: number): number {
  return measure === 'pearson-baseline' ? Math.max(2, minimumSupport) : minimumSupport;
}

const measureOf: Record<SimilarityMeasure, (sums: CommonSums, options: SimilarityOptions) => number> = {
  cosine: ({ product, ownSquare, otherSquare }) => product / Math.sqrt(ownSquare * otherSquare),
  msd: ({ count, product, ownSquare, otherSquare }) =>
    1 / ((ownSquare + otherSquare - 2 * product) / HALF_STARS_SQUARED / count + 1),
  pearson: ({ count, product, ownSquare, otherSquare, own, other }) =>
    (count * product - own * other) /
    Math.sqrt((count * ownSquare - own * own) * (count * otherSquare - other * other)),
  'pearson-baseline': ({ count, product, ownSquare, otherSquare }, { shrinkage }) =>
    (product / Math.sqrt(ownSquare * otherSquare)) * ((count - 1) / (count - 1 + shrinkage)),
};
