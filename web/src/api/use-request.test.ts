import { Code, ConnectError } from '@connectrpc/connect';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Problem } from './describe-problem.ts';
import { keepAsking } from './use-request.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function ask(answers: readonly (string | ConnectError)[]) {
  const got: { answers: string[]; refusals: Problem[]; calls: number } = { answers: [], refusals: [], calls: 0 };
  const call = async () => {
    const answer = answers[got.calls];
    got.calls += 1;
    if (answer === undefined) throw new Error('asked too often');
    if (answer instanceof ConnectError) throw answer;
    return answer;
  };
  const stop = keepAsking(
    call,
    (answer) => got.answers.push(answer),
    (problem) => got.refusals.push(problem),
  );
  return { got, stop };
}

const away = () => new ConnectError('Films are starting.', Code.Unavailable);

describe('asking a server that may be away', () => {
  test('goes on until it answers, and then no more', async () => {
    const { got } = ask([away(), away(), away(), 'Heat']);
    await vi.runAllTimersAsync();
    expect(got).toEqual({ answers: ['Heat'], refusals: [], calls: 4 });
  });

  test('ends with a refusal', async () => {
    const { got } = ask([away(), new ConnectError('There is no user 9.', Code.NotFound)]);
    await vi.runAllTimersAsync();
    expect(got.refusals.map(({ message }) => message)).toEqual(['There is no user 9.']);
    expect(got.calls).toBe(2);
  });

  test('ends when nobody wants to know any more', async () => {
    const { got, stop } = ask([away()]);
    await vi.advanceTimersByTimeAsync(1);
    stop();
    await vi.runAllTimersAsync();
    expect(got).toEqual({ answers: [], refusals: [], calls: 1 });
  });
});
