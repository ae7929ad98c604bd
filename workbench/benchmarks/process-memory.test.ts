import { expect, it } from 'vitest';
import { readProcessMemoryBytes } from './process-memory.ts';

it.runIf(process.platform === 'linux')('reads what the process itself says of its memory', () => {
  const resident = readProcessMemoryBytes(process.pid, 'node', 'VmRSS');
  const own = process.memoryUsage.rss();
  expect(resident / own).toBeGreaterThan(0.8);
  expect(resident / own).toBeLessThan(1.25);
  expect(readProcessMemoryBytes(process.pid, 'node', 'VmHWM')).toBeGreaterThanOrEqual(resident);
});

it.runIf(process.platform === 'linux')('names the mark that no process has', () => {
  expect(() => readProcessMemoryBytes(process.pid, 'no such program', 'VmRSS')).toThrow('no such program');
});
