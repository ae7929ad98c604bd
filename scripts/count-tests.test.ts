import { expect, it } from 'vitest';
import { countTests } from './count-tests.ts';

const passing = { name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] };
const failing = { name: 'b.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] };
const unloadable = { name: 'c.test.ts', status: 'failed', assertionResults: [] };

it('takes the numbers from the report', () => {
  const report = { numPassedTests: 2, numFailedTests: 1, testResults: [passing, failing] };
  expect(countTests(report, 1)).toEqual({ passed: 2, failed: 1 });
});

it('counts a file that could not be loaded as one failure', () => {
  const report = { numPassedTests: 2, numFailedTests: 0, testResults: [passing, unloadable] };
  expect(countTests(report, 1)).toEqual({ passed: 2, failed: 1 });
});

it('counts a run that ended badly without a failed test as one failure', () => {
  expect(countTests({ numPassedTests: 2, numFailedTests: 0, testResults: [passing] }, 1)).toEqual({
    passed: 2,
    failed: 1,
  });
  expect(countTests(undefined, null)).toEqual({ passed: 0, failed: 1 });
});
