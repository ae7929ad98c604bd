export {
  BrokenModelFolderError,
  ExecutionProviderError,
  InvalidSettingsError,
  type ModelFault,
  ModelRunError,
  UnreadablePictureError,
  UnsupportedSizeError,
} from './errors.ts';
export { inspectModelFolder, verifyModelFolder } from './model-folder/inspect-model-folder.ts';
export type { ModelDefaults, ModelFacts, PictureSize } from './model-folder/model-facts.ts';
export { listSchedulers } from './model-folder/pipeline-scheduler.ts';
export { type EncodePictureOptions, encodePicture, encodePreview } from './pictures/encode-picture.ts';
export { formatGenerationParameters } from './pictures/generation-parameters.ts';

export type { PictureFormat, PictureSettings, PictureText } from './pictures/picture-settings.ts';
export { readPictureSettings } from './pictures/read-picture-settings.ts';
export { loadTextToImagePipeline } from './pipelines/text-to-image.ts';
export type {
  GeneratedImage,
  GenerationTimings,
  ImageToImageRequest,
  LoadPipelineOptions,
  NoiseVariation,
  PromptWords,
  ReplacedWord,
  ResolvedSettings,
  RgbImage,
  SkippedExecutionProvider,
  StepProgress,
  TextToImagePipeline,
  TextToImageRequest,
  TextToImageResult,
} from './pipelines/text-to-image-types.ts';
export type {
  ConfigValue,
  ResolvedConfig,
  Scheduler,
  SchedulerRun,
  SchedulerRunOptions,
  SchedulerStep,
} from './schedulers/scheduler.ts';
export type { SchedulerDefinition } from './schedulers/scheduler-class.ts';
export { SchedulerConfigError, SchedulerOptionsError, UnknownSchedulerError } from './schedulers/scheduler-errors.ts';
export { createScheduler, schedulerDefinitions, switchScheduler } from './schedulers/scheduler-registry.ts';
