/** A setting that can't be followed. `field` names it; the message says what is allowed and what to do. */
export class InvalidSettingsError extends Error {
  readonly code = 'settings-invalid';
  /** The name of the option, such as `steps`. */
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InvalidSettingsError';
    this.field = field;
  }
}

/** A width and height that this model doesn't paint; `sizes` lists those that it does. */
export class UnsupportedSizeError extends Error {
  readonly code = 'size-unsupported';
  readonly field = 'width';
  /** The sizes that would work. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];

  constructor(message: string, sizes: readonly { readonly width: number; readonly height: number }[]) {
    super(message);
    this.name = 'UnsupportedSizeError';
    this.sizes = sizes;
  }
}

/** What is wrong with one part of a model folder. */
export interface ModelFault {
  /** The part, as in `model_index.json` (`unet`, `tokenizer`, …), or `folder`. */
  readonly component: string;
  /** What is wrong and what to do, as one or two sentences. */
  readonly reason: string;
}

/** A model folder that can't be opened; `faults` says what is wrong with which part. */
export class BrokenModelFolderError extends Error {
  readonly code = 'model-folder-broken';
  readonly folder: string;
  readonly faults: readonly ModelFault[];

  constructor(folder: string, faults: readonly ModelFault[], options?: ErrorOptions) {
    const reasons = faults.map((fault) => `${fault.component}: ${fault.reason}`).join(' ');
    super(`The model in ${folder} can't be opened. ${reasons}`, options);
    this.name = 'BrokenModelFolderError';
    this.folder = folder;
    this.faults = faults;
  }
}

/** A network of the model failed while it ran, or gave numbers that no picture can be made of. */
export class ModelRunError extends Error {
  readonly code = 'model-run-failed';
  /** The network, as in `model_index.json`: `text_encoder`, `unet`, `vae_decoder`, … */
  readonly component: string;

  constructor(component: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelRunError';
    this.component = component;
  }
}

/** None of the wanted execution providers could be started; `attempts` says why, one by one. */
export class ExecutionProviderError extends Error {
  readonly code = 'execution-provider-unavailable';
  readonly attempts: readonly { readonly name: string; readonly reason: string }[];

  constructor(attempts: readonly { readonly name: string; readonly reason: string }[]) {
    const reasons = attempts.map((attempt) => `${attempt.name}: ${attempt.reason}`).join('; ');
    super(`None of the execution providers could be started (${reasons}). Add "cpu", which always works.`);
    this.name = 'ExecutionProviderError';
    this.attempts = attempts;
  }
}

/** A picture file with more bytes or pixels than are read; nothing of it was decoded. The message names the limit. */
export class PictureTooLargeError extends Error {
  readonly code = 'picture-too-large';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PictureTooLargeError';
  }
}

/** Bytes that aren't a picture of a kind that is read, or one that is damaged; the message says what to give instead. */
export class UnreadablePictureError extends Error {
  readonly code = 'picture-unreadable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnreadablePictureError';
  }
}

/** An ONNX file that can't do what it was opened for, such as a classifier as an upscaler; the message says what would. */
export class UnsuitableNetworkError extends Error {
  readonly code = 'network-unsuitable';
  /** The path as it was given. */
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnsuitableNetworkError';
    this.file = file;
  }
}

/**
 * A textual inversion that can't be used: a file that is broken or something else, a token that can't be one, or vectors
 * of another model. The message says which, and what would do.
 */
export class TextualInversionError extends Error {
  readonly code = 'textual-inversion-unusable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TextualInversionError';
  }
}
