import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, test } from 'vitest';
import { describeProblem } from './describe-problem.ts';

const away = 'Starweave isn’t answering right now.';

describe('what went wrong with a call', () => {
  test.each([
    ['no connection', ConnectError.from(new TypeError('Failed to fetch')), away],
    ['a proxy that finds no server', new ConnectError('HTTP 503', Code.Unavailable), away],
    ['a call that took too long', new ConnectError('the operation timed out', Code.DeadlineExceeded), away],
    ['a part that is starting', new ConnectError('Films are starting.', Code.Unavailable), 'Films are starting.'],
  ])('%s may work in a moment', (_, reason, message) => {
    expect(describeProblem(reason)).toEqual({ message, unreachable: true, notFound: false });
  });

  test('a refusal is told in the server’s own words', () => {
    const refusal = new ConnectError('There is no film 7.', Code.NotFound);
    expect(describeProblem(refusal)).toEqual({ message: 'There is no film 7.', unreachable: false, notFound: true });
  });
});
