import { readFile } from 'node:fs/promises';
import { DataFileError, EvaluationError, ScorerParameterError } from '../errors.ts';
import { averageRankingQuality, type RankingQuality } from '../metrics/ranking-quality.ts';
import { computeSpread } from '../metrics/rating-errors.ts';
import type { FitProgress, Scorer, ScorerDefinition, ScorerParameters, TrainingData } from '../scorers/scorer.ts';
import { findScorer, scorerDefinitions } from '../scorers/scorer-registry.ts';
import { evaluateRanking, type RankingResult } from './evaluate-ranking.ts';
import { fitTimed, measureRatings, type RatingResult } from './evaluate-ratings.ts';
import { type EvaluationCase, readEvaluationCases } from './evaluation-cases.ts';
import type { EvaluationProtocol, EvaluationRequest } from './evaluation-request.ts';
import type { ProtocolCard } from './protocol-card.ts';
import {
  evaluateAgainstNegatives,
  type NegativeLists,
  parseNegatives,
  type SampledRankingResult,
} from './sampled-negatives.ts';
import { type SearchReport, searchOnTraining } from './search-on-training.ts';

/** A mean over folds with their standard deviation (n − 1). */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** One fit and how it did. */
export interface CaseResult extends RatingResult {
  readonly name: string;
  readonly ranking?: RankingResult | SampledRankingResult;
}

/** How a scorer did, over all folds where there are several. */
export interface EvaluationReport {
  readonly rmse: Spread;
  readonly mae: Spread;
  readonly trainRmse: Spread;
  readonly trainMae: Spread;
  /** Of all fits, and of all predictions of test ratings, together. */
  readonly fitSeconds: number;
  readonly predictSeconds: number;
  /** Test ratings whose user, or whose item, has no training rating. */
  readonly unknownUserCount: number;
  readonly unknownItemCount: number;
  /** Means of the folds' means; `undefined` when only ratings were judged. */
  readonly ranking: RankingQuality | undefined;
  readonly cases: readonly CaseResult[];
  /** Where parameters were looked for; the figures above are those of the best. */
  readonly search: SearchReport | undefined;
  readonly card: ProtocolCard;
}

/**
 * Fit and judge a scorer on files: read them, cut them, look for parameters where that is asked, fit, predict, measure.
 * Deterministic for a seed, times aside, unless a search has a budget in time.
 *
 * @throws EvaluationError for what can't be done as asked; DataFileError for a file; ScorerParameterError for a parameter;
 *   UnfitDataError where nothing can be learnt; the signal's reason when it is aborted
 */
export async function evaluateFiles(request: EvaluationRequest): Promise<EvaluationReport> {
  const definition = getDefinition(request.algorithm);
  const given = { ...getPreset(definition, request.preset), ...request.parameters };
  const negatives = await readNegatives(request);
  const read = await readEvaluationCases(request);
  const { split, filters } = read;
  // A test set of another fold is among the ratings that the search looked at.
  const cases = request.search === undefined ? read.cases : read.cases.slice(0, 1);
  const search =
    request.search === undefined
      ? undefined
      : await searchOnTraining({
          ...{ one: cases[0]!, definition, parameters: given, search: request.search, negatives },
          request: shareProgress(request, 0, SEARCH_SHARE),
        });
  const parameters = search?.best ?? given;
  const judged = search === undefined ? request : shareProgress(request, SEARCH_SHARE, 1);
  const runs: CaseFacts[] = [];
  for (const [index, one] of cases.entries()) {
    runs.push(await runCase({ one, index, count: cases.length, definition, parameters, negatives, request: judged }));
  }
  const [first] = runs as [CaseFacts];
  const card: ProtocolCard = {
    algorithm: definition.id,
    parameters: first.parameters,
    split: cases.length < read.cases.length ? `${cases[0]!.name} alone, of ${split}` : split,
    seed: request.seed ?? 0,
    dataHashes: runs.map(({ dataHash }) => dataHash),
    trainCount: first.trainCount,
    testCount: first.result.testCount,
    userCount: first.userCount,
    itemCount: first.itemCount,
    filters: [...filters, ...describeJudging(request.protocol ?? 'ratings', negatives), ...describeSearch(search)],
    versions: request.versions ?? {},
  };
  const results = runs.map(({ result }) => result);
  return { ...summarize(results), cases: results, search, card };
}

/** How much of an evaluation with a search the search is, for the progress that is told. */
const SEARCH_SHARE = 0.9;

/** The same request, which tells its progress as a part of the whole. */
function shareProgress(request: EvaluationRequest, from: number, to: number): EvaluationRequest {
  const report = request.fitOptions?.onProgress;
  if (report === undefined) return request;
  const onProgress = ({ stage, fraction }: FitProgress) => report({ stage, fraction: from + (to - from) * fraction });
  return { ...request, fitOptions: { ...request.fitOptions, onProgress } };
}

