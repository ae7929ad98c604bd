import { BrokenModelFolderError } from '../errors.ts';
import type { NetworkFailure } from '../onnx/network-set.ts';

/** The error for a folder one of whose networks can't be used. */
export function createBrokenNetworkError(
  folder: string,
  { component, reason, cause }: NetworkFailure,
): BrokenModelFolderError {
  return new BrokenModelFolderError(folder, [{ component, reason }], { cause });
}
