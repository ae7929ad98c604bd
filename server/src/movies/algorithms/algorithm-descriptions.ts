import type { ScorerId } from '@starweave/recommender';

/** How a method is called on the page, and one sentence about it for people who don't know it. */
export interface AlgorithmDescription {
  readonly name: string;
  readonly description: string;
}

export const algorithmDescriptions: Readonly<Record<ScorerId, AlgorithmDescription>> = {
  'global-mean': {
    name: 'Overall mean',
    description: 'Expects the mean of all ratings everywhere: the least to beat.',
  },
  baseline: {
    name: 'Baseline',
    description: 'Knows how generous a person is and how well a film is liked by everyone, and nothing of tastes.',
  },
  popularity: { name: 'Popularity', description: 'Puts what most people rated first, the same for everybody.' },
  svd: { name: 'SVD', description: 'Finds a few directions in which tastes differ, from all ratings at once.' },
  'svd-biased': {
    name: 'SVD (biased)',
    description: 'Learns a vector for each person and film whose product tells the rating, beside everyone’s habits.',
  },
  'svd-plus-plus': {
    name: 'SVD++',
    description: 'As the biased SVD, and learns from which films somebody chose to rate at all.',
  },
  'user-knn': { name: 'User-KNN', description: 'Asks the people whose ratings are most like yours.' },
  'item-knn': { name: 'Item-KNN', description: 'Goes by how you rated the films that are most like this one.' },
  'slope-one': {
    name: 'Slope One',
    description: 'Goes by how much better or worse others found one film than another.',
  },
  ease: {
    name: 'EASE',
    description: 'Learns for every pair of films how much one speaks for the other; good at lists.',
  },
  ials: {
    name: 'Implicit ALS',
    description: 'Learns from which films people have rated what they pick next; good at lists.',
  },
  content: {
    name: 'Content-based',
    description: 'Goes by genres, directors, keywords and titles, so that it knows films that nobody has rated.',
  },
  'item-knn-bm25': {
    name: 'Item-KNN (BM25)',
    description: 'Films that the same people rated, weighted as search engines do.',
  },
  rp3beta: {
    name: 'RP3beta',
    description: 'Walks from films to people to films, and less often to what everybody knows.',
  },
  'bayesian-mf': {
    name: 'Bayesian factors',
    description: 'As the biased SVD, averaged over many models that fit, which helps where ratings are few.',
  },
  hybrid: {
    name: 'Hybrid',
    description: 'Blends the other five, and Implicit ALS, by how well each foretells what it has not seen.',
  },
};
