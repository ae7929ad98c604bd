import path from 'node:path';
import { computeQuantile, type Figure } from '../figures.ts';
import { compareSampledErrors } from './measure-peer-errors.ts';
import { findPeer, ownCommand as own, type PeerPlan, type RatingsWithFolds, readDoubles } from './peer-plan.ts';
import { runJsonProcess } from './run-json-process.ts';
import type { OwnJob, PeerJob, TimedReport } from './timed-job.ts';

const ROUNDS = 3;

/** How close our predictions are to the peers', and how our times are to theirs, in the same run. */
export async function compareWithPeers(plan: PeerPlan): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const isChosen = (id: string) => plan.methods?.includes(id) ?? true;
  const choose = <P extends Pair>(pairs: readonly P[]) => pairs.filter(({ own: { id } }) => isChosen(id));
  for (const pair of choose(parityPairs)) figures.push(await comparePredictions(pair, plan));
  if (isChosen('bayesian-mf')) figures.push(await compareSampledErrors(plan));
  for (const pair of choose(listTimedPairs(plan.threads))) figures.push(await compareTimes(pair, plan));
  return figures;
}

type OwnPart = Omit<OwnJob, keyof RatingsWithFolds | 'threads'>;
type PeerPart = Omit<PeerJob, keyof RatingsWithFolds | 'threads'>;

interface Pair {
  readonly name: string;
  readonly own: OwnPart;
  readonly peer: PeerPart;
}

const similarityNames = { msd: 'msd', 'pearson-baseline': 'pearson_baseline', cosine: 'cosine' } as const;

function pairNeighbours(
  id: 'user-knn' | 'item-knn',
  variant: 'basic' | 'centred' | 'baseline',
  similarity: keyof typeof similarityNames,
): Pair {
  const algorithm = { basic: 'KNNBasic', centred: 'KNNWithMeans', baseline: 'KNNBaseline' }[variant];
  const exact = id === 'user-knn' ? { candidates: 0, searchedRatings: 0 } : { storedNeighbours: 0 };
  return {
    name: `${algorithm}, ${id === 'user-knn' ? 'users' : 'films'}, ${similarityNames[similarity]}`,
    own: { id, parameters: { variant, similarity, neighbours: 40, damping: 0, shrinkage: 100, ...exact } },
    peer: { peer: 'surprise', algorithm, similarity: similarityNames[similarity], userBased: id === 'user-knn' },
  };
}

const parityPairs: readonly Pair[] = [
  {
    name: 'BaselineOnly',
    own: { id: 'baseline', preset: 'surprise', parameters: {} },
    peer: { peer: 'surprise', algorithm: 'BaselineOnly' },
  },
  {
    name: 'SlopeOne',
    own: { id: 'slope-one', parameters: { variant: 'plain', wholeStars: true } },
    peer: { peer: 'surprise', algorithm: 'SlopeOne' },
  },
  pairNeighbours('user-knn', 'basic', 'msd'),
  pairNeighbours('user-knn', 'centred', 'cosine'),
  pairNeighbours('user-knn', 'baseline', 'pearson-baseline'),
  pairNeighbours('item-knn', 'baseline', 'pearson-baseline'),
];

async function comparePredictions({ name, own: ours, peer }: Pair, plan: PeerPlan): Promise<Figure> {
  const files = [path.join(plan.scratch, 'own.predictions'), path.join(plan.scratch, 'peer.predictions')] as const;
  const common = { ...plan.parity, threads: plan.threads };
  await runJsonProcess<TimedReport>(own, { ...common, ...ours, predictions: files[0] });
  const { version } = await runJsonProcess<TimedReport>(findPeer(plan.python), {
    ...common,
    ...peer,
    predictions: files[1],
  });
  const [mine, theirs] = files.map(readDoubles) as [Float64Array, Float64Array];
  if (mine.length !== theirs.length) throw new Error(`${name}: ${mine.length} predictions beside ${theirs.length}.`);
  const largest = mine.reduce((most, rating, row) => Math.max(most, Math.abs(rating - theirs[row]!)), 0);
  console.log(`${name}: largest difference ${largest}`);
  return {
    name: `Predictions beside Surprise: ${name}`,
    value: `largest difference ${largest.toExponential(1)}`,
    bar: '≤ 1e-6',
    how: `${mine.length} held-out ratings of the same fold; ${version}`,
  };
}

