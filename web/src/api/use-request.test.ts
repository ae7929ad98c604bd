import { Code, ConnectError } from '@connectrpc/connect';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Problem } from './describe-problem.ts';
import { readWaitingCalls } from './outage.ts';
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

  test('tells the page of an answer that takes long, then of why there was none', async () => {
    let fail = (_reason: unknown): void => {};
    const answers: string[] = [];
    let calls = 0;
    const call = () => {
      calls += 1;
      return calls > 1 ? Promise.resolve('Heat') : new Promise<string>((_resolve, reject) => (fail = reject));
    };
    keepAsking(
      call,
      (answer) => answers.push(answer),
      () => {},
    );
    await vi.advanceTimersByTimeAsync(3_999);
    expect(readWaitingCalls()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(readWaitingCalls()).toMatchObject([{ isLate: true, message: 'This is taking longer than usual.' }]);
    fail(away());
    await vi.advanceTimersByTimeAsync(0);
    expect(readWaitingCalls()).toMatchObject([{ message: 'Films are starting.' }]);
    expect(readWaitingCalls()[0]?.isLate).toBeUndefined();
    await vi.runAllTimersAsync();
    expect(answers).toEqual(['Heat']);
    expect(readWaitingCalls()).toEqual([]);
  });

  test('tells the page of a second answer that takes long, where the first failed quietly', async () => {
    let calls = 0;
    const call = () => {
      calls += 1;
      return calls === 1 ? Promise.reject(away()) : new Promise<string>(() => {});
    };
    const stop = keepAsking(
      call,
      () => {},
      () => {},
    );
    await vi.advanceTimersByTimeAsync(400);
    expect({ calls, waiting: readWaitingCalls() }).toEqual({ calls: 2, waiting: [] });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(readWaitingCalls()).toMatchObject([{ isLate: true }]);
    stop();
  });

  test('tells nothing of answers that come soon, or that nobody waits for any more', async () => {
    ask(['Heat']);
    const stop = keepAsking(
      () => new Promise<string>(() => {}),
      () => {},
      () => {},
    );
    await vi.advanceTimersByTimeAsync(1_000);
    stop();
    await vi.runAllTimersAsync();
    expect(readWaitingCalls()).toEqual([]);
  });
});
