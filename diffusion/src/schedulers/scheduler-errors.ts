/**
 * A scheduler configuration that can't be followed: an unknown value, a value of the wrong kind, or a combination that
 * the method doesn't have. The message names the option and what is allowed.
 */
export class SchedulerConfigError extends Error {
  readonly code = 'scheduler-config-invalid';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SchedulerConfigError';
  }
}

/** A configuration whose `_class_name` isn't one of the known scheduler classes; the message lists them. */
export class UnknownSchedulerError extends Error {
  readonly code = 'scheduler-unknown';
  /** The class name that was asked for. */
  readonly className: string;
  /** The class names that would work. */
  readonly knownClassNames: readonly string[];

  constructor(className: string, knownClassNames: readonly string[]) {
    super(`There is no scheduler "${className}". Known schedulers: ${knownClassNames.join(', ')}.`);
    this.name = 'UnknownSchedulerError';
    this.className = className;
    this.knownClassNames = knownClassNames;
  }
}

/** Options of a run or arguments of a step that can't be followed. The message says what is allowed. */
export class SchedulerOptionsError extends Error {
  readonly code = 'scheduler-options-invalid';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SchedulerOptionsError';
  }
}
