import { describe, expect, it } from 'vitest';
import type { Terminal } from './command.ts';
import { createProgressDisplay, formatProgress } from './progress-line.ts';

function recordTerminal(isInteractive: boolean): Terminal & { readonly errors: string[] } {
  const errors: string[] = [];
  return { errors, isInteractive, columns: 80, write() {}, writeError: (text) => errors.push(text) };
}

describe('formatProgress', () => {
  it('fills the bar in proportion', () => {
    expect(formatProgress({ label: 'painting', done: 5, total: 10 }, 80)).toBe(
      `painting ${'█'.repeat(15)}${'░'.repeat(15)} 5/10`,
    );
  });

  it.each([10, 20, 40, 80])('fits %i columns', (columns) => {
    const line = formatProgress({ label: 'painting 12 of 16', done: 250, total: 1000 }, columns);
    expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('shows only the label while there is nothing to count', () => {
    expect(formatProgress({ label: 'waiting' }, 80)).toBe('waiting');
  });
});

describe('createProgressDisplay', () => {
  it('redraws one line where a person watches and clears it at the end', () => {
    const terminal = recordTerminal(true);
    const display = createProgressDisplay(terminal);
    display.show({ label: 'painting', done: 1, total: 2 });
    display.finish();
    expect(terminal.errors[0]?.startsWith('\r\u001b[2Kpainting')).toBe(true);
    expect(terminal.errors[1]).toBe('\r\u001b[2K');
  });

  it('writes a plain line per tenth otherwise, without control characters', () => {
    const terminal = recordTerminal(false);
    const display = createProgressDisplay(terminal);
    for (let step = 1; step <= 100; step += 1) display.show({ label: 'painting', done: step, total: 100 });
    expect(terminal.errors).toHaveLength(11);
    expect(terminal.errors.every((line) => !line.includes('\r') && !line.includes('\u001b'))).toBe(true);
  });
});
