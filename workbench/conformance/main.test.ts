import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', main, ...args], {
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return { status, stdout, stderr, reports: lines.map((line) => JSON.parse(line)) };
}

function caseFile(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

// Timesteps of diffusers' DDIM with 4 leading steps.
const ddim = {
  id: 'ddim',
  kind: 'timesteps',
  scheduler: 'DDIMScheduler',
  config: {},
  set_timesteps: { num_inference_steps: 4 },
  expected: { timesteps: [750, 500, 250, 0] },
};

describe('conformance', () => {
  it('prints a line per case and a summary, and ends with 0 when all passed', () => {
    const described = { id: 'rules', kind: 'config_semantics', scheduler: '*', expected: { rules: [] } };
    const { status, reports } = run('schedulers', caseFile('good.json', [ddim, described]));
    expect(status).toBe(0);
    expect(reports[0]).toMatchObject({ id: 'ddim', passed: true, worst_relative_error: 0 });
    expect(reports[0]).toHaveProperty('expected');
    expect(reports[0]).toHaveProperty('got');
    expect(reports[1]).toMatchObject({ id: 'rules', passed: false, described: true });
    expect(reports[2].summary).toMatchObject({ cases: 2, passed: 1, failed: 0, described: 1 });
  });

  it('ends with 1 when a number is wrong, and says which', () => {
    const wrong = { ...ddim, expected: { timesteps: [750, 500, 250.1, 0] } };
    const { status, reports } = run('schedulers', caseFile('wrong.json', [wrong]));
    expect(status).toBe(1);
    expect(reports[0].mismatches).toEqual([{ what: 'expected timesteps[2]', expected: 250.1, got: 250 }]);
    expect(reports[0].worst_relative_error).toBeCloseTo(0.1 / 250.1, 6);
  });

  it("widens the rule only by a record's own tolerance", () => {
    const wrong = { ...ddim, expected: { timesteps: [750, 500, 250.1, 0] }, tolerance: 1e-3 };
    expect(run('schedulers', caseFile('wide.json', [wrong])).status).toBe(0);
  });

  it('fails an unknown scheduler, unless --only leaves it out', () => {
    const path = caseFile('unknown.json', [ddim, { ...ddim, id: 'wish', scheduler: 'WishfulScheduler' }]);
    const all = run('schedulers', path);
    expect(all.status).toBe(1);
    expect(all.reports[1]).toMatchObject({ id: 'wish', passed: false });
    expect(all.reports[1].error).toContain('WishfulScheduler');
    const only = run('schedulers', path, '--only', 'DDIMScheduler,EulerDiscreteScheduler');
    expect(only.status).toBe(0);
    expect(only.reports.at(-1).summary).toMatchObject({ cases: 1, left_out: 1 });
  });

  it('fails a case that it cannot read, and goes on', () => {
    const broken = [{ id: 'no-kind' }, { ...ddim, id: 'odd', set_timesteps: { colour: 3 } }, ddim];
    const { status, reports } = run('schedulers', caseFile('broken.json', broken));
    expect(status).toBe(1);
    expect(reports.map((report) => report.passed)).toEqual([false, false, true, undefined]);
    expect(reports[1].error).toContain('colour');
  });

  it('runs generator cases exactly', () => {
    const call = { fn: 'randperm', n: 5, first: [4, 0, 1, 3, 2] };
    const good = { id: 'perm', generator: 'torch-cpu', seed: '0', calls: [call] };
    const off = { fn: 'randn', n: 5, dtype: 'float32', first: [1.5409961] };
    const bad = { id: 'off', generator: 'torch-cpu', seed: '0', calls: [off] };
    expect(run('random', caseFile('perm.json', [good])).status).toBe(0);
    expect(run('random', caseFile('off.json', [good, bad])).status).toBe(1);
    expect(run('random', caseFile('near.json', [{ ...bad, tolerance: 1e-6 }])).status).toBe(0);
  });

  it.each([
    ['no arguments', [], /schedulers.*random/],
    ['an unknown word', ['samplers', 'x.json'], /schedulers.*random/],
    ['an unknown option', ['schedulers', 'x.json', '--fast'], /--fast/],
    ['--only beside random', ['random', 'x.json', '--only', 'A'], /--only goes with schedulers/],
    ['a missing file', ['schedulers', '/nowhere/cases.json'], /nowhere\/cases\.json/],
  ])('ends with 2 for %s', (_, args, message) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['what is not JSON', '{"id":', /isn't JSON/],
    ['what is not a list', '{}', /must hold a JSON list/],
    ['an empty list', '[]', /holds no cases/],
    ['entries without an id', '[{"kind":"timesteps"}]', /Entry 0/],
  ])('ends with 2 for a file with %s', (name, content, message) => {
    const { status, stderr } = run('schedulers', caseFile(`${name}.json`, content));
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('ends with 2 when --only names nothing that there is', () => {
    const path = caseFile('only.json', [ddim]);
    expect(run('schedulers', path, '--only', 'DDIMSheduler').stderr).toMatch(/DDIMSheduler.*neither/);
    expect(run('schedulers', path, '--only', 'LCMScheduler')).toMatchObject({ status: 2 });
  });
});
