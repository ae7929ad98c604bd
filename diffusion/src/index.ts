export {
  BrokenModelFolderError,
  ExecutionProviderError,
  InvalidSettingsError,
  type ModelFault,
  ModelRunError,
  UnreadablePictureError,
  UnsupportedSizeError,
} from './errors.ts';
export type { ModelDefaults, ModelFacts, PictureSize } from './model-folder/model-facts.ts';
export type { PictureFormat, PictureSettings, PictureText } from './pictures/picture-settings.ts';
export type {
  GeneratedImage,
  GenerationTimings,
  LoadPipelineOptions,
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
