import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ScorerId, scorerDefinitions, testPairedMeans, testSignedRanks } from '@starweave/recommender';
import { type Figure, formatMegabytes } from '../figures.ts';
import type { AccuracyJob, AccuracyReport } from './accuracy-job.ts';
import { commandOf, runJsonProcess } from './run-json-process.ts';

const command = commandOf(path.join(import.meta.dirname, 'accuracy-process.ts'));
/** Lists are made by all that rank, and by these, which are fitted for stars. */
const alsoRanked: readonly ScorerId[] = [
  'svd',
  'svd-biased',
  'item-knn',
  'user-knn',
  'content',
  'bayesian-mf',
  'hybrid',
];

interface AccuracyPlan {
  readonly folder: string;
  readonly folds: string;
  readonly threads: number;
  readonly scratch: string;
  /** Ids of the methods; default all. */
  readonly methods: readonly string[] | undefined;
}

/** The errors of every method that says stars, and the lists of those that rank, at their defaults. */
export async function measureAccuracy(plan: AccuracyPlan): Promise<readonly Figure[]> {
  const chosen = scorerDefinitions.filter(({ id }) => plan.methods?.includes(id) ?? true);
  const stars = chosen.filter(({ objective }) => objective === 'stars').map(({ id }) => id);
  const ranked = chosen.filter(({ id, objective }) => objective === 'ranking' || alsoRanked.includes(id));
  const reports = new Map<ScorerId, AccuracyReport>();
  const figures: Figure[] = [];
  for (const id of stars) {
    const report = await judge(id, plan, plan.folds);
    reports.set(id, report);
    figures.push(describeErrors(id, report));
  }
  figures.push(...compareHybrid(reports, plan.scratch));
  for (const { id } of ranked) figures.push(describeLists(id, await judge(id, plan, undefined)));
  return figures;
}

async function judge(id: ScorerId, plan: AccuracyPlan, folds: string | undefined): Promise<AccuracyReport> {
  const { folder, threads, scratch } = plan;
  const common = {
    id,
    folder,
    threads,
    errors: path.join(scratch, `${id}.${folds === undefined ? 'last' : 'errors'}`),
  };
  const job: AccuracyJob = folds === undefined ? common : { ...common, folds };
  const report = await runJsonProcess<AccuracyReport>(command, job);
  console.log(`${id}: RMSE ${report.rmse.mean.toFixed(4)}, fit ${report.fitSeconds.toFixed(2)} s`);
  return report;
}

function describeErrors(id: ScorerId, report: AccuracyReport): Figure {
  const { rmse, mae, trainRmse, fitSeconds, predictSeconds, testCount, peakBytes } = report;
  return {
    name: `${id}: RMSE and MAE of ratings held out`,
    value: `${rmse.mean.toFixed(4)} ± ${rmse.deviation.toFixed(4)}, ${mae.mean.toFixed(4)}`,
    how:
      `5 folds, defaults; on training ratings ${trainRmse.mean.toFixed(4)}; a fit ${fitSeconds.toFixed(2)} s of processor time, ` +
      `${Math.round(testCount)} predictions ${predictSeconds.toFixed(2)} s; peak memory of the process ${formatMegabytes(peakBytes)}`,
  };
}

/** Whether the blend is better than its best part by more than chance: paired tests on squared errors, row by row. */
function compareHybrid(reports: ReadonlyMap<ScorerId, AccuracyReport>, scratch: string): readonly Figure[] {
  const parts = String(
    scorerDefinitions.find(({ id }) => id === 'hybrid')?.parameters.find(({ name }) => name === 'parts')?.default ?? '',
  ).split(',') as ScorerId[];
  const measured = parts.filter((id) => reports.has(id));
  const [best] = measured.sort((a, b) => reports.get(a)!.rmse.mean - reports.get(b)!.rmse.mean);
  if (best === undefined || !reports.has('hybrid')) return [];
  const [own, other] = [readErrors('hybrid', scratch), readErrors(best, scratch)];
  const difference = reports.get(best)!.rmse.mean - reports.get('hybrid')!.rmse.mean;
  const [t, ranks] = [testPairedMeans(own, other), testSignedRanks(own, other)];
  return [
    {
      name: `hybrid beside its best part, ${best}`,
      value: `RMSE ${difference >= 0 ? 'lower' : 'higher'} by ${Math.abs(difference).toFixed(4)}, p ${formatChance(t.pValue)}`,
      bar: 'lower, p < 0.05',
      how: `paired t test on ${t.pairCount} squared errors (t ${t.statistic.toFixed(1)}); signed ranks: p ${formatChance(ranks.pValue)}`,
    },
  ];
}

function readErrors(id: ScorerId, scratch: string): Float64Array {
  const bytes = readFileSync(path.join(scratch, `${id}.errors`));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function formatChance(value: number): string {
  return value < 1e-4 ? '< 0.0001' : value.toFixed(4);
}

function describeLists(id: ScorerId, { ranking, fitSeconds, testCount }: AccuracyReport): Figure {
  const { hitRate = 0, ndcg = 0, recall = 0 } = ranking ?? {};
  return {
    name: `${id}: HR@10, nDCG@10, recall@10`,
    value: [hitRate, ndcg, recall].map((share) => share.toFixed(4)).join(', '),
    how: `each of ${testCount} people’s last rating, among all films that they hadn’t rated; a fit ${fitSeconds.toFixed(2)} s of processor time`,
  };
}
