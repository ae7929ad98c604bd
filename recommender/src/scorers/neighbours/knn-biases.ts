import type { Interactions } from '../../interactions/interactions.ts';
import { defaultAlternatingSettings, fitBiasesByAlternating } from '../baseline/fit-biases.ts';
import type { Biases } from './similarity-row.ts';

/** The baseline, with rows and columns as the method sees them: user-KNN compares users, item-KNN items. */
export function fitKnnBiases(interactions: Interactions, compared: 'users' | 'items'): Biases {
  const { mean, users, items } = fitBiasesByAlternating(interactions, defaultAlternatingSettings);
  return compared === 'users' ? { mean, rows: users, columns: items } : { mean, rows: items, columns: users };
}
