import { InvalidSettingsError } from '../errors.ts';
import { defaultExecutionProviders } from '../onnx/execution-providers.ts';

const MOST_THREADS = 1024;

/** How networks are brought into memory. */
export interface LoadingOptions {
  readonly executionProviders?: readonly string[];
  readonly threads?: number;
}

/** Check these options and fill in the defaults. Throws `InvalidSettingsError` for what can't be followed. */
export function resolveLoadingOptions({ executionProviders = defaultExecutionProviders, threads }: LoadingOptions) {
  const isList = Array.isArray(executionProviders) && executionProviders.every((name) => typeof name === 'string');
  if (!isList || executionProviders.length === 0) {
    throw new InvalidSettingsError(
      'executionProviders',
      "The executionProviders must be a list of names in order of preference, such as ['cuda', 'cpu']. Leave them out for the usual order.",
    );
  }
  if (threads !== undefined && !(Number.isSafeInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw new InvalidSettingsError(
      'threads',
      `The threads can't be ${threads}: give a whole number from 1 to ${MOST_THREADS}, or leave them out for one per core.`,
    );
  }
  return { executionProviders, threads };
}
