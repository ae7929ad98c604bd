import type { DataSet } from '@starweave/contract';

/** A ready-made range of how many ratings a film has. */
export interface PopularityPreset {
  readonly name: string;
  readonly from?: number;
  readonly to?: number;
}

/**
 * What is well known in a data set and what is not: at least twice, and at most a third, of the ratings that its films have
 * on average, as round numbers.
 */
export function choosePopularityPresets(
  dataSet: Pick<DataSet, 'ratingCount' | 'movieCount'> | undefined,
): readonly PopularityPreset[] {
  if (dataSet === undefined || dataSet.movieCount === 0) return [{ name: 'Any' }];
  const mean = Number(dataSet.ratingCount) / dataSet.movieCount;
  return [
    { name: 'Any' },
    { name: 'Well known', from: Math.max(1, roundToFirstDigit(mean * 2)) },
    { name: 'Little known', to: Math.max(1, roundToFirstDigit(mean / 3)) },
  ];
}

function roundToFirstDigit(value: number): number {
  if (value < 1) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.round(value / unit) * unit;
}
