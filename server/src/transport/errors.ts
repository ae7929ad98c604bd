import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { googleRpc } from '@starweave/contract';
import type {
  BrokenModelFileError,
  BrokenRatingsFileError,
  KernelMemoryError,
  RankingOptionError,
  ScorerParameterError,
  UnfitDataError,
} from '@starweave/recommender';
import type { FieldViolation, JobFailedError, ServerError } from '../errors.ts';
import type { BrokenCatalogueError } from '../movies/catalogue/broken-catalogue-error.ts';
import type { BrokenDataSetError } from '../movies/data-sets/broken-data-set-error.ts';
import { unwrapQueryError } from '../storage/database-error.ts';
import type { RoomMissingError } from '../storage/event-log.ts';

/** Codes of errors that a call may meet and whose text is written for the caller. */
export type PublicErrorCode = ServerError['code'] | RoomMissingError['code'] | FilmError['code'];

/** What the films' process may answer with, besides the server's own errors. */
type FilmError =
  | BrokenCatalogueError
  | BrokenDataSetError
  | BrokenModelFileError
  | BrokenRatingsFileError
  | KernelMemoryError
  | RankingOptionError
  | ScorerParameterError
  | UnfitDataError;

/**
 * Every error code with its status: the same number in Connect and gRPC, and by `httpStatusOfCode` in HTTP.
 *
 * A code that is missing here does not compile; an error without one of these codes is unexpected, and its
 * text stays in the log.
 */
export const errorStatuses: { readonly [code in PublicErrorCode]: Code } = {
  'invalid-request': Code.InvalidArgument,
  'not-found': Code.NotFound,
  'room-missing': Code.NotFound,
  'unknown-model': Code.InvalidArgument,
  'model-broken': Code.FailedPrecondition,
  'pictures-disabled': Code.FailedPrecondition,
  'wrong-state': Code.FailedPrecondition,
  'idempotency-conflict': Code.AlreadyExists,
  'job-failed': Code.Internal,
  'job-cancelled': Code.Canceled,
  'too-much': Code.ResourceExhausted,
  unavailable: Code.Unavailable,
  forbidden: Code.PermissionDenied,
  'port-in-use': Code.Internal,
  'broken-catalogue': Code.FailedPrecondition,
  'data-set-broken': Code.FailedPrecondition,
  'model-file-broken': Code.FailedPrecondition,
  'ratings-file-broken': Code.FailedPrecondition,
  'kernel-memory-exceeded': Code.ResourceExhausted,
  'ranking-option-invalid': Code.InvalidArgument,
  'scorer-parameter-invalid': Code.InvalidArgument,
  'data-unfit': Code.FailedPrecondition,
};

type PublicError = Error & { readonly code: PublicErrorCode };

function isPublicError(error: unknown): error is PublicError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(errorStatuses, error.code)
  );
}

/** Domain of every ErrorInfo that Starweave answers with; its `reason` is the error's code. */
const errorDomain = 'starweave';

export interface ErrorReport {
  readonly requestId: string;
  /** Called with an error whose text must not reach the caller. */
  readonly onUnexpected: (error: unknown) => void;
}

/**
 * Turns whatever a handler threw into what the caller may see.
 *
 * - A named error keeps its text and gets its status, an ErrorInfo (reason: its code), and where they apply a
 *   BadRequest with the fields at fault and a RetryInfo.
 * - A ConnectError passes as it is. A cancelled call becomes `canceled`.
 * - Anything else becomes `internal` with the request id in place of its text.
 */
