import type { Scorer, UserView } from '@starweave/recommender';
import type { Film, GenreWeight } from './film-engine.ts';
import type { FilmLikeness } from './film-likeness.ts';

/** How many deviations of a score each kind of wish moves a film by. */
const WEIGHTS = { like: 12, genre: 1 };
/** "Like Heat, but funnier" is about both: neither a thriller without a joke nor any comedy will do, however well it scores. */
const COMPARED_WEIGHTS = { like: 20, genre: 4 };
const FEEDBACK_WEIGHT = 2;
const MOST_GENRES = 3;
/** No score is more than so many deviations above the mean. */
const LARGEST_LEAD = 3;
/** More of each kind of feedback than this, the first ones, are passed over: tastes change. */
const MOST_FEEDBACK = 50;

/** What moves a list besides ratings. */
export interface Wishes {
  /** Indexes of films that it should be like. */
  readonly likeFilms: readonly number[];
  readonly genreWeights: readonly GenreWeight[];
  /** Feedback: films that were liked without a rating, and those that somebody wasn't interested in. */
  readonly liked: readonly number[];
  readonly notInterested: readonly number[];
}

/** One part of what moves a film, in deviations. */
export interface WishPart {
  readonly kind: 'like-film' | 'genre' | 'liked' | 'not-interested';
  readonly amount: number;
  /** The film that it is like, or the genre that it has. */
  readonly film?: number;
  readonly genre?: string;
}

/**
 * Moves films by what somebody said apart from ratings:
 *
 *   score'(f) = score(f) + σ · (12 · L(f) + G(f) + 2 · F(f))
 *
 * where σ is the deviation of the scores over the 200 films with most ratings, so that a wish means the same for every model,
 * and at least a third of how far the best of them lies above their mean, so that no score outweighs every wish;
 * L(f) the mean likeness of f to the films that the list should be like, genres with a weight passed over; G(f) the sum of the
 * weights of f's genres, from −3 to 3; where there are both, 20 · L(f) + 4 · G(f) takes their place. F(f) the likeness to the liked film that is most like f, minus the likeness to the film of no interest that is. Likeness
 * is `FilmLikeness`. A wish that isn't there adds 0; without any the scores stay as they are.
 */
export class Steering {
  readonly #wishes: Wishes;
  readonly #films: readonly Film[];
  readonly #measure: (anchor: number) => Float32Array;
  readonly #measureWished: (anchor: number) => Float32Array;
  readonly #weights: ReadonlyMap<string, number>;
  readonly #scale: typeof WEIGHTS;

