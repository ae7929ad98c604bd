export {
  BrokenModelFileError,
  BrokenRatingsFileError,
  DataFileError,
  type DataFileProblem,
  EvaluationError,
  KernelError,
  KernelMemoryError,
  RankingOptionError,
  ScorerParameterError,
  UnfitDataError,
} from './errors.ts';
export { compareEvaluations, type FigureComparison } from './evaluation/compare-evaluations.ts';
export { type CaseResult, type EvaluationReport, evaluateFiles, type Spread } from './evaluation/evaluate-files.ts';
export {
  evaluateInteractions,
  type InteractionsEvaluation,
  type InteractionsEvaluationRequest,
} from './evaluation/evaluate-interactions.ts';
export { evaluateRanking, type RankingResult, type RankingSettings } from './evaluation/evaluate-ranking.ts';
export {
  type EvaluationData,
  type EvaluationSettings,
  fitTimed,
  measureRatings,
  type RatingResult,
  type TimedFit,
} from './evaluation/evaluate-ratings.ts';
export {
  type EvaluationFiles,
  type EvaluationProtocol,
  type EvaluationRequest,
  evaluationProtocols,
  type ParameterSearch,
  type SplitName,
  splitNames,
} from './evaluation/evaluation-request.ts';
export { type PairedTest, testPairedMeans, testSignedRanks } from './evaluation/paired-tests.ts';
export { formatProtocolCard, type ProtocolCard } from './evaluation/protocol-card.ts';
export {
  evaluateAgainstNegatives,
  type NegativeLists,
  parseNegatives,
  type SampledRankingResult,
} from './evaluation/sampled-negatives.ts';
export type { SearchReport, SearchTrial } from './evaluation/search-on-training.ts';
export {
  type ParameterRange,
  type SearchSettings,
  searchParameters,
  type Trial,
} from './evaluation/search-parameters.ts';
export { createTrainingData } from './evaluation/training-data.ts';
export {
  type ModelFacts,
  type ModelFileFacts,
  type OpenedModel,
  openModelFile,
  readModelFacts,
  type StoredArray,
  saveModel,
} from './files/model-file.ts';
export { openRatingTimes, type RatingTimes } from './files/rating-times.ts';
export { openRatings, saveRatings } from './files/ratings-file.ts';
export { buildInteractions } from './interactions/build-interactions.ts';
export type { CompressedRows } from './interactions/compressed-rows.ts';
export type { ExternalIds } from './interactions/external-ids.ts';
export { createExternalIds, LARGEST_EXTERNAL_ID } from './interactions/id-index.ts';
export type { Interactions } from './interactions/interactions.ts';
export type { ItemFeatures, SideInformation, UserFeatures } from './interactions/item-features.ts';
export {
  type RatingTable,
  type SelectRowsOptions,
  selectRows,
  withMoreItems,
  withMoreUsers,
} from './interactions/rating-table.ts';
export { type ResolvedTable, resolveDuplicates } from './interactions/resolve-duplicates.ts';
export {
  alignSideInformation,
  type NumberedIds,
  realignSideInformation,
  type SideInformationById,
} from './interactions/side-information.ts';
export { getUserHistory } from './interactions/user-history.ts';
export type { MeanInterval } from './metrics/confidence-interval.ts';
export type { ItemFilter } from './ranking/item-filter.ts';
export { type RecommendOptions, recommend } from './ranking/recommend.ts';
export { type RankedItem, selectTop } from './ranking/select-top.ts';
export { type Delimiter, type RatingFormatName, ratingFormatNames } from './readers/rating-format.ts';
export {
  type DataSet,
  readDataSet,
  readSideInformation,
  type SideInformationFiles,
  type SideInformationRead,
} from './readers/read-data-set.ts';
export { type RatingsRead, type ReadRatingsOptions, readRatings } from './readers/read-ratings.ts';
export { formatRejectedLine, type RejectedLine, type RejectedLines } from './readers/rejected-lines.ts';
export type { Contribution, Explanation } from './scorers/explanation.ts';
export { loadScorer } from './scorers/load-scorer.ts';
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
export { findScorer, scorerDefinitions } from './scorers/scorer-registry.ts';
