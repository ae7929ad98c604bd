import { EvaluationError } from '../errors.ts';
import { type RatingTable, selectRows } from '../interactions/rating-table.ts';
import { resolveParameters } from '../scorers/resolve-parameters.ts';
import type { ScorerDefinition, ScorerParameters } from '../scorers/scorer.ts';
import { drawFolds, splitByFolds } from '../splitting/folds.ts';
import { leaveLastOut } from '../splitting/leave-last-out.ts';
import type { Split } from '../splitting/split.ts';
import { evaluateRanking } from './evaluate-ranking.ts';
import { fitTimed, measureRatings } from './evaluate-ratings.ts';
import { cutOnce, type EvaluationCase } from './evaluation-cases.ts';
import type { EvaluationRequest, ParameterSearch } from './evaluation-request.ts';
import { drawNegatives, evaluateAgainstNegatives, type NegativeLists } from './sampled-negatives.ts';
import { type ParameterRange, searchParameters } from './search-parameters.ts';

/** Parameters that were tried, and how good they were on the ratings that were held out for the search. */
export interface SearchTrial {
  /** Those that were given and those that were drawn. */
  readonly parameters: ScorerParameters;
  /** RMSE, lower is better, or nDCG@10, higher is better. */
  readonly value: number;
}

/** What a search found. */
export interface SearchReport {
  readonly metric: 'rmse' | 'ndcg_at_10';
  /** The ratings that trials were held against, in words. */
  readonly heldOut: string;
  /** Best first. */
  readonly trials: readonly SearchTrial[];
  readonly best: ScorerParameters;
  readonly seconds: number;
}

/** What is searched for, and the part of the request that it takes place in. */
export interface SearchRun {
  readonly one: EvaluationCase;
  readonly definition: ScorerDefinition;
  /** Kept as they are, unless the space names them too. */
  readonly parameters: ScorerParameters;
  readonly search: ParameterSearch;
  readonly negatives: NegativeLists | undefined;
  readonly request: EvaluationRequest;
}

/** A fifth of the ratings is held out where nothing else follows from the request. */
const FOLDS = 5;

/**
 * Look for parameters on the training ratings of a case alone. A part of them is held out as the case itself was cut: each
 * user's last rating for `leave-one-out`, the latest or some users where these are the split, otherwise a fifth at random.
 * Ratings are judged by RMSE, lists by nDCG@10; where negatives are given, among as many unrated items, drawn by the seed.
 *
 * @throws ScorerParameterError before the first fit when the space names what the scorer doesn't take; EvaluationError when
 *   the training ratings can't be cut; what a fit throws
 */
export async function searchOnTraining(run: SearchRun): Promise<SearchReport> {
  const { one, definition, parameters, search, request } = run;
  const { clock, seed = 0, fitOptions } = request;
  const inFull = requireSpace(definition, parameters, search.space);
  const started = clock();
  const rows = one.train.rows ?? Uint32Array.from({ length: one.train.table.ratingCount }, (_, row) => row);
  const table = selectRows(one.train.table, rows);
  const { split, heldOut } = cutForSearch(table, request, seed);
  const data = {
    training: one.createTraining(split.trainRows.map((row) => rows[row]!)),
    test: selectRows(table, split.testRows),
    history: 'historyRows' in split ? selectRows(table, split.historyRows as Uint32Array) : undefined,
  };
  const negatives = run.negatives && drawNegatives(table, data.test, { lists: run.negatives, seed });
  const { metric, judge } = createJudge(data, negatives, request);
  let done = 0;
  const trials = await searchParameters(
    {
      ...{ space: search.space, seed, clock, first: [{}], firstInFull: [inFull] },
      ...(search.trialCount !== undefined && { trialCount: search.trialCount }),
      ...(search.budgetMs !== undefined && { budgetMs: search.budgetMs }),
      ...(fitOptions?.signal && { signal: fitOptions.signal }),
    },
    async (drawn) => {
      done += 1;
      const share = (done - 1) / (search.trialCount ?? done);
      const spent = search.budgetMs === undefined ? 0 : (clock() - started) / search.budgetMs;
      fitOptions?.onProgress?.({ stage: `trial ${done}`, fraction: Math.min(1, Math.max(share, spent)) });
      const all = { ...parameters, ...drawn };
      const { onProgress: _, ...options } = fitOptions ?? {};
      const settings = { definition, parameters: all, clock, fitOptions: { ...options, seed } };
      return judge(await fitTimed(settings, data.training), settings);
    },
  );
  const found = trials.map(({ parameters: drawn, loss }) => {
    return { parameters: { ...parameters, ...drawn }, value: metric === 'rmse' ? loss : -loss };
  });
  return { metric, heldOut, trials: found, best: found[0]!.parameters, seconds: (clock() - started) / 1000 };
}