export function createConnectError(thrown: unknown, report: ErrorReport): ConnectError {
  // A failed query's own text holds the statement with its values, which are people's words.
  const error = unwrapQueryError(thrown);
  const requestIdHeader = { 'x-request-id': report.requestId };
  if (error instanceof ConnectError) {
    if (!error.metadata.has('x-request-id')) error.metadata.set('x-request-id', report.requestId);
    return error;
  }
  if (isPublicError(error)) {
    return new ConnectError(
      redactSecrets(error.message),
      errorStatuses[error.code],
      requestIdHeader,
      createDetails(error, report.requestId),
      error,
    );
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new ConnectError('The call was cancelled.', Code.Canceled, requestIdHeader, undefined, error);
  }
  report.onUnexpected(error);
  return new ConnectError(
    `Something went wrong inside Starweave. The log has the details under request id ${report.requestId}.`,
    Code.Internal,
    requestIdHeader,
  );
}

type Detail = { readonly desc: DescMessage; readonly value: MessageInitShape<DescMessage> };

function createDetails(error: PublicError, requestId: string): Detail[] {
  const details: Detail[] = [createDetail(googleRpc.ErrorInfoSchema, createErrorInfo(error, requestId))];
  const violations = findViolations(error);
  if (violations.length > 0) {
    details.push(createDetail(googleRpc.BadRequestSchema, { fieldViolations: violations.map((v) => ({ ...v })) }));
  }
  if ('retryAfterMs' in error && typeof error.retryAfterMs === 'number') {
    const retryDelay = {
      seconds: BigInt(Math.floor(error.retryAfterMs / 1000)),
      nanos: Math.round(error.retryAfterMs % 1000) * 1_000_000,
    };
    details.push(createDetail(googleRpc.RetryInfoSchema, { retryDelay }));
  }
  return details;
}

function createDetail<Schema extends DescMessage>(desc: Schema, value: MessageInitShape<Schema>): Detail {
  return { desc, value: value as MessageInitShape<DescMessage> };
}

function createErrorInfo(error: PublicError, requestId: string): MessageInitShape<typeof googleRpc.ErrorInfoSchema> {
  const metadata: Record<string, string> = { requestId };
  for (const field of ['resource', 'id', 'model', 'jobId'] as const) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === 'string') metadata[field] = value;
  }
  if (isJobFailed(error)) {
    metadata.failureCode = error.failure.code;
    metadata.advice = redactSecrets(error.failure.advice);
  }
  return { reason: error.code, domain: errorDomain, metadata };
}

function isJobFailed(error: PublicError): error is JobFailedError {
  return error.code === 'job-failed' && 'failure' in error;
}

function findViolations(error: PublicError): readonly FieldViolation[] {
  if ('violations' in error && Array.isArray(error.violations)) return error.violations as FieldViolation[];
  if ('field' in error && typeof error.field === 'string') {
    return [{ field: error.field, description: redactSecrets(error.message) }];
  }
  return [];
}

/** The text with passwords in addresses, bearer tokens and keys blotted out. */
export function redactSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi, '$1:[redacted]@')
    .replace(/\b(bearer|basic)\s+[\w.~+/-]+=*/gi, '$1 [redacted]')
    .replace(/\b(sk|pk|rk)-[\w-]{8,}/g, '$1-[redacted]')
    .replace(/\b(password|secret|token|api[_-]?key)(\s*[=:]\s*)[^\s,;&]+/gi, '$1$2[redacted]');
}

const httpStatuses: Readonly<Record<Code, number>> = {
  [Code.Canceled]: 499,
  [Code.Unknown]: 500,
  [Code.InvalidArgument]: 400,
  [Code.DeadlineExceeded]: 504,
  [Code.NotFound]: 404,
  [Code.AlreadyExists]: 409,
  [Code.PermissionDenied]: 403,
  [Code.ResourceExhausted]: 429,
  [Code.FailedPrecondition]: 400,
  [Code.Aborted]: 409,
  [Code.OutOfRange]: 400,
  [Code.Unimplemented]: 501,
  [Code.Internal]: 500,
  [Code.Unavailable]: 503,
  [Code.DataLoss]: 500,
  [Code.Unauthenticated]: 401,
};

/** The HTTP status that the Connect protocol gives a code. */
export function httpStatusOfCode(code: Code): number {
  return httpStatuses[code];
}
