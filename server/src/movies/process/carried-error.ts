import {
  type FieldViolation,
  ForbiddenError,
  InvalidRequestError,
  ModelBrokenError,
  NotFoundError,
  TooMuchError,
  UnavailableError,
  UnknownModelError,
  WrongStateError,
} from '../../errors.ts';

/** An error as it travels between processes: a clone would lose its class and its fields. */
export interface CarriedError {
  readonly name: string;
  readonly message: string;
  /** Empty for an error without one. */
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly stack: string;
}

/** Takes an error apart for the way; whatever was thrown, the result can be cloned. */
export function carryError(thrown: unknown): CarriedError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const fields = Object.entries(error).filter(([name, value]) => name !== 'name' && isPlain(value));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const { name, message, stack = '' } = error;
  return { name, message, code, fields: Object.fromEntries(fields), stack };
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value === 'object' && value !== null) {
    return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
  }
  return ['string', 'number', 'boolean', 'undefined'].includes(typeof value) || value === null;
}

type Fields = CarriedError['fields'];
const text = (fields: Fields, name: string) => String(fields[name] ?? '');

const revivals: Readonly<Record<string, (carried: CarriedError) => Error>> = {
  'invalid-request': ({ fields }) => new InvalidRequestError(fields.violations as readonly FieldViolation[]),
  'not-found': ({ fields }) =>
    new NotFoundError(text(fields, 'resource'), text(fields, 'id'), { advice: text(fields, 'advice') }),
  'unknown-model': ({ fields }) =>
    new UnknownModelError(text(fields, 'model'), fields.knownModels as readonly string[]),
  'model-broken': ({ fields }) => new ModelBrokenError(text(fields, 'model'), text(fields, 'reason')),
  'wrong-state': ({ message }) => new WrongStateError(message),
  'too-much': ({ message, fields }) => new TooMuchError(message, Number(fields.retryAfterMs)),
  unavailable: ({ message, fields }) => new UnavailableError(message, Number(fields.retryAfterMs)),
  forbidden: ({ message }) => new ForbiddenError(message),
};

/** Puts an error together again: of the class of `errors.ts` that has its code, else one with its name, code and fields. */
export function reviveError(carried: CarriedError): Error {
  const revive = Object.hasOwn(revivals, carried.code) ? revivals[carried.code] : undefined;
  const error = revive?.(carried) ?? createStranger(carried);
  // Where it was thrown first says more than where it came out of the channel.
  if (carried.stack !== '') error.stack = carried.stack;
  return error;
}

function createStranger({ name, message, code, fields }: CarriedError): Error {
  return Object.assign(new Error(message), fields, { name }, code === '' ? {} : { code });
}