interface TimedPair extends Pair {
  readonly threads: number;
  readonly bar: string;
  readonly what: string;
  /** Theirs over ours, where the bar says how many times faster. */
  readonly asSpeedUp: boolean;
}

function listTimedPairs(threads: number): readonly TimedPair[] {
  const [epochs, factors, iterations, components] = [20, 128, 10, 100];
  const svd = { peer: 'surprise', epochs, perEpoch: true } as const;
  const each = { perEpoch: true, fitOnly: true } as const;
  const faster = { bar: '≥ 5 ×', asSpeedUp: true } as const;
  const neighbours = { ...faster, threads: 1, what: 'fit and all test ratings, one thread' } as const;
  return [
    {
      ...{ name: 'biased MF, Surprise’s own order of steps', ...faster, threads: 1, peer: svd },
      own: { id: 'svd-biased', preset: 'surprise', parameters: { epochs }, ...each },
      what: 'an epoch of 100 factors without what a fit does once, one thread',
    },
    {
      ...{ name: 'biased MF, our order of steps', ...faster, threads: 1, peer: svd },
      own: { id: 'svd-biased', parameters: { epochs, factors: 100, refitUsers: false }, ...each },
      what: 'an epoch of 100 factors without what a fit does once, one thread',
    },
    { ...pairNeighbours('user-knn', 'baseline', 'msd'), ...neighbours },
    { ...pairNeighbours('item-knn', 'baseline', 'pearson-baseline'), ...neighbours },
    {
      ...{ name: 'implicit ALS', bar: '≤ 1.3', asSpeedUp: false, threads },
      own: { id: 'ials', parameters: { factors, epochs: iterations }, ...each },
      peer: { peer: 'implicit', factors, epochs: iterations },
      what: `an iteration of ${factors} factors with 3 steps of conjugate gradients, ${threads} threads`,
    },
    {
      ...{ name: 'truncated SVD', bar: '≤ 1.5', asSpeedUp: false, threads },
      own: { id: 'svd', parameters: { components, powerIterations: 5 }, fitOnly: true },
      peer: { peer: 'scikit-learn', factors: components },
      what: `${components} components with 5 power iterations, ${threads} threads; theirs without making the matrix`,
    },
  ];
}

/** Times in turn, each round beginning with the other one; the ratio pair by pair. */
async function compareTimes(pair: TimedPair, plan: PeerPlan): Promise<Figure> {
  const common = { ...plan.speed, threads: pair.threads };
  const [mine, theirs]: [number[], number[]] = [[], []];
  let version = '';
  const runOwn = async () => {
    mine.push((await runJsonProcess<TimedReport>(own, { ...common, ...pair.own })).seconds);
  };
  const runPeer = async () => {
    const report = await runJsonProcess<TimedReport>(findPeer(plan.python), { ...common, ...pair.peer });
    theirs.push(report.seconds);
    version = report.version;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const run of round % 2 === 0 ? [runOwn, runPeer] : [runPeer, runOwn]) await run();
  }
  const ratios = mine.map((seconds, round) => (pair.asSpeedUp ? theirs[round]! / seconds : seconds / theirs[round]!));
  const [least, middle, most] = [0, 0.5, 1].map((share) => computeQuantile(ratios, share).toFixed(2));
  const time = (times: readonly number[]) => `${computeQuantile(times, 0.5).toFixed(3)} s`;
  console.log(`${pair.name}: ${middle} (${least} to ${most}), ours ${time(mine)}, theirs ${time(theirs)}`);
  return {
    name: `${pair.name} beside ${version}`,
    value: `${middle} ${pair.asSpeedUp ? '× as fast' : '× the time'} (${least} to ${most})`,
    bar: pair.bar,
    how: `${pair.what}: ours ${time(mine)}, theirs ${time(theirs)}; median of ${ROUNDS} pairs in turn, 800,000 made-up ratings`,
  };
}