  constructor(wishes: Wishes, films: readonly Film[], likeness: FilmLikeness, scorer: Scorer) {
    this.#wishes = {
      ...wishes,
      liked: wishes.liked.slice(-MOST_FEEDBACK),
      notInterested: wishes.notInterested.slice(-MOST_FEEDBACK),
    };
    this.#films = films;
    this.#measure = (anchor) => likeness.measure(scorer, anchor);
    const weights = new Map<string, number>();
    for (const { genre, weight } of wishes.genreWeights) {
      const name = genre.toLowerCase();
      weights.set(name, (weights.get(name) ?? 0) + weight);
    }
    this.#weights = weights;
    this.#scale = weights.size > 0 && wishes.likeFilms.length > 0 ? COMPARED_WEIGHTS : WEIGHTS;
    const wished = new Set(weights.keys());
    this.#measureWished = (anchor) => likeness.measure(scorer, anchor, wished);
  }

  get isEmpty(): boolean {
    const { likeFilms, liked, notInterested } = this.#wishes;
    return likeFilms.length + liked.length + notInterested.length + this.#weights.size === 0;
  }

  /** Deviations to add to every film, times `deviation`. */
  addTo(scores: Float32Array, deviation: number): void {
    const { likeFilms, liked, notInterested } = this.#wishes;
    for (const anchor of likeFilms)
      addScaled(scores, this.#measureWished(anchor), (deviation * this.#scale.like) / likeFilms.length);
    for (const [anchors, sign] of [
      [liked, 1],
      [notInterested, -1],
    ] as const) {
      if (anchors.length > 0) addScaled(scores, this.#measureMost(anchors), sign * deviation * FEEDBACK_WEIGHT);
    }
    if (this.#weights.size === 0) return;
    // Films with the same genres share one list of them, and there are far fewer of those than films.
    const amounts = new Map<readonly string[], number>();
    for (let film = 0; film < scores.length; film += 1) {
      const { genres } = this.#films[film]!;
      const amount = amounts.get(genres) ?? sumAmounts(this.#listGenreParts(film));
      amounts.set(genres, amount);
      scores[film]! += deviation * amount;
    }
  }

  /** What moves one film, the parts that are not 0; they add up to what `addTo` adds with a deviation of 1. */
  explain(film: number): WishPart[] {
    const { likeFilms, liked, notInterested } = this.#wishes;
    const parts: WishPart[] = likeFilms.map((anchor) => ({
      kind: 'like-film',
      film: anchor,
      amount: (this.#scale.like * this.#measureWished(anchor)[film]!) / likeFilms.length,
    }));
    for (const [anchors, kind, sign] of [
      [liked, 'liked', 1],
      [notInterested, 'not-interested', -1],
    ] as const) {
      const closest = this.#findClosest(anchors, film);
      if (closest === undefined) continue;
      parts.push({ kind, film: closest, amount: sign * FEEDBACK_WEIGHT * this.#measure(closest)[film]! });
    }
    return [...parts, ...this.#listGenreParts(film)].filter(({ amount }) => amount !== 0);
  }

  #listGenreParts(film: number): WishPart[] {
    if (this.#weights.size === 0) return [];
    const own = this.#films[film]!.genres.flatMap((genre): WishPart[] => {
      const weight = this.#weights.get(genre.toLowerCase());
      return weight === undefined ? [] : [{ kind: 'genre', genre, amount: this.#scale.genre * weight }];
    });
    const sum = sumAmounts(own);
    const most = this.#scale.genre * MOST_GENRES;
    const factor = Math.abs(sum) > most ? most / Math.abs(sum) : 1;
    return factor === 1 ? own : own.map((part) => ({ ...part, amount: factor * part.amount }));
  }

  #measureMost(anchors: readonly number[]): Float32Array {
    const most = new Float32Array(this.#films.length);
    for (const anchor of anchors) {
      const likeness = this.#measure(anchor);
      for (let film = 0; film < most.length; film += 1) if (likeness[film]! > most[film]!) most[film] = likeness[film]!;
    }
    return most;
  }

  #findClosest(anchors: readonly number[], film: number): number | undefined {
    let closest: number | undefined;
    let most = 0;
    for (const anchor of anchors) {
      const likeness = this.#measure(anchor)[film]!;
      if (likeness <= most) continue;
      most = likeness;
      closest = anchor;
    }
    return closest;
  }
}

/** A view whose scores are moved. */
export function steerView(view: UserView, steering: Steering, reference: Uint32Array): UserView {
  if (steering.isEmpty) return view;
  return {
    predict: (item) => view.predict(item),
    explain: (item) => view.explain(item),
    scoreItems: (scores) => {
      view.scoreItems(scores);
      steering.addTo(
        scores,
        computeDeviation(reference, (film) => scores[film]!),
      );
    },
  };
}

/** σ of `Steering`: of something over reference films; 1 where it is the same for all. */
export function computeDeviation(reference: Uint32Array, measure: (film: number) => number): number {
  const values = Array.from(reference, measure);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const highest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return deviation > 0 ? Math.max(deviation, (highest - mean) / LARGEST_LEAD) : 1;
}

function addScaled(scores: Float32Array, values: Float32Array, factor: number): void {
  for (let film = 0; film < scores.length; film += 1) scores[film]! += factor * values[film]!;
}

function sumAmounts(parts: readonly WishPart[]): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0);
}
