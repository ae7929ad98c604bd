/** Every scorer's id: the same on the command line, in the contract and in files. */
export const scorerIds = [
  'global-mean',
  'baseline',
  'popularity',
  'svd',
  'svd-biased',
  'svd-plus-plus',
  'user-knn',
  'item-knn',
  'slope-one',
  'content',
  'ease',
  'ials',
  'item-knn-bm25',
  'rp3beta',
  'bayesian-mf',
  'hybrid',
] as const;

/** One of `scorerIds`. */
export type ScorerId = (typeof scorerIds)[number];
