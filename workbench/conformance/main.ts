import { parseArgs } from 'node:util';
import { schedulerDefinitions } from '@starweave/diffusion';
import { type CaseRecord, ConformanceInputError, loadCases } from './case-file.ts';
import { runRandomCase } from './random-cases.ts';
import { type CaseReport, runSchedulerCase } from './scheduler-cases.ts';

/*
 * npm run conformance -- schedulers CASES.json [--only CLASS,…]
 * npm run conformance -- random CASES.json
 *
 * One JSON line per case, then a summary line. Ends with 0 when all passed, 1 when one failed, 2 for unusable input.
 */

const USAGE = `Usage:
  npm run conformance -- schedulers CASES.json [--only CLASS,…]
  npm run conformance -- random CASES.json
One JSON line per case, then a summary. Exit status: 0 all passed, 1 a case failed, 2 the arguments or the file
can't be used. --only runs the cases of these scheduler classes and leaves out all others.`;

interface Command {
  readonly run: (record: CaseRecord) => CaseReport;
  readonly cases: readonly CaseRecord[];
  readonly leftOut: number;
}

function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parseArguments(args);
  const [what, path, ...extra] = positionals;
  if ((what !== 'schedulers' && what !== 'random') || path === undefined || extra.length > 0) {
    throw new ConformanceInputError(`Give "schedulers" or "random", and one file of cases.\n${USAGE}`);
  }
  if (what === 'random') {
    if (values.only !== undefined)
      throw new ConformanceInputError(`--only goes with schedulers, not with random.\n${USAGE}`);
    return { run: runRandomCase, cases: loadCases(path), leftOut: 0 };
  }
  const all = loadCases(path);
  const cases = values.only === undefined ? all : selectCases(all, values.only);
  return { run: runSchedulerCase, cases, leftOut: all.length - cases.length };
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConformanceInputError(`${reason}\n${USAGE}`, { cause });
  }
}

function selectCases(cases: readonly CaseRecord[], only: string): readonly CaseRecord[] {
  const asked = only.split(',').map((name) => name.trim());
  const inFile = new Set(cases.map(({ scheduler }) => scheduler));
  const known = schedulerDefinitions.map(({ className }) => className);
  const unknown = asked.find((name) => !known.includes(name) && !inFile.has(name));
  if (unknown !== undefined) {
    throw new ConformanceInputError(
      `--only names "${unknown}", which is neither a scheduler here nor in the file. Schedulers: ${known.join(', ')}.`,
    );
  }
  const selected = cases.filter(({ scheduler }) => typeof scheduler === 'string' && asked.includes(scheduler));
  if (selected.length === 0) throw new ConformanceInputError(`The file has no case of ${asked.join(' or ')}.`);
  return selected;
}

function runAll({ run, cases, leftOut }: Command): boolean {
  const reports = cases.map((record) => {
    const report = run(record);
    console.log(JSON.stringify(report));
    return report;
  });
  const failed = reports.filter((report) => !report.passed && report.described !== true);
  const errors = reports.map((report) => report.worst_relative_error ?? 0);
  const summary = {
    cases: reports.length,
    passed: reports.filter((report) => report.passed).length,
    failed: failed.length,
    described: reports.filter((report) => report.described === true).length,
    left_out: leftOut,
    worst_relative_error: errors.reduce((most, error) => Math.max(most, error), 0),
    failed_ids: failed.map((report) => report.id),
  };
  console.log(JSON.stringify({ summary }));
  return failed.length === 0;
}

function main(args: readonly string[]): number {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE);
    return 0;
  }
  try {
    return runAll(parseCommand(args)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ConformanceInputError)) throw error;
    console.error(error.message);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
