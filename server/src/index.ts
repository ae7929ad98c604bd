export {
  calculateDiversityScore,
  createGenreColorMap,
  createRatingStars,
  extractYearFromTitle,
  formatGenres,
  formatMovieTitle,
  formatRating,
  getGenreEmoji,
  getRecommendationStats,
} from '@starweave/film-text';
export type { App, AppOverrides, RunningServer } from './app.ts';
export { type Config, type ImageConfig, loadConfig } from './config.ts';
export { type ConfigLine, describeConfig } from './describe-config.ts';
export type { DoctorCheck } from './doctor/check.ts';
export { checkPackageDoors, type PackageDoor } from './doctor/package-doors.ts';
export { type DoctorReport, runDoctor } from './doctor/run-doctor.ts';
export { PortInUseError, UnavailableError } from './errors.ts';
export { createLogger, type Logger, type LogLevel } from './logging.ts';
export { estimateModelMemoryRequirement, type MemoryEstimate } from './models/ledger/estimate-memory.ts';
export { loadModelSafe } from './models/ledger/load-model-safe.ts';
export {
  formatLoadReport,
  type LoadedWithReport,
  type LoadReport,
  loadModelWithGc,
} from './models/ledger/load-model-with-gc.ts';
export { type FailedModel, loadModelsSequential, type SequentialLoad } from './models/ledger/load-models-sequential.ts';
export { type MemoryReportOptions, printMemoryReport } from './models/ledger/memory-report.ts';
export { getModelMetadata, type ModelMetadata } from './models/ledger/model-metadata.ts';
export { aggressiveGc, getMemoryUsageMb } from './models/ledger/process-memory.ts';
export { saveModelStandard } from './models/ledger/save-model-standard.ts';
export { loadFilmCatalogue } from './movies/catalogue/load-catalogue.ts';
export type { CatalogueFilm } from './movies/catalogue/parse-catalogue.ts';
export { evaluateFilms, type FilmEvaluation, type FilmEvaluationRequest } from './movies/evaluate-films.ts';
export { ConfigError, type ConfigSources } from './read-settings.ts';
export type { Setting } from './setting.ts';
export { type SettingName, settings } from './settings.ts';
export { openApp, startServer } from './start-server.ts';
export { DataFolderInUseError } from './storage/storage-errors.ts';
export { type ConnectorOptions, createConnector } from './transport/connector.ts';
export { version } from './version.ts';
