import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LeaseChannel, LeaseLeadership, type LeaseMessage } from './lease-leadership.ts';

let members: Set<(message: LeaseMessage) => void>;

function join(): LeaseChannel & { readonly die: () => void } {
  let receive: (message: LeaseMessage) => void = () => {};
  let isDead = false;
  const member = (message: LeaseMessage) => receive(message);
  members.add(member);
  return {
    die: () => {
      isDead = true;
      members.delete(member);
    },
    post: (message) => {
      if (isDead) return;
      for (const other of [...members]) if (other !== member) other(message);
    },
    listen: (listener) => {
      receive = listener;
    },
    close: () => members.delete(member),
  };
}

function candidate(id: string) {
  const state = { leads: false };
  const channel = join();
  const leadership = new LeaseLeadership(channel, id);
  leadership.campaign((signal) => {
    state.leads = true;
    signal.addEventListener('abort', () => {
      state.leads = false;
    });
  });
  return { leadership, state, die: channel.die };
}

beforeEach(() => {
  vi.useFakeTimers();
  members = new Set();
});

afterEach(() => {
  vi.useRealTimers();
});

test('of candidates that come together exactly one leads', async () => {
  const all = ['c1', 'a1', 'b1'].map(candidate);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(all.filter(({ state }) => state.leads)).toHaveLength(1);
});

test('one that comes later does not push the leader out', async () => {
  const first = candidate('b1');
  await vi.advanceTimersByTimeAsync(5_000);
  const second = candidate('a1');
  await vi.advanceTimersByTimeAsync(250);
  expect(first.state.leads).toBe(true);
  expect(second.state.leads).toBe(false);
});

test('when the leader resigns another leads within a second', async () => {
  const first = candidate('a1');
  await vi.advanceTimersByTimeAsync(5_000);
  const second = candidate('b1');
  const third = candidate('c1');
  await vi.advanceTimersByTimeAsync(10_000);
  first.leadership.resign();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([first, second, third].map(({ state }) => state.leads)).toEqual([false, true, false]);
});

test('when the leader dies without a word another leads once its lease is over', async () => {
  const first = candidate('a1');
  await vi.advanceTimersByTimeAsync(5_000);
  const second = candidate('b1');
  await vi.advanceTimersByTimeAsync(4_000);
  first.die();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(second.state.leads).toBe(false);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(second.state.leads).toBe(true);
});
