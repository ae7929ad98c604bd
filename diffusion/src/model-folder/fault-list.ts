import type { ModelFault } from '../errors.ts';

/** Reads one part of a model; what is wrong with it is noted under the part's name, and nothing comes back then. */
export type Attempt = <T>(component: string, read: () => Promise<T>) => Promise<T | undefined>;

/** What is wrong with a folder, and what notes it. */
interface FaultList {
  readonly faults: ModelFault[];
  readonly attempt: Attempt;
}

export function createFaultList(): FaultList {
  const faults: ModelFault[] = [];
  const attempt: Attempt = async (component, read) => {
    try {
      return await read();
    } catch (error) {
      faults.push({ component, reason: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  return { faults, attempt };
}
