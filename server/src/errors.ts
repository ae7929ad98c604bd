/** One thing wrong with a request: the field's path as the contract spells it, and what is allowed there. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** A request that can't be accepted as it is; lists every field at fault, so that one correction is enough. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid-request';
  readonly violations: readonly FieldViolation[];

  constructor(violations: readonly FieldViolation[], options?: ErrorOptions) {
    super(violations.map(({ field, description }) => `${field}: ${description}`).join(' '), options);
    this.violations = violations;
  }
}

/** What may be said besides of something that isn't there. */
export interface NotFoundOptions extends ErrorOptions {
  readonly advice?: string;
}

/** Something asked for by id that doesn't exist or isn't the caller's; the two are not told apart. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
  readonly code = 'not-found';
  readonly resource: string;
  readonly id: string;
  /** A sentence about which ids there are, or where to look. */
  readonly advice: string;

  constructor(resource: string, id: string, { advice = '', ...options }: NotFoundOptions = {}) {
    super([`There is no ${resource} with id "${id}".`, advice].join(' ').trimEnd(), options);
    this.resource = resource;
    this.id = id;
    this.advice = advice;
  }
}

/** A model id that no folder has; the message lists the known ones. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';
  readonly code = 'unknown-model';
  readonly field: string = 'model';
  readonly model: string;
  readonly knownModels: readonly string[];

  constructor(model: string, knownModels: readonly string[], options?: ErrorOptions) {
    const known = knownModels.length === 0 ? 'No model is installed.' : `Known models: ${knownModels.join(', ')}.`;
    super(`There is no model "${model}". ${known}`, options);
    this.model = model;
    this.knownModels = knownModels;
  }
}

/** A model whose files can't be used, with the reason that `models list` shows. */
export class ModelBrokenError extends Error {
  override readonly name = 'ModelBrokenError';
  readonly code = 'model-broken';
  readonly model: string;
  readonly reason: string;

  constructor(model: string, reason: string, options?: ErrorOptions) {
    super(`The model "${model}" can't be used: ${reason}`, options);
    this.model = model;
    this.reason = reason;
  }
}

/** The room's pictures are turned off. */
export class PicturesDisabledError extends Error {
  override readonly name = 'PicturesDisabledError';
  readonly code = 'pictures-disabled';
  readonly roomId: string;

  constructor(roomId: string, options?: ErrorOptions) {
    super('Pictures are turned off in this room. Turn them on in the room, or ask in another one.', options);
    this.roomId = roomId;
  }
}

/** The thing exists but is not in a state that allows the call, e.g. running a job again that still runs. */
export class WrongStateError extends Error {
  override readonly name = 'WrongStateError';
  readonly code = 'wrong-state';
}

/** An idempotency key that already belongs to a different request. */
export class IdempotencyConflictError extends Error {
  override readonly name = 'IdempotencyConflictError';
  readonly code = 'idempotency-conflict';
  readonly field: string = 'idempotency_key';

  constructor(options?: ErrorOptions) {
    super('This idempotency key was already used for a different request. Send a new key with a new request.', options);
  }
}

/** Why a job ended without what was asked for: the contract's JobFailure. */
export interface FailureReason {
  /** Stable code for programs, e.g. "model-broken". */
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

/** A job that a call waited for ended as failed or quarantined. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
  readonly code = 'job-failed';
  readonly jobId: string;
  readonly failure: FailureReason;

  constructor(jobId: string, failure: FailureReason, options?: ErrorOptions) {
    super([failure.message, failure.advice].filter((part) => part !== '').join(' '), options);
    this.jobId = jobId;
    this.failure = failure;
  }
}

/** A job that a call waited for was cancelled. */
export class JobCancelledError extends Error {
  override readonly name = 'JobCancelledError';
  readonly code = 'job-cancelled';
  readonly jobId: string;

  constructor(jobId: string, options?: ErrorOptions) {
    super('The job was cancelled before it was done. Run it again if you still want the picture.', options);
    this.jobId = jobId;
  }
}

/** More than the server takes at once; try again after `retryAfterMs`. */
export class TooMuchError extends Error {
  override readonly name = 'TooMuchError';
  readonly code = 'too-much';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A part that the call needs is not there now (database, worker, a drain); try again after `retryAfterMs`. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly code = 'unavailable';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The caller may not do this from where they are: a foreign page, a host name that isn't ours. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';
  readonly code = 'forbidden';
}

/** A port that another program holds; the message names the setting that changes it. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'port-in-use';
  readonly port: number;
  readonly setting: string;

  constructor(port: number, setting: { name: string; flag: string }, options?: ErrorOptions) {
    super(
      `Port ${port} is already used by another program. Stop that program, or choose another port with ${setting.flag} <port> or ${setting.name}=<port>.`,
      options,
    );
    this.port = port;
    this.setting = setting.name;
  }
}

/** Every error that the server's own parts throw on purpose. */
export type ServerError =
  | InvalidRequestError
  | NotFoundError
  | UnknownModelError
  | ModelBrokenError
  | PicturesDisabledError
  | WrongStateError
  | IdempotencyConflictError
  | JobFailedError
  | JobCancelledError
  | TooMuchError
  | UnavailableError
  | ForbiddenError
  | PortInUseError;
