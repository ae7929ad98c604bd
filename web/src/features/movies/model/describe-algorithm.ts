import { type Algorithm, AlgorithmState } from '@starweave/contract';
import { formatBytes } from '../../../design/charts/format-number.ts';

/** What a state means for somebody who wants a list now. */
export interface AlgorithmStanding {
  readonly words: string;
  readonly kind: 'serves' | 'waits' | 'fails';
}

const STANDINGS: Readonly<Record<AlgorithmState, AlgorithmStanding>> = {
  [AlgorithmState.UNSPECIFIED]: { words: 'Not known', kind: 'fails' },
  [AlgorithmState.SERVING]: { words: 'Ready', kind: 'serves' },
  [AlgorithmState.NOT_LOADED]: { words: 'On disk; loaded when asked', kind: 'serves' },
  [AlgorithmState.LOADING]: { words: 'Being loaded', kind: 'waits' },
  [AlgorithmState.TRAINING]: { words: 'Being trained', kind: 'waits' },
  [AlgorithmState.NOT_TRAINED]: { words: 'Not trained', kind: 'fails' },
  [AlgorithmState.DOES_NOT_FIT]: { words: 'Doesn’t fit into memory', kind: 'fails' },
  [AlgorithmState.BROKEN]: { words: 'Its file can’t be used', kind: 'fails' },
};

/** Where an algorithm stands, in words. */
export function describeStanding({ state }: Pick<Algorithm, 'state'>): AlgorithmStanding {
  return STANDINGS[state] ?? STANDINGS[AlgorithmState.UNSPECIFIED];
}

/** Whether something about an algorithm will be different in a moment. */
export function isOnItsWay(algorithms: readonly Algorithm[]): boolean {
  return algorithms.some((algorithm) => describeStanding(algorithm).kind === 'waits');
}

/** Why an algorithm doesn't serve and what would fix it; empty where it does. */
export function describeReason(algorithm: Algorithm): string {
  if (describeStanding(algorithm).kind === 'serves') return '';
  const { state, reason, advice, neededBytes, availableBytes } = algorithm;
  const needs =
    state === AlgorithmState.DOES_NOT_FIT && neededBytes > 0n && reason === ''
      ? `Needs ${formatBytes(neededBytes)}; ${formatBytes(availableBytes)} are free.`
      : '';
  return [reason, needs, advice].filter((part) => part !== '').join(' ');
}

/** An algorithm's name by its id; the id itself where nobody knows it. */
export function nameOfAlgorithm(algorithms: readonly Algorithm[], id: string): string {
  return algorithms.find((algorithm) => algorithm.id === id)?.name ?? id;
}