/** What is kept of a fit when its model and its data are let go. */
interface CaseFacts {
  readonly result: CaseResult;
  readonly parameters: Scorer['parameters'];
  readonly dataHash: string;
  readonly trainCount: number;
  readonly userCount: number;
  readonly itemCount: number;
}

interface CaseRun {
  readonly one: EvaluationCase;
  readonly index: number;
  readonly count: number;
  readonly definition: ScorerDefinition;
  readonly parameters: ScorerParameters;
  readonly negatives: NegativeLists | undefined;
  readonly request: EvaluationRequest;
}

async function runCase(run: CaseRun): Promise<CaseFacts> {
  const { one, index, count, definition, parameters, request } = run;
  const { fitOptions, clock, seed = 0 } = request;
  const report = fitOptions?.onProgress;
  const onProgress = (progress: FitProgress) =>
    report?.({ stage: `${one.name}: ${progress.stage}`, fraction: (index + progress.fraction) / count });
  const settings = { definition, parameters, clock, fitOptions: { ...fitOptions, seed, onProgress } };
  const training = one.createTraining();
  const fit = await fitTimed(settings, training);
  const ratings = await measureRatings(fit, { training, test: one.test, history: one.history }, settings);
  const ranking = await judgeRanking(run, fit.scorer, training);
  const { userCount, itemCount, ratingCount, dataHash } = training.interactions;
  const result = { ...ratings, name: one.name, ...(ranking === undefined ? {} : { ranking }) };
  return { result, parameters: fit.scorer.parameters, dataHash, trainCount: ratingCount, userCount, itemCount };
}

async function judgeRanking({ one, negatives, request }: CaseRun, scorer: Scorer, training: TrainingData) {
  const { protocol = 'ratings', fitOptions } = request;
  const { test, history } = one;
  const people = { scorer, interactions: training.interactions, test, history };
  const signal = fitOptions?.signal;
  if (protocol === 'ratings') return undefined;
  if (negatives !== undefined) return evaluateAgainstNegatives(people, negatives, { signal });
  return evaluateRanking(people, training, { rightFrom: protocol === 'full-ranking' ? 4 : 0.5, signal });
}

function getDefinition(id: string): ScorerDefinition {
  const definition = findScorer(id);
  if (definition !== undefined) return definition;
  const known = scorerDefinitions.map((one) => one.id).join(', ');
  throw new EvaluationError(`There is no algorithm “${id}”. There are ${known}.`);
}

function getPreset({ id, presets = {} }: ScorerDefinition, name: string | undefined): ScorerParameters {
  if (name === undefined) return {};
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (preset !== undefined) return preset;
  const known = Object.keys(presets).join(', ') || 'none';
  throw new ScorerParameterError('preset', `${id} has no preset “${name}”. It has: ${known}.`);
}

async function readNegatives({ negatives, protocol }: EvaluationRequest): Promise<NegativeLists | undefined> {
  if (negatives === undefined) return undefined;
  if (protocol !== 'leave-one-out') {
    throw new EvaluationError(
      'Negatives belong to the protocol leave-one-out: ask for it, or leave the negatives out.',
    );
  }
  const text = await readFile(negatives, 'utf8').catch((cause: unknown) => {
    throw new DataFileError('missing', `The file of negatives ${negatives} can't be read. Check the path.`, { cause });
  });
  return parseNegatives(text);
}

function describeJudging(protocol: EvaluationProtocol, negatives: NegativeLists | undefined): string[] {
  if (protocol === 'ratings') return [];
  if (negatives !== undefined) return ['each test item is ranked among its given negatives; ties count against it'];
  const right =
    protocol === 'full-ranking' ? 'test ratings of 4 stars and more are right' : 'every test rating is right';
  return [`every item that the person has not rated is a candidate; ${right}`];
}

function describeSearch(search: SearchReport | undefined): string[] {
  if (search === undefined) return [];
  const { trials, heldOut } = search;
  return [
    `parameters are the best of ${trials.length} that were tried on training ratings alone, held against ${heldOut}`,
  ];
}

function summarize(results: readonly CaseResult[]) {
  const spread = (pick: (result: CaseResult) => number) => computeSpread(results.map(pick));
  const total = (pick: (result: CaseResult) => number) => results.reduce((sum, result) => sum + pick(result), 0);
  const qualities = results.flatMap(({ ranking }) => (ranking === undefined ? [] : [ranking.quality]));
  return {
    rmse: spread(({ test }) => test.rmse),
    mae: spread(({ test }) => test.mae),
    trainRmse: spread(({ train }) => train.rmse),
    trainMae: spread(({ train }) => train.mae),
    fitSeconds: total(({ fitSeconds }) => fitSeconds),
    predictSeconds: total(({ predictSeconds }) => predictSeconds),
    unknownUserCount: total(({ predictions }) => predictions.unknownUserCount),
    unknownItemCount: total(({ predictions }) => predictions.unknownItemCount),
    ranking: qualities.length === 0 ? undefined : averageRankingQuality(qualities),
  };
}
