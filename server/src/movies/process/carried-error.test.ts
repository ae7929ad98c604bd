import { describe, expect, it } from 'vitest';
import {
  ForbiddenError,
  InvalidRequestError,
  ModelBrokenError,
  NotFoundError,
  TooMuchError,
  UnavailableError,
  UnknownModelError,
  WrongStateError,
} from '../../errors.ts';
import { carryError, reviveError } from './carried-error.ts';

/** There and back, as the channel between processes does it. */
const travel = (error: unknown) => reviveError(structuredClone(carryError(error)));

describe('errors between processes', () => {
  it.each([
    new InvalidRequestError([{ field: 'limit', description: 'At most 100.' }]),
    new NotFoundError('film', '<7>'),
    new NotFoundError('user of the data set', '9', { advice: 'They have ids from 1 to 8.' }),
    new UnknownModelError('svd9', ['svd', 'content']),
    new ModelBrokenError('svd', 'it is cut off'),
    new WrongStateError('It is over.'),
    new TooMuchError('Too much.', 250),
    new UnavailableError('Away.', 1234),
    new ForbiddenError('No.'),
  ])('come out as the same class with the same fields: $name', (error) => {
    const arrived = travel(error);
    expect(arrived).toBeInstanceOf(error.constructor);
    expect(arrived).toEqual(error);
    expect({ ...arrived }).toEqual({ ...error });
    expect(arrived.stack).toBe(error.stack);
  });

  it('keep name, code and plain fields of a class that is not known here', () => {
    class DiskError extends Error {
      override readonly name = 'DiskError';
      readonly code = 'ENOSPC';
      readonly open = () => undefined;
      readonly sizes = [1, 2];
    }
    const arrived = travel(new DiskError('full', { cause: new Error('deep') }));
    expect(arrived).toMatchObject({ name: 'DiskError', message: 'full', code: 'ENOSPC', sizes: [1, 2] });
    expect(arrived).not.toHaveProperty('open');
  });

  it('are made of whatever else was thrown', () => {
    expect(travel('a string').message).toBe('a string');
    expect(travel(undefined)).toBeInstanceOf(Error);
    expect(travel({ code: 'constructor' })).toBeInstanceOf(Error);
    expect(travel(Object.assign(new Error('x'), { code: 'toString' })).message).toBe('x');
  });
});
