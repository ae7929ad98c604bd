import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

// What ONNX Runtime reports lies in the cache folder first: the device's id and a data base of events.
it('runs a network without leaving anything in the home folder', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'starweave-home-'));
  try {
    const file = path.join(import.meta.dirname, 'provider-probe-process.ts');
    // Of the environment only what a process can't do without: variables of CI would keep it from reporting.
    const { SystemRoot = '' } = process.env;
    const env = { HOME: home, USERPROFILE: home, XDG_CACHE_HOME: path.join(home, 'cache'), SystemRoot };
    const { stdout } = spawnSync(process.execPath, ['--no-warnings', file, 'cpu'], { env, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({});
    expect(readdirSync(home, { recursive: true })).toEqual([]);
  } finally {
    rmSync(home, { recursive: true });
  }
});
