import { create } from '@bufbuild/protobuf';
import { AlgorithmSchema, AlgorithmState, ListAlgorithmsResponseSchema } from '@starweave/contract';
import { expect, test } from 'vitest';
import { describeMemory, describeServing, nameState, needsAttention } from './describe-algorithms.ts';

test('every state has a name of its own, and those that serve nobody stand out', () => {
  const states = Object.values(AlgorithmState).filter((state) => typeof state === 'number');
  const names = states.map((state) => nameState(state));
  expect(new Set(names).size).toBe(states.length);
  const striking = (isStandard: boolean) =>
    states.filter((state) => needsAttention({ state, isStandard })).map((state) => AlgorithmState[state]);
  expect(striking(true)).toEqual(['NOT_TRAINED', 'DOES_NOT_FIT', 'BROKEN']);
  expect(striking(false)).toEqual(['DOES_NOT_FIT', 'BROKEN']);
  // From a server that is newer than the page.
  expect(nameState(99 as AlgorithmState)).toBe('Not known');
});

test('the budget says how many serve and what they take', () => {
  const response = { servingCount: 5, totalCount: 6, memoryUsedBytes: 80_000_000n, memoryBudgetBytes: 1_000_000_000n };
  expect(describeServing(create(ListAlgorithmsResponseSchema, response))).toBe(
    '5 of 6 serve, with 80 MB of 1.0 GB of memory.',
  );
});

test('what does not fit says how much is left', () => {
  const sizes = { sizeBytes: 60_000_000n, neededBytes: 90_000_000n, availableBytes: 20_000_000n };
  const algorithm = create(AlgorithmSchema, { ...sizes, state: AlgorithmState.DOES_NOT_FIT });
  expect(describeMemory(algorithm)).toBe('60 MB on disk, 90 MB in memory, 20 MB left');
  expect(describeMemory({ ...algorithm, state: AlgorithmState.SERVING })).toBe('60 MB on disk, 90 MB in memory');
  expect(describeMemory(create(AlgorithmSchema))).toBe('');
});
