import { readdirSync, readFileSync } from 'node:fs';

/** Of the process status: the resident size now, or the largest that it was. */
export type MemoryField = 'VmRSS' | 'VmHWM';

/**
 * The largest resident size, in bytes, among the processes below `rootProcessId` (itself included) with `mark` in their
 * command. Linux only.
 *
 * Throws an Error when no process has the mark.
 */
export function readProcessMemoryBytes(rootProcessId: number, mark: string, field: MemoryField): number {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const status = readProcFile(Number(entry), 'status');
    parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const isBelow = (id: number): boolean => id === rootProcessId || (parents.has(id) && isBelow(parents.get(id) ?? 0));
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm');
  const sizes = [...parents.keys()]
    .filter((id) => isBelow(id) && readProcFile(id, 'cmdline').includes(mark))
    .map((id) => 1024 * Number(line.exec(readProcFile(id, 'status'))?.[1] ?? 0));
  if (sizes.length === 0) throw new Error(`No process of the product has "${mark}" in its command line.`);
  return Math.max(...sizes);
}

function readProcFile(processId: number, name: string): string {
  try {
    return readFileSync(`/proc/${processId}/${name}`, 'utf8');
  } catch {
    // The process has ended since it was listed.
    return '';
  }
}
