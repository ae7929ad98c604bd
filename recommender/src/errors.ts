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

/** A kernel or one of its threads failed; the cause says how. */
export class KernelError extends Error {
  readonly code = 'kernel-failed';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KernelError';
  }
}

/** A computation needs more memory than there is, or than kernels can address; the message says what would need less. */
export class KernelMemoryError extends Error {
  readonly code = 'kernel-memory-exceeded';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KernelMemoryError';
  }
}

/** A stored file of ratings that is missing, broken or of another version; the message says which and what to do. */
export class BrokenRatingsFileError extends Error {
  readonly code = 'ratings-file-broken';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrokenRatingsFileError';
  }
}

/** What is wrong with a file or folder of ratings. */
export type DataFileProblem =
  | 'missing'
  | 'no-ratings'
  | 'columns'
  | 'encoding'
  | 'archive'
  | 'too-large'
  | 'unreadable'
  | 'folds';

/** A file, folder or archive that ratings can't be read from; the message says what was found and what is needed. */
export class DataFileError extends Error {
  readonly code = 'data-file-invalid';
  readonly problem: DataFileProblem;

  constructor(problem: DataFileProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataFileError';
    this.problem = problem;
  }
}

/** An evaluation that can't be done as it was asked for; the message says what to change. */
export class EvaluationError extends Error {
  readonly code = 'evaluation-invalid';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EvaluationError';
  }
}

/** An option of a list that can't be followed; the message says what is allowed. */
export class RankingOptionError extends Error {
  readonly code = 'ranking-option-invalid';
  /** The option's name. */
  readonly option: string;

  constructor(option: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RankingOptionError';
    this.option = option;
  }
}
