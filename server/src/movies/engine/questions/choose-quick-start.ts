import type { Film, FilmPerson } from '../film-engine.ts';
import type { ItemFactors } from '../item-factors.ts';
import { readPerson } from '../known-person.ts';
import { type DesignSettings, QuestionDesign } from '../question-design.ts';
import type { QuestionSources } from './question-sources.ts';

/** Films to choose from: the most rated ones that the person said nothing about. */
const CANDIDATES = 300;
/** Films beyond so many come in the order of their popularity. */
const MOST_DESIGNED = 50;
/** Films whose predictions are to become good. */
const TARGETS = 1000;
/** In stars²: less than ratings scatter, since the vectors that a fit keeps are drawn towards 0 and vary too little. */
const NOISE = 0.25;

/**
 * The films to rate first: known to many, and such that answers tell the most about the ratings of all well-known films
 * (`QuestionDesign` on the factors of a model that serves and people's generosity, given the films that the person has rated; a film is known with the
 * probability (ratings / ratings of the most rated film)^½, and counts as a target in proportion to its ratings).
 * Where no model with factors serves, by ln(ratings) × the entropy of a film's ratings (Rashid et al., "Getting to know you",
 * 2002). Deterministic; films with a rating or feedback are left out.
 *
 * @throws NotFoundError for a user of the data that isn't there
 */
export async function chooseQuickStart(
  sources: QuestionSources,
  asked: FilmPerson,
  limit: number,
): Promise<readonly Film[]> {
  const { dataSet, mostRated } = sources;
  const { films } = dataSet;
  const { history, liked, notInterested, seen } = readPerson(dataSet, asked);
  const known = new Set([...history.items, ...liked, ...notInterested, ...seen]);
  const candidates: number[] = [];
  for (const film of mostRated) {
    if (candidates.length >= Math.max(CANDIDATES, limit) || films[film]!.ratingCount === 0) break;
    if (!known.has(film)) candidates.push(film);
  }
  const factors = await sources.findItemFactors();
  const chosen =
    factors === undefined
      ? orderByEntropy(sources, candidates).slice(0, limit)
      : design(sources, factors, { candidates, rated: history.items, limit });
  return chosen.map((film) => films[film]!);
}

/** Of factors that were read before; each belongs to one data set. */
const knownSettings = new WeakMap<ItemFactors, DesignSettings>();

function createSettings(sources: QuestionSources, factors: ItemFactors): DesignSettings {
  const { films } = sources.dataSet;
  const most = countMostRatings(sources);
  const targets = Array.from(sources.mostRated.subarray(0, TARGETS), (film) => ({
    film,
    weight: films[film]!.ratingCount / most,
  }));
  return { ...createVectors(factors), noise: NOISE, targets };
}

function countMostRatings({ dataSet, mostRated }: QuestionSources): number {
  return Math.max(1, dataSet.films[mostRated[0]!]?.ratingCount ?? 1);
}

interface DesignTask {
  readonly candidates: readonly number[];
  readonly rated: Uint32Array;
  readonly limit: number;
}

function design(sources: QuestionSources, factors: ItemFactors, task: DesignTask): number[] {
  const { films } = sources.dataSet;
  const most = countMostRatings(sources);
  const settings = knownSettings.get(factors) ?? createSettings(sources, factors);
  knownSettings.set(factors, settings);
  const questions = new QuestionDesign(settings);
  for (const film of task.rated) questions.add(film);
  const probabilityOf = (film: number) => Math.sqrt(films[film]!.ratingCount / most);
  const left = new Set(task.candidates);
  const chosen: number[] = [];
  while (chosen.length < Math.min(task.limit, MOST_DESIGNED)) {
    const film = questions.choose(left, probabilityOf);
    if (film === undefined) break;
    questions.add(film, probabilityOf(film));
    left.delete(film);
    chosen.push(film);
  }
  return [...chosen, ...left].slice(0, task.limit);
}

/** Factors, and one entry more for how generous somebody is, which every answer tells something about. */
function createVectors({ width, values, peopleCovariance, generosityVariance }: ItemFactors) {
  const prior = new Float64Array((width + 1) ** 2);
  for (let a = 0; a < width; a += 1) {
    prior.set(peopleCovariance.subarray(a * width, (a + 1) * width), a * (width + 1));
  }
  prior[prior.length - 1] = generosityVariance;
  const rows = new Map<number, Float64Array>();
  const rowOf = (film: number) => {
    const known = rows.get(film);
    if (known !== undefined) return known;
    const row = Float64Array.from({ length: width + 1 }, (_, k) => (k < width ? values[film * width + k]! : 1));
    rows.set(film, row);
    return row;
  };
  return { width: width + 1, rowOf, prior };
}

function orderByEntropy({ dataSet }: QuestionSources, candidates: readonly number[]): number[] {
  const { offsets, codes } = dataSet.training.interactions.byItem;
  const worth = new Map(
    candidates.map((film) => {
      const counts = new Map<number, number>();
      const own = codes.subarray(offsets[film]!, offsets[film + 1]!);
      for (const code of own) counts.set(code, (counts.get(code) ?? 0) + 1);
      const entropy = [...counts.values()].reduce((sum, count) => {
        const share = count / own.length;
        return sum - share * Math.log(share);
      }, 0);
      return [film, Math.log(own.length) * entropy];
    }),
  );
  return candidates.toSorted((a, b) => worth.get(b)! - worth.get(a)! || a - b);
}
