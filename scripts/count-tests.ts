/** What vitest's JSON reporter writes, as far as it is read here. */
export interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
}

/**
 * Counts what passed and what failed. A file that could not even be loaded counts as one failure; so does a run that
 * ended badly with no failed test (a crash, an unhandled error), or without a report.
 */
export function countTests(
  report: TestReport | undefined,
  exitCode: number | null,
): { passed: number; failed: number } {
  if (report === undefined) return { passed: 0, failed: 1 };
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  const failed = report.numFailedTests + unloadable.length;
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
