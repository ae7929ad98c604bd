import { findMemoryLimit } from '../../doctor/memory-limit.ts';

/** Of what there is; the rest is for pictures, the database and everybody else. */
const SHARE = 0.5;

/** What models may take, by the setting, else half of what the container or the machine has. */
export function findMemoryBudgetBytes(settingMb: number | undefined): number {
  return settingMb === undefined ? Math.floor(findMemoryLimit().bytes * SHARE) : settingMb * 2 ** 20;
}
