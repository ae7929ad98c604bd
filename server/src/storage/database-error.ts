import { DrizzleQueryError } from 'drizzle-orm';
import { UnavailableError } from '../errors.ts';

const lostConnectionCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, connection failures
  ...['57P01', '57P02', '57P03', '53300', '08000', '08003', '08006', '08001', '08004'],
]);
const lostConnectionTexts =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;
const diskFullCodes = new Set(['53100', 'ENOSPC']);

/**
 * What a failed query was, without its statement and values, which may be people's words.
 *
 * A lost or refused connection becomes UnavailableError, a full disk too; an error that is not from the database
 * comes back as it is.
 */
export function toDatabaseError(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError ? (error.cause ?? new Error('The query failed.')) : error;
  if (!(cause instanceof Error)) return cause;
  const code = (cause as { code?: unknown }).code;
  if (typeof code === 'string' && diskFullCodes.has(code)) {
    return new UnavailableError('The disk of the database is full; free some space.', 10_000, { cause });
  }
  if ((typeof code === 'string' && lostConnectionCodes.has(code)) || lostConnectionTexts.test(cause.message)) {
    return new UnavailableError('The database is away; it is tried again by itself.', 1000, { cause });
  }
  return cause;
}

/** `toDatabaseError` for an error that came out of a query; any other one, also one of another connection, is kept. */
export function unwrapQueryError(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? toDatabaseError(error) : error;
}
