export {
  BrokenModelFolderError,
  ExecutionProviderError,
  InvalidSettingsError,
  type ModelFault,
  ModelRunError,
  PictureTooLargeError,
  TextualInversionError,
  UnreadablePictureError,
  UnsuitableNetworkError,
  UnsupportedSizeError,
} from './errors.ts';
export type { ModelFamilyName, ModelTask } from './families/family-names.ts';
export type { CropCorner, ResolvedSizeConditioning, SizeConditioning } from './families/size-conditioning.ts';
export { inspectModelFolder, verifyModelFolder } from './model-folder/inspect-model-folder.ts';
export type { LatentSpace } from './model-folder/latent-space.ts';
export type { ModelDefaults, ModelFacts, PictureSize, UnfitScheduler } from './model-folder/model-facts.ts';
export { listSchedulers } from './model-folder/pipeline-scheduler.ts';
export type { PictureNetworkRun } from './picture-networks/loaded-picture-network.ts';
export type { OpenNetworkOptions } from './picture-networks/open-picture-network.ts';
export type { PictureNetworkFacts, PixelConvention } from './picture-networks/picture-network-facts.ts';
export type { TileProgress } from './picture-networks/run-in-tiles.ts';
export type { SeamShape } from './picture-networks/tile-plan.ts';
export type { TileOptions } from './picture-networks/tile-size.ts';
export { type EncodePictureOptions, encodePicture, encodePreview } from './pictures/encode-picture.ts';
export { formatGenerationParameters } from './pictures/generation-parameters.ts';
export type { PictureFormat, PictureSettings, PictureText } from './pictures/picture-settings.ts';
export {
  type FilePicture,
  type ReadMaskOptions,
  type ReadPictureOptions,
  readMask,
  readPicture,
} from './pictures/read-picture.ts';
export { readPictureSettings } from './pictures/read-picture-settings.ts';
export type { InpaintingRequest } from './pipelines/inpainting-request.ts';
export { loadTextToImagePipeline } from './pipelines/text-to-image.ts';
export type { TextToImagePipeline } from './pipelines/text-to-image-pipeline.ts';
export type {
  GeneratedImage,
  GenerationTimings,
  ImageToImageRequest,
  LatentPicture,
  LoadPipelineOptions,
  NoiseVariation,
  PromptReport,
  PromptTexts,
  ResolvedSettings,
  RgbImage,
  SkippedExecutionProvider,
  StepProgress,
  TextToImageRequest,
  TextToImageResult,
} from './pipelines/text-to-image-types.ts';
export type { PreviewMethod } from './previews/preview-method.ts';
export type { Emphasis } from './prompts/emphasis.ts';
export type { PromptReading, PromptSyntax } from './prompts/prompt-reading.ts';
export type { PromptWords, ReplacedWord } from './prompts/prompt-words.ts';
export type {
  ConfigValue,
  ResolvedConfig,
  Scheduler,
  SchedulerRun,
  SchedulerRunOptions,
  SchedulerStep,
  TimestepFunction,
} from './schedulers/scheduler.ts';
export type { SchedulerDefinition } from './schedulers/scheduler-class.ts';
export { SchedulerConfigError, SchedulerOptionsError, UnknownSchedulerError } from './schedulers/scheduler-errors.ts';
export { createScheduler, schedulerDefinitions, switchScheduler } from './schedulers/scheduler-registry.ts';
export { applyStyle, createStyleRequest, type PromptStyle, type StyleRequest } from './styles/apply-style.ts';
export {
  type LoadStyleNetworkOptions,
  loadStyleNetwork,
  type StyleNetwork,
  type StylizeOptions,
} from './styles/load-style-network.ts';
export { type ColourTransferOptions, transferColours } from './styles/transfer-colours.ts';
export type { LoadedTextualInversion, TextualInversion } from './textual-inversion/textual-inversion-types.ts';
export type {
  DiffusionUpscaleRequest,
  DiffusionUpscaler,
  LoadDiffusionUpscalerOptions,
  UpscaleProgress,
} from './upscaling/diffusion-upscaler.ts';
export { type EnlargeOptions, enlargePicture } from './upscaling/enlarge-picture.ts';
export {
  type EnlargedProgress,
  type EnlargedRequest,
  type EnlargedResult,
  type Enlargement,
  generateEnlarged,
} from './upscaling/generate-enlarged.ts';
export { loadDiffusionUpscaler } from './upscaling/load-diffusion-upscaler.ts';
export { type LoadUpscalerOptions, loadUpscaler, type Upscaler } from './upscaling/load-upscaler.ts';
