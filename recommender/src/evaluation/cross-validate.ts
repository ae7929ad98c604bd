import type { RatingTable } from '../interactions/rating-table.ts';
import { selectRows } from '../interactions/rating-table.ts';
import type { SideInformationById } from '../interactions/side-information.ts';
import { computeSpread } from '../metrics/rating-errors.ts';
import type { Split } from '../splitting/split.ts';
import { type EvaluationSettings, fitTimed, measureRatings, type RatingResult } from './evaluate-ratings.ts';
import { createTrainingData } from './training-data.ts';

/** A mean over folds with their standard deviation (n − 1). */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** One fold's errors. */
export interface FoldResult extends RatingResult {
  readonly name: string;
  readonly dataHash: string;
}

/** Errors over several splits, each with a fit of its own. */
export interface CrossValidation {
  readonly folds: readonly FoldResult[];
  readonly rmse: Spread;
  readonly mae: Spread;
  readonly trainRmse: Spread;
  readonly trainMae: Spread;
  /** Of all fits and of all predictions together. */
  readonly fitSeconds: number;
  readonly predictSeconds: number;
}

/** What is cut, and what is known besides. */
export interface CrossValidationData {
  readonly table: RatingTable;
  readonly splits: readonly Split[];
  readonly sideInformation?: SideInformationById | undefined;
}

/** Fit on each split's training rows and predict its test rows. Deterministic for a seed, times aside. */
export async function crossValidate(
  { table, splits, sideInformation }: CrossValidationData,
  settings: EvaluationSettings,
): Promise<CrossValidation> {
  const folds: FoldResult[] = [];
  for (const [index, { name, trainRows, testRows }] of splits.entries()) {
    const report = settings.fitOptions?.onProgress;
    const onProgress =
      report === undefined
        ? undefined
        : ({ stage, fraction }: { stage: string; fraction: number }) =>
            report({ stage: `${name}: ${stage}`, fraction: (index + fraction) / splits.length });
    const fitOptions = { ...settings.fitOptions, ...(onProgress === undefined ? {} : { onProgress }) };
    const training = createTrainingData(table, trainRows, sideInformation);
    const fit = await fitTimed({ ...settings, fitOptions }, training);
    const data = { training, test: selectRows(table, testRows) };
    const result = await measureRatings(fit, data, settings);
    folds.push({ ...result, name, dataHash: training.interactions.dataHash });
  }
  return summarizeFolds(folds);
}

function summarizeFolds(folds: readonly FoldResult[]): CrossValidation {
  const spread = (pick: (fold: FoldResult) => number) => computeSpread(folds.map(pick));
  const total = (pick: (fold: FoldResult) => number) => folds.reduce((sum, fold) => sum + pick(fold), 0);
  return {
    folds,
    rmse: spread(({ test }) => test.rmse),
    mae: spread(({ test }) => test.mae),
    trainRmse: spread(({ train }) => train.rmse),
    trainMae: spread(({ train }) => train.mae),
    fitSeconds: total(({ fitSeconds }) => fitSeconds),
    predictSeconds: total(({ predictSeconds }) => predictSeconds),
  };
}
