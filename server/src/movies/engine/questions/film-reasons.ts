import type { Contribution, Explanation, UserView } from '@starweave/recommender';
import type { KnownPerson } from '../known-person.ts';
import type { Steering } from '../steering.ts';
import { describeCauses, type SentenceContext } from './contribution-sentence.ts';
import type { QuestionSources } from './question-sources.ts';
import { asSentence, sayList, sayOrdinal, sayStars } from './say-stars.ts';
import { describeWishCauses } from './wish-sentence.ts';

/** The most rated films are named by their place up to this one. */
const LAST_NAMED_PLACE = 100;

/** Whose reasons, and what moves their list. */
export interface ReasonContext {
  readonly sources: QuestionSources;
  readonly person: KnownPerson;
  readonly view: UserView;
  readonly steering: Steering;
}

/** Says in one sentence each why films are in somebody's list. */
export class FilmReasons {
  readonly #context: ReasonContext;
  readonly #words: Omit<SentenceContext, 'film'>;
  readonly #places: ReadonlyMap<number, number>;

  constructor(context: ReasonContext) {
    const { sources, person } = context;
    const { codes } = person.history;
    this.#context = context;
    this.#words = {
      films: sources.dataSet.films,
      meanRating: codes.reduce((sum, code) => sum + code, 0) / 2 / Math.max(1, codes.length),
      isStranger: person.isStranger,
      simulated: sources.dataSet.facts.simulated,
    };
    this.#places = new Map(
      Array.from(sources.mostRated.subarray(0, LAST_NAMED_PLACE), (film, place) => [film, place + 1]),
    );
  }

  /**
   * One sentence from what moves the film most: the wish, if it is one of its causes; else what the model made of the
   * person's ratings; where nothing of that speaks for it, what everybody's ratings say.
   */
  createSentence(film: number): string {
    const { sources, view, steering } = this.#context;
    const { films } = sources.dataSet;
    const wish = steering.isEmpty ? undefined : describeWishCauses(films[film]!, steering.explain(film), films);
    const text = wish ?? this.#describePersonal(view.explain(film), film) ?? this.#describeFacts(film);
    return asSentence(text);
  }

  #describePersonal({ contributions }: Explanation, film: number): string | undefined {
    const words = { ...this.#words, film: this.#words.films[film]! };
    const own = describeCauses(contributions, words);
    if (own !== undefined) return own;
    const parts = contributions.filter((part): part is Extract<Contribution, { kind: 'part' }> => part.kind === 'part');
    for (const { part } of parts.toSorted((a, b) => b.amount - a.amount)) {
      const inside = this.#context.view.explainPart?.(part, film);
      const text = inside && describeCauses(inside.contributions, words);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  #describeFacts(film: number): string {
    const { films, facts } = this.#context.sources.dataSet;
    const { ratingCount, meanRating, genres, directors, year } = films[film]!;
    if (ratingCount === 0 || meanRating === undefined) {
      const known = [
        ...(genres.length > 0 ? [`of the genre ${sayList(genres)}`] : []),
        ...(year === undefined ? [] : [`from ${year}`]),
        ...(directors.length > 0 ? [`by ${sayList(directors)}`] : []),
      ];
      return `nobody has rated it yet${known.length > 0 ? `: a film ${known.join(', ')}` : ''}`;
    }
    const place = this.#places.get(film);
    const ratings = `${ratingCount} ${this.#words.simulated ? 'simulated ' : ''}${ratingCount === 1 ? 'rating' : 'ratings'}`;
    const mean = `${ratings} with a mean of ${sayStars(meanRating)}`;
    if (place !== undefined) return `the ${place === 1 ? '' : `${sayOrdinal(place)} `}most rated film here: ${mean}`;
    return `${mean}, where all films together have ${sayStars(facts.meanRating)}`;
  }
}
