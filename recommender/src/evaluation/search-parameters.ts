import { MersenneTwister } from '@starweave/numerics';
import { EvaluationError } from '../errors.ts';
import type { ScorerParameters } from '../scorers/scorer.ts';

/** What a parameter may be: one of several values, or a number between two, drawn evenly or by its logarithm. */
export type ParameterRange =
  | { readonly choices: readonly (number | string | boolean)[] }
  | {
      readonly minimum: number;
      readonly maximum: number;
      readonly scale?: 'linear' | 'logarithmic';
      readonly integer?: boolean;
    };

/** Where to search and for how long. At least one of the two budgets is needed. */
export interface SearchSettings {
  readonly space: Readonly<Record<string, ParameterRange>>;
  readonly seed: number;
  /** Tried before anything is drawn, such as the defaults; they count as trials. */
  readonly first?: readonly ScorerParameters[];
  /** What those of `first` come to in the terms of the space, defaults filled in: never drawn, as it is tried already. */
  readonly firstInFull?: readonly ScorerParameters[];
  /** Budget: so many trials. */
  readonly trialCount?: number;
  /** Budget: no trial starts after so long; needs `clock`. */
  readonly budgetMs?: number;
  readonly clock?: () => number;
  /**
   * Successive halving: every draw is tried with the first of these shares of the effort, the better half with the next, and
   * so on to the last, which is 1. Default: everything with the whole effort.
   */
  readonly efforts?: readonly number[];
  readonly signal?: AbortSignal;
}

/** One draw of parameters and how good it was. */
export interface Trial {
  readonly parameters: ScorerParameters;
  /** The share of the effort that it was last tried with. */
  readonly effort: number;
  /** Lower is better. */
  readonly loss: number;
}

/**
 * Look for good parameters at random (Bergstra and Bengio 2012), with successive halving where efforts are given (Jamieson
 * and Talwalkar 2016). The draws depend on the seed alone; a budget in time decides only how many there are. Nothing is tried
 * twice: where a space holds few combinations, the search ends when they have been tried.
 *
 * @param tryOut the loss of parameters, lower is better, measured with a share of the effort (of epochs, ratings or folds);
 *   a loss that isn't a number counts as the worst
 * @returns the trials, best first; those that got further stand before those that were dropped
 * @throws EvaluationError without a budget or for an empty range
 */
export async function searchParameters(
  settings: SearchSettings,
  tryOut: (parameters: ScorerParameters, effort: number) => Promise<number>,
): Promise<readonly Trial[]> {
  const { efforts = [1], signal } = settings;
  const mayGoOn = createBudget(settings);
  let trials: Trial[] = [];
  for (const parameters of listCandidates(settings)) {
    if (!mayGoOn(trials.length)) break;
    signal?.throwIfAborted();
    trials.push(await runTrial(parameters, efforts[0]!, tryOut));
  }
  trials.sort(compareTrials);
  for (const effort of efforts.slice(1)) {
    const kept = trials.filter((trial) => trial.effort === Math.max(...trials.map((other) => other.effort)));
    const better = kept.slice(0, Math.ceil(kept.length / 2));
    const again: Trial[] = [];
    for (const { parameters } of better) {
      signal?.throwIfAborted();
      again.push(await runTrial(parameters, effort, tryOut));
    }
    trials = [...again, ...trials.filter((trial) => !better.includes(trial))].sort(compareTrials);
  }
  return trials;
}

/** How often in a row a draw may be one that was had before until there are taken to be no others. */
const MOST_REPEATS = 200;

/** What to start with, then draws without end, or until no new ones come. */
function* listCandidates({ first = [], firstInFull = [], space, seed }: SearchSettings): Generator<ScorerParameters> {
  const twister = new MersenneTwister(seed);
  const had = new Set([...first, ...firstInFull].map(nameOf));
  yield* first;
  for (let repeats = 0; repeats < MOST_REPEATS; repeats += 1) {
    const parameters = drawParameters(space, twister);
    if (had.has(nameOf(parameters))) continue;
    had.add(nameOf(parameters));
    repeats = -1;
    yield parameters;
  }
}

const nameOf = (parameters: ScorerParameters) => JSON.stringify(Object.entries(parameters).sort());

async function runTrial(
  parameters: ScorerParameters,
  effort: number,
  tryOut: (parameters: ScorerParameters, effort: number) => Promise<number>,
): Promise<Trial> {
  const loss = await tryOut(parameters, effort);
  return { parameters, effort, loss: Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss };
}

function compareTrials(a: Trial, b: Trial): number {
  if (a.effort !== b.effort) return b.effort - a.effort;
  return a.loss === b.loss ? 0 : a.loss - b.loss;
}

/** Whether another draw fits; the first always does. */
function createBudget({ trialCount, budgetMs, clock }: SearchSettings): (done: number) => boolean {
  if (budgetMs !== undefined && clock === undefined) throw new EvaluationError('A budget in time needs a clock.');
  if (trialCount === undefined && budgetMs === undefined) {
    throw new EvaluationError('A search needs a budget: a number of trials, a time, or both.');
  }
  const started = clock?.() ?? 0;
  return (done) => {
    if (trialCount !== undefined && done >= trialCount) return false;
    return done === 0 || budgetMs === undefined || clock === undefined || clock() - started < budgetMs;
  };
}

function drawParameters(space: SearchSettings['space'], twister: MersenneTwister): ScorerParameters {
  const draws = Object.entries(space).map(([name, range]) => [
    name,
    drawValue(name, range, twister.nextUint32() / 2 ** 32),
  ]);
  return Object.fromEntries(draws) as ScorerParameters;
}

function drawValue(name: string, range: ParameterRange, uniform: number): number | string | boolean {
  if ('choices' in range) {
    const choice = range.choices[Math.floor(uniform * range.choices.length)];
    if (choice === undefined) throw new EvaluationError(`“${name}” has no choices: give at least one.`);
    return choice;
  }
  const { minimum, maximum, scale, integer = false } = range;
  if (!(minimum <= maximum) || (scale === 'logarithmic' && minimum <= 0)) {
    throw new EvaluationError(`“${name}” can't be drawn from ${minimum} to ${maximum}: the smaller must come first.`);
  }
  const end = integer ? maximum + 1 : maximum;
  const value = scale === 'logarithmic' ? minimum * (end / minimum) ** uniform : minimum + (end - minimum) * uniform;
  return integer ? Math.min(maximum, Math.floor(value)) : value;
}
