import { type Algorithm, AlgorithmState, type ListAlgorithmsResponse } from '@starweave/contract';
import { formatBytes } from '../../../design/charts/format-number.ts';

const STATES: Readonly<Record<AlgorithmState, string>> = {
  [AlgorithmState.UNSPECIFIED]: 'Not known',
  [AlgorithmState.SERVING]: 'Serving',
  [AlgorithmState.NOT_LOADED]: 'Ready, not in memory',
  [AlgorithmState.LOADING]: 'Loading',
  [AlgorithmState.TRAINING]: 'Training',
  [AlgorithmState.NOT_TRAINED]: 'Not trained',
  [AlgorithmState.DOES_NOT_FIT]: 'Does not fit',
  [AlgorithmState.BROKEN]: 'Broken',
};

/** The state of an algorithm in a word or two. */
export function nameState(state: AlgorithmState): string {
  return STATES[state] ?? STATES[AlgorithmState.UNSPECIFIED];
}

/** Whether an algorithm is something to look at; those that nobody asked to train are not. */
export function needsAttention({ state, isStandard }: Pick<Algorithm, 'state' | 'isStandard'>): boolean {
  if (state === AlgorithmState.NOT_TRAINED) return isStandard;
  return state === AlgorithmState.DOES_NOT_FIT || state === AlgorithmState.BROKEN;
}

/** How many of the six serve, and what memory they take. */
export function describeServing(response: ListAlgorithmsResponse): string {
  const { servingCount, totalCount, memoryUsedBytes, memoryBudgetBytes } = response;
  const memory =
    memoryBudgetBytes > 0n
      ? `${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryBudgetBytes)} of memory`
      : `${formatBytes(memoryUsedBytes)} of memory`;
  return `${servingCount} of ${totalCount} serve, with ${memory}.`;
}

/** What an algorithm takes: its file, its memory, and how much the budget has left for it. */
export function describeMemory({ sizeBytes, neededBytes, availableBytes, state }: Algorithm): string {
  const parts = [
    sizeBytes > 0n && `${formatBytes(sizeBytes)} on disk`,
    neededBytes > 0n && `${formatBytes(neededBytes)} in memory`,
    state === AlgorithmState.DOES_NOT_FIT && `${formatBytes(availableBytes)} left`,
  ].filter((part) => part !== false);
  return parts.join(', ');
}
