/** A parameter that a scorer doesn't take, or a value that it can't use; the message says what is allowed. */
export class ScorerParameterError extends Error {
  readonly code = 'scorer-parameter-invalid';
  /** The parameter's name. */
  readonly parameter: string;

  constructor(parameter: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ScorerParameterError';
    this.parameter = parameter;
  }
}

/** Data that nothing can be learnt from; the message says what is missing. */
export class UnfitDataError extends Error {
  readonly code = 'data-unfit';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnfitDataError';
  }
}

/** A model file that is broken, of another version, or of other data; the message says which and what to do. */
export class BrokenModelFileError extends Error {
  readonly code = 'model-file-broken';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrokenModelFileError';
  }
}