interface SearchData {
  readonly training: ReturnType<EvaluationCase['createTraining']>;
  readonly test: RatingTable;
  readonly history: RatingTable | undefined;
}

type Fit = Awaited<ReturnType<typeof fitTimed>>;
type Judge = (fit: Fit, settings: Parameters<typeof measureRatings>[2]) => Promise<number>;

/** How a fit is judged; lower is better. */
function createJudge(
  { training, test, history }: SearchData,
  negatives: NegativeLists | undefined,
  { protocol = 'ratings', fitOptions }: EvaluationRequest,
): { metric: SearchReport['metric']; judge: Judge } {
  const signal = fitOptions?.signal;
  if (protocol === 'ratings') {
    return {
      metric: 'rmse',
      judge: async (fit, settings) =>
        (await measureRatings(fit, { training, test, history }, { ...settings, largestTrainSample: 1 })).test.rmse,
    };
  }
  const judge: Judge = async ({ scorer }) => {
    const people = { scorer, interactions: training.interactions, test, history };
    if (negatives !== undefined) return -(await evaluateAgainstNegatives(people, negatives, { signal })).quality.ndcg;
    const rightFrom = protocol === 'full-ranking' ? 4 : 0.5;
    return -(await evaluateRanking(people, training, { rightFrom, signal })).quality.ndcg;
  };
  return { metric: 'ndcg_at_10', judge };
}

function cutForSearch(
  table: RatingTable,
  { files, protocol }: EvaluationRequest,
  seed: number,
): { split: Split; heldOut: string } {
  if (files.kind === 'split') return { split: cutOnce(table, files.split, seed), heldOut: `${files.split}, once more` };
  if (protocol === 'leave-one-out' && table.times !== undefined) {
    return { split: leaveLastOut(table), heldOut: 'each user’s last training rating' };
  }
  const [split] = splitByFolds(drawFolds(table.ratingCount, FOLDS, seed));
  return { split: split!, heldOut: `a fifth of the training ratings at random, seed ${seed}` };
}

/** Everything that can be drawn must be allowed. @returns the given parameters that the space names, defaults filled in */
function requireSpace(
  { id, parameters: definitions }: ScorerDefinition,
  given: ScorerParameters,
  space: Readonly<Record<string, ParameterRange>>,
): ScorerParameters {
  if (Object.keys(space).length === 0)
    throw new EvaluationError('The search has no parameters to look for: name some.');
  const { values } = resolveParameters(id, definitions, given);
  for (const [name, range] of Object.entries(space)) {
    const ends = 'choices' in range ? range.choices : [range.minimum, range.maximum];
    for (const end of ends) resolveParameters(id, definitions, { [name]: end });
    const definition = definitions.find((one) => one.name === name);
    if ('choices' in range || definition?.integer !== true || range.integer === true) continue;
    throw new EvaluationError(`“${name}” takes whole numbers: add "integer": true to its range.`);
  }
  return Object.fromEntries(Object.keys(space).map((name) => [name, values[name]!]));
}
