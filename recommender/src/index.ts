export { BrokenModelFileError, ScorerParameterError, UnfitDataError } from './errors.ts';
export type { CompressedRows } from './interactions/compressed-rows.ts';
export type { ExternalIds } from './interactions/external-ids.ts';
export type { Interactions } from './interactions/interactions.ts';
export type { ItemFeatures, SideInformation, UserFeatures } from './interactions/item-features.ts';
export type { Contribution, Explanation } from './scorers/explanation.ts';
export type {
  FitOptions,
  FitProgress,
  ModelArray,
  ModelContent,
  ParameterDefinition,
  Prediction,
  ScoredItem,
  Scorer,
  ScorerDefinition,
  ScorerParameters,
  TrainingData,
  UserHistory,
  UserView,
} from './scorers/scorer.ts';
export { type ScorerId, scorerIds } from './scorers/scorer-id.ts';
