import type { Film, FilmPerson } from '../film-engine.ts';
import { findItemFactors, type ItemFactors } from '../item-factors.ts';
import { readPerson } from '../known-person.ts';
import { QuestionDesign } from '../question-design.ts';
import type { QuestionSources } from './question-sources.ts';

/** Films to choose from: the most rated ones that the person said nothing about. */
const CANDIDATES = 300;
/** Films whose predictions are to become good. */
const TARGETS = 1000;
/** Variance of a rating around its prediction, in stars²: that of a model with an error of 0.75 stars. */
const NOISE = 0.56;

/**
 * The films to rate first: known to many, and such that answers tell the most about the ratings of all well-known films
 * (`QuestionDesign` on the factors of a model that serves, given the films that the person has rated; a film is known with the
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
  const { dataSet, shelf, mostRated } = sources;
  const { films } = dataSet;
  const { history, liked, notInterested, seen } = readPerson(dataSet, asked);
  const known = new Set([...history.items, ...liked, ...notInterested, ...seen]);
  const open = [...mostRated].filter((film) => !known.has(film) && films[film]!.ratingCount > 0);
  const candidates = open.slice(0, Math.max(CANDIDATES, limit));
  const factors = await findItemFactors(shelf, dataSet.training.interactions.userCount);
  const chosen =
    factors === undefined
      ? orderByEntropy(sources, candidates).slice(0, limit)
      : design(sources, factors, { candidates, rated: history.items, limit });
  return chosen.map((film) => films[film]!);
}

interface DesignTask {
  readonly candidates: readonly number[];
  readonly rated: Uint32Array;
  readonly limit: number;
}

function design({ dataSet, mostRated }: QuestionSources, factors: ItemFactors, task: DesignTask): number[] {
  const { films } = dataSet;
  const { width, values, peopleCovariance } = factors;
  const most = Math.max(1, films[mostRated[0]!]?.ratingCount ?? 1);
  const targets = Array.from(mostRated.subarray(0, TARGETS), (film) => ({
    film,
    weight: films[film]!.ratingCount / most,
  }));
  const questions = new QuestionDesign({ width, values, prior: peopleCovariance, noise: NOISE, targets });
  for (const film of task.rated) questions.add(film);
  const probabilityOf = (film: number) => Math.sqrt(films[film]!.ratingCount / most);
  const left = new Set(task.candidates);
  const chosen: number[] = [];
  while (chosen.length < task.limit && left.size > 0) {
    // Films that tell nothing more come in the order of their popularity.
    const film = questions.choose(left, probabilityOf) ?? left.values().next().value!;
    questions.add(film, probabilityOf(film));
    left.delete(film);
    chosen.push(film);
  }
  return chosen;
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
