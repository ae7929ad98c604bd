import { execFileSync } from 'node:child_process';

export interface RunningProcess {
  readonly id: number;
  readonly command: string;
}

/** Every process below the given one, itself left out, as `ps` sees them now. */
export function findDescendants(rootProcessId: number): RunningProcess[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const rows = table.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line);
    return match === null ? [] : [{ id: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }];
  });
  const below = (parent: number): RunningProcess[] =>
    rows.filter((row) => row.parent === parent).flatMap(({ id, command }) => [{ id, command }, ...below(id)]);
  return below(rootProcessId);
}

/** Whether a process of this id runs. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
