import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** What a process of its own writes when it logs at `level`. */
function logAt(level: string): { output: string; lines: Record<string, unknown>[] } {
  const script = `
    import { createLogger } from ${JSON.stringify(path.join(import.meta.dirname, 'logging.ts'))};
    const logger = createLogger({ log: ${JSON.stringify(level)} }).child({ requestId: 'r1' });
    logger.debug({ jobId: 'j1' }, 'quiet');
    logger.info({ jobId: 'j1', durationMs: 12 }, 'image job finished');
    logger.warn({ prompt: 'a secret wish', job: { text: 'a secret wish', id: 'j1' }, apiKey: 'a secret wish' }, 'slip');
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  const lines = stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { output: stdout, lines };
}

describe('createLogger', () => {
  it('writes JSON lines with their ids to standard error, and leaves standard output alone', () => {
    const { output, lines } = logAt('info');
    expect(output).toBe('');
    expect(lines.map(({ msg }) => msg)).toEqual(['image job finished', 'slip']);
    expect(lines[0]).toMatchObject({ level: 'info', requestId: 'r1', jobId: 'j1', durationMs: 12 });
    expect(Date.parse(String(lines[0]?.time))).not.toBeNaN();
  });

  it('cuts out content and secrets that are given by mistake', () => {
    const { lines } = logAt('warn');
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('secret wish');
    expect(lines[0]).toMatchObject({ job: { id: 'j1' } });
  });

  it('is silent when it is told to be', () => {
    expect(logAt('silent').lines).toEqual([]);
  });
});
