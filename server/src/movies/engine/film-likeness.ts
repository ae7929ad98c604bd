import type { ScoredItem, Scorer } from '@starweave/recommender';
import type { Film } from './film-engine.ts';

/** How many films a model is asked for; those beyond are not like it at all. */
const NEAREST = 500;
/** What a model finds alike is a guess where ratings are few; facts are not. But genres alone say little. */
const FACTS_SHARE = 0.7;
const MODEL_SHARE = 0.3;
const GENRE_SHARE = 0.5;
const KEYWORD_SHARE = 0.3;
const DIRECTOR_SHARE = 0.2;
/** So many keywords in common count as much as can be. */
const FULL_KEYWORDS = 2;
/** Bytes of likenesses that are kept for each model. */
const KEPT_BYTES = 8e6;

/** What a model is asked. */
type SimilarItems = Pick<Scorer, 'findSimilarItems'>;

/**
 * How alike films are, from 0 to 1, by what they are and by who liked them:
 *
 *   likeness(a, f) = (0.7 · facts(a, f) + 0.3 · model(a, f)) / (0.7 · known(a) + 0.3)
 *
 * facts = 0.5 · Jaccard(genres) + 0.3 · min(1, keywords in common / 2) + 0.2 · [a director in common], and known the sum of
 * the shares of what is known about a, so that the less is known the more the model says. model = the model's own similarity as
 * a share of the one of a's nearest film, 0 beyond its 500 nearest; one that finds nothing alike leaves facts / known. A film
 * is not like itself (0).
 */
export class FilmLikeness {
  readonly #films: readonly Film[];
  #facts: FactIndex | undefined;
  readonly #kept = new WeakMap<SimilarItems, Map<string, Float32Array>>();

  constructor(films: readonly Film[]) {
    this.#films = films;
  }

  /**
   * The likeness of every film to one of them; not to be changed.
   * @param passedOver genres in lower case that are not compared: whether films have them or not makes them no less alike
   */
  measure(scorer: SimilarItems, anchor: number, passedOver: ReadonlySet<string> = new Set()): Float32Array {
    const kept = this.#kept.get(scorer) ?? new Map<string, Float32Array>();
    this.#kept.set(scorer, kept);
    const name = [anchor, ...[...passedOver].sort()].join('|');
    const known = kept.get(name);
    if (known !== undefined) return known;
    const likeness = new Float32Array(this.#films.length);
    const knownShare = this.#addFacts(likeness, anchor, passedOver);
    const nearest = scorer.findSimilarItems(anchor, NEAREST).filter(({ score }) => score > 0);
    if (nearest.length > 0) blend(likeness, knownShare, nearest);
    else if (knownShare > 0) scale(likeness, 1 / knownShare);
    likeness[anchor] = 0;
    if ((kept.size + 1) * likeness.byteLength > KEPT_BYTES) kept.delete(kept.keys().next().value!);
    kept.set(name, likeness);
    return likeness;
  }

  /** Adds facts(a, f) to every film; returns known(a). */
  #addFacts(likeness: Float32Array, anchor: number, passedOver: ReadonlySet<string>): number {
    const { keywords, directors } = this.#films[anchor]!;
    this.#facts ??= indexFacts(this.#films);
    const { combinations, combinationOf, byKeyword, byDirector } = this.#facts;
    const compared = combinations.map((genres) => leaveOut(genres, passedOver));
    const own = compared[combinationOf[anchor]!]!;
    const shares = compared.map((genres) => GENRE_SHARE * computeJaccard(own, genres));
    for (let film = 0; film < likeness.length; film += 1) likeness[film]! += shares[combinationOf[film]!]!;
    addShared(byKeyword, keywords, (film, count) => {
      likeness[film]! += KEYWORD_SHARE * Math.min(1, count / FULL_KEYWORDS);
    });
    addShared(byDirector, directors, (film) => {
      likeness[film]! += DIRECTOR_SHARE;
    });
    return (
      (own.size > 0 ? GENRE_SHARE : 0) +
      (keywords.length > 0 ? KEYWORD_SHARE : 0) +
      (directors.length > 0 ? DIRECTOR_SHARE : 0)
    );
  }
}

function blend(likeness: Float32Array, knownShare: number, nearest: readonly ScoredItem[]): void {
  const whole = FACTS_SHARE * knownShare + MODEL_SHARE;
  scale(likeness, FACTS_SHARE / whole);
  const best = nearest[0]!.score;
  for (const { item, score } of nearest) likeness[item]! += (MODEL_SHARE / whole) * Math.min(1, score / best);
}

function scale(values: Float32Array, factor: number): void {
  for (let place = 0; place < values.length; place += 1) values[place]! *= factor;
}

function leaveOut(genres: ReadonlySet<string>, passedOver: ReadonlySet<string>): ReadonlySet<string> {
  if (passedOver.size === 0) return genres;
  return new Set([...genres].filter((genre) => !passedOver.has(genre.toLowerCase())));
}

function computeJaccard(first: ReadonlySet<string>, second: ReadonlySet<string>): number {
  let both = 0;
  for (const genre of first) if (second.has(genre)) both += 1;
  const either = first.size + second.size - both;
  return either === 0 ? 0 : both / either;
}

function append(postings: Map<string, number[]>, name: string, film: number): void {
  const films = postings.get(name);
  if (films === undefined) postings.set(name, [film]);
  else films.push(film);
}

function addShared(
  postings: ReadonlyMap<string, readonly number[]>,
  names: readonly string[],
  add: (film: number, count: number) => void,
): void {
  const counts = new Map<number, number>();
  for (const name of new Set(names)) {
    for (const film of postings.get(name) ?? []) counts.set(film, (counts.get(film) ?? 0) + 1);
  }
  counts.forEach((count, film) => {
    add(film, count);
  });
}

/** Films by what is known about them. */
interface FactIndex {
  /** Combinations of genres, of which there are far fewer than films, and each film's by number. */
  readonly combinations: readonly ReadonlySet<string>[];
  readonly combinationOf: Uint32Array;
  readonly byKeyword: ReadonlyMap<string, readonly number[]>;
  readonly byDirector: ReadonlyMap<string, readonly number[]>;
}

function indexFacts(films: readonly Film[]): FactIndex {
  const numbers = new Map<string, number>();
  const combinations: ReadonlySet<string>[] = [];
  const combinationOf = Uint32Array.from(films, ({ genres }) => {
    const name = [...genres].sort().join('|');
    const number = numbers.get(name) ?? combinations.length;
    if (number === combinations.length) {
      combinations.push(new Set(genres));
      numbers.set(name, number);
    }
    return number;
  });
  const byKeyword = new Map<string, number[]>();
  const byDirector = new Map<string, number[]>();
  films.forEach(({ keywords, directors }, film) => {
    for (const keyword of new Set(keywords)) append(byKeyword, keyword, film);
    for (const director of new Set(directors)) append(byDirector, director, film);
  });
  return { combinations, combinationOf, byKeyword, byDirector };
}
