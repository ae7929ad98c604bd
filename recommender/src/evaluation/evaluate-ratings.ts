import type { RatingTable } from '../interactions/rating-table.ts';
import { computeRatingErrors, type RatingErrors } from '../metrics/rating-errors.ts';
import type { FitOptions, Scorer, ScorerDefinition, ScorerParameters, TrainingData } from '../scorers/scorer.ts';
import { type HeldOutPredictions, predictHeldOut, predictTraining } from './predict-held-out.ts';
import { computeSegmentErrors, findSegmentBorders, type SegmentErrors } from './segments.ts';

/** Default for `EvaluationSettings.largestTrainSample`. */
const DEFAULT_TRAIN_SAMPLE = 200_000;

/** What is evaluated, and how. */
export interface EvaluationSettings {
  readonly definition: ScorerDefinition;
  readonly parameters: ScorerParameters;
  readonly fitOptions?: FitOptions | undefined;
  /** Milliseconds on a clock that never runs backwards, such as `performance.now`. */
  readonly clock: () => number;
  /** The training error is measured on at most so many training ratings, evenly picked; default 200,000. */
  readonly largestTrainSample?: number | undefined;
}

/** What the model is fitted on and held against. */
export interface EvaluationData {
  readonly training: TrainingData;
  readonly test: RatingTable;
  /** Ratings of test users whom the training data doesn't know, to be folded in. */
  readonly history?: RatingTable | undefined;
}

/** A fitted model and how long that took. */
export interface TimedFit {
  readonly scorer: Scorer;
  readonly fitSeconds: number;
}

/** The errors of one fit on one test set. */
export interface RatingResult {
  readonly test: RatingErrors;
  /** On training ratings: how much was learnt by heart. */
  readonly train: RatingErrors;
  readonly trainSampleCount: number;
  readonly fitSeconds: number;
  /** For all test ratings together. */
  readonly predictSeconds: number;
  readonly testCount: number;
  readonly segments: readonly SegmentErrors[];
  readonly predictions: HeldOutPredictions;
}

/** Fit once and take the time. */
export async function fitTimed(settings: EvaluationSettings, training: TrainingData): Promise<TimedFit> {
  const { definition, parameters, fitOptions, clock } = settings;
  const started = clock();
  const scorer = await definition.fit(training, parameters, fitOptions);
  return { scorer, fitSeconds: (clock() - started) / 1000 };
}

/** Predict a test set's ratings with a fitted model, and some of the training set's, and measure the errors of both. */
export async function measureRatings(
  { scorer, fitSeconds }: TimedFit,
  { training, test, history }: EvaluationData,
  settings: EvaluationSettings,
): Promise<RatingResult> {
  const { clock, largestTrainSample = DEFAULT_TRAIN_SAMPLE, fitOptions } = settings;
  const { interactions } = training;
  const started = clock();
  const predictions = await predictHeldOut({ scorer, interactions, test, history }, fitOptions?.signal);
  const predictSeconds = (clock() - started) / 1000;
  const learnt = await predictTraining(scorer, interactions, largestTrainSample, fitOptions?.signal);
  return {
    test: computeRatingErrors(predictions.predicted, predictions.actual),
    train: computeRatingErrors(learnt.predicted, learnt.actual),
    trainSampleCount: learnt.actual.length,
    fitSeconds,
    predictSeconds,
    testCount: test.ratingCount,
    segments: computeSegmentErrors(predictions, findSegmentBorders(interactions)),
    predictions,
  };
}
