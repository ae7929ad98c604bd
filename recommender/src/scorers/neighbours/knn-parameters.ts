import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition } from '../scorer.ts';
import type { NeighbourVariant } from './expectation.ts';
import type { SimilarityMeasure, SimilarityOptions } from './similarity-measure.ts';

/** What user-KNN and item-KNN have in common. */
export interface KnnSettings {
  readonly variant: NeighbourVariant;
  readonly similarity: SimilarityOptions;
  readonly neighbours: number;
  readonly minimumNeighbours: number;
  readonly damping: number;
}

/** The best values that were measured, which differ between users and items. */
export interface KnnDefaults {
  readonly neighbours: number;
  readonly shrinkage: number;
  readonly damping: number;
}

/** The parameters that both methods take. */
export function defineKnnParameters(defaults: KnnDefaults): readonly ParameterDefinition[] {
  return [
    {
      name: 'variant',
      description:
        'What neighbours’ ratings are compared with: the mean of all ratings (basic), each one’s own mean (centred), or the baseline of user and item.',
      default: 'baseline',
      choices: ['basic', 'centred', 'baseline'],
    },
    {
      name: 'similarity',
      description: 'How alikeness is measured over the ratings in common.',
      default: 'pearson-baseline',
      choices: ['cosine', 'msd', 'pearson', 'pearson-baseline'],
    },
    {
      name: 'neighbours',
      description: 'How many neighbours a prediction rests on at most.',
      default: defaults.neighbours,
      minimum: 1,
      maximum: 5000,
      integer: true,
    },
    {
      name: 'minimumNeighbours',
      description: 'With fewer neighbours than this they are left out, and the expectation alone is predicted.',
      default: 1,
      minimum: 1,
      maximum: 5000,
      integer: true,
    },
    {
      name: 'minimumSupport',
      description: 'Fewer ratings in common than this, and the similarity is 0.',
      default: 1,
      minimum: 1,
      maximum: 10_000,
      integer: true,
    },
    {
      name: 'shrinkage',
      description:
        'For pearson-baseline: the similarity over n ratings is multiplied by (n − 1) / (n − 1 + shrinkage).',
      default: defaults.shrinkage,
      minimum: 0,
      maximum: 100_000,
    },
    {
      name: 'significance',
      description: 'Similarities over n ratings are multiplied by min(n, significance) / significance; 0 is without.',
      default: 0,
      minimum: 0,
      maximum: 100_000,
    },
    {
      name: 'damping',
      description:
        'Added to the sum of similarities that the neighbours’ ratings are divided by, so that few or distant neighbours move the prediction less.',
      default: defaults.damping,
      minimum: 0,
      maximum: 1000,
    },
  ];
}

/** The settings that resolved parameters stand for. */
export function readKnnSettings(parameters: ResolvedParameters): KnnSettings {
  return {
    variant: parameters.text('variant') as NeighbourVariant,
    similarity: {
      measure: parameters.text('similarity') as SimilarityMeasure,
      minimumSupport: parameters.number('minimumSupport'),
      shrinkage: parameters.number('shrinkage'),
      significance: parameters.number('significance'),
    },
    neighbours: parameters.number('neighbours'),
    minimumNeighbours: parameters.number('minimumNeighbours'),
    damping: parameters.number('damping'),
  };
}
