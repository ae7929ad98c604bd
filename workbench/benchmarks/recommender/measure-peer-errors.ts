import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readRatings, testPairedMeans } from '@starweave/recommender';
import type { Figure } from '../figures.ts';
import { findPeer, ownCommand, type PeerPlan, readDoubles } from './peer-plan.ts';
import { runJsonProcess } from './run-json-process.ts';
import type { TimedReport } from './timed-job.ts';

const FACTORS = 16;
const SWEEPS = 250;
const BURN_IN = 30;

/**
 * How far off our Bayesian factorisation is beside myFM's, on the same fold and the same features: people, films and who rated
 * what at all. Both draw as often and leave out as many draws; both stay on the scale.
 */
export async function compareSampledErrors({ python, threads, scratch, parity }: PeerPlan): Promise<Figure> {
  const files = { own: path.join(scratch, 'own.sampled'), peer: path.join(scratch, 'peer.sampled') };
  const parameters = { factors: FACTORS, sweeps: SWEEPS, burnIn: BURN_IN };
  const common = { ...parity, threads };
  const own = { id: 'bayesian-mf', parameters, predictions: files.own };
  const mine = await runJsonProcess<TimedReport>(ownCommand, { ...common, ...own });
  const peer = { peer: 'myfm', factors: FACTORS, epochs: SWEEPS, predictions: files.peer };
  const theirs = await runJsonProcess<TimedReport>(findPeer(python), { ...common, ...peer });
  const stars = await readTestStars(parity);
  const [ownErrors, peerErrors] = [files.own, files.peer].map((file) => computeSquaredErrors(readDoubles(file), stars));
  const { statistic, pairCount } = testPairedMeans(ownErrors!, peerErrors!);
  const [ownError, peerError] = [ownErrors!, peerErrors!].map(computeRoot) as [number, number];
  console.log(`bayesian-mf: RMSE ${ownError.toFixed(4)}, ${theirs.version}: ${peerError.toFixed(4)}`);
  return {
    name: `bayesian-mf beside ${theirs.version}: RMSE`,
    value: `${ownError.toFixed(4)} beside ${peerError.toFixed(4)}`,
    bar: 'lower',
    how:
      `ratings alone, ${FACTORS} factors, ${SWEEPS} sweeps; paired t test on ${pairCount} squared errors of one fold: ` +
      `t ${statistic.toFixed(1)}; fits of ${mine.fitSeconds.toFixed(0)} s and ${theirs.fitSeconds.toFixed(0)} s`,
  };
}

async function readTestStars({ ratings, folds }: PeerPlan['parity']): Promise<Float64Array> {
  const { table } = await readRatings(ratings);
  const fold = readFileSync(folds);
  return Float64Array.from(
    table.codes.subarray(0, table.ratingCount).filter((_, row) => fold[row] === 0),
    (code) => code / 2,
  );
}

function computeSquaredErrors(predicted: Float64Array, stars: Float64Array): Float64Array {
  if (predicted.length !== stars.length) throw new Error(`${predicted.length} predictions of ${stars.length} ratings.`);
  return predicted.map((rating, row) => (rating - stars[row]!) ** 2);
}

function computeRoot(squares: Float64Array): number {
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}
