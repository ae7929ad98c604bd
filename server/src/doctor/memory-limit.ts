import os from 'node:os';

export interface MemoryLimit {
  readonly bytes: number;
  /** "container" when a cgroup allows less than the machine has. */
  readonly source: 'container' | 'machine';
}

/** How much memory this process may use: the cgroup's limit (version 1 or 2) where there is one, else all there is. */
export function findMemoryLimit(): MemoryLimit {
  const machineBytes = os.totalmem();
  // 0 where the system knows no limit, a number beyond all memory where the cgroup sets none.
  const constrainedBytes = process.constrainedMemory();
  const isConstrained = constrainedBytes > 0 && constrainedBytes < machineBytes;
  return isConstrained ? { bytes: constrainedBytes, source: 'container' } : { bytes: machineBytes, source: 'machine' };
}
