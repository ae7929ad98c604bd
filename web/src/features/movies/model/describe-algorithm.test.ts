import { create } from '@bufbuild/protobuf';
import { AlgorithmSchema, AlgorithmState } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { describeReason, describeStanding, isOnItsWay, nameOfAlgorithm } from './describe-algorithm.ts';

const algorithm = (state: AlgorithmState, more = {}) => create(AlgorithmSchema, { id: 'a', name: 'A', state, ...more });

describe('where an algorithm stands', () => {
  test('has words for every state', () => {
    const states = Object.values(AlgorithmState).filter((state) => typeof state === 'number');
    const words = states.map((state) => describeStanding({ state }).words);
    expect(new Set(words).size).toBe(states.length);
  });

  test('a state of a newer server is not a crash', () => {
    expect(describeStanding({ state: 99 as AlgorithmState }).kind).toBe('fails');
  });

  test('what does not fit says what it needs and what there is, in the server’s words where it has some', () => {
    const tooLarge = { neededBytes: 1_200_000_000n, availableBytes: 300_000_000n, advice: 'Allow more memory.' };
    expect(describeReason(algorithm(AlgorithmState.DOES_NOT_FIT, tooLarge))).toBe(
      'Needs 1.2 GB; 300 MB are free. Allow more memory.',
    );
    expect(describeReason(algorithm(AlgorithmState.DOES_NOT_FIT, { ...tooLarge, reason: 'It is too large.' }))).toBe(
      'It is too large. Allow more memory.',
    );
    expect(describeReason(algorithm(AlgorithmState.SERVING, { reason: 'old' }))).toBe('');
  });

  test('what is being loaded is looked at again', () => {
    expect(isOnItsWay([algorithm(AlgorithmState.SERVING)])).toBe(false);
    expect(isOnItsWay([algorithm(AlgorithmState.SERVING), algorithm(AlgorithmState.LOADING)])).toBe(true);
  });

  test('an id that nobody knows is its own name', () => {
    expect([nameOfAlgorithm([algorithm(1)], 'a'), nameOfAlgorithm([], 'b')]).toEqual(['A', 'b']);
  });
});
