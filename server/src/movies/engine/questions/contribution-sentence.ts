import type { Contribution } from '@starweave/recommender';
import type { Film } from '../film-engine.ts';
import { sayFilm, sayList, sayStars } from './say-stars.ts';
import { describeShared, sayFacts } from './shared-facts.ts';

/** What sentences about contributions need to know. */
export interface SentenceContext {
  readonly films: readonly Film[];
  /** The film that they speak of. */
  readonly film: Film;
  /** Mean rating of the person, in stars. */
  readonly meanRating: number;
  readonly isStranger: boolean;
  /** Whether the ratings of the data are simulated; then so are its people. */
  readonly simulated: boolean;
}

type RatedItem = Extract<Contribution, { kind: 'rated-item' }>;
type Neighbour = Extract<Contribution, { kind: 'neighbour' }>;
type Term = Extract<Contribution, { kind: 'term' }>;

/** A second cause is named when it counts at least this share of the first. */
const SECOND_SHARE = 0.3;
const MOST_TERMS = 3;

/**
 * The causes that speak for a film, in words without a full stop, out of the contributions to its score; `undefined` when
 * nothing that the person did speaks for it. Of rated films, similar people and terms those are named that weigh most.
 */
export function describeCauses(contributions: readonly Contribution[], context: SentenceContext): string | undefined {
  const weigh = (kind: Contribution['kind']) =>
    contributions.reduce((sum, { kind: own, amount }) => (own === kind ? sum + Math.max(0, amount) : sum), 0);
  const descriptions = [
    { weight: weigh('rated-item'), describe: () => describeRatedFilms(contributions, context) },
    { weight: weigh('neighbour'), describe: () => describeNeighbours(contributions, context) },
    { weight: weigh('term'), describe: () => describeTerms(contributions, context) },
  ];
  descriptions.sort((a, b) => b.weight - a.weight);
  for (const { weight, describe } of descriptions) {
    const text = weight > 0 ? describe() : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

function describeRatedFilms(contributions: readonly Contribution[], context: SentenceContext): string | undefined {
  const { film, films, meanRating, isStranger } = context;
  const helping = contributions.filter(
    (part): part is RatedItem => part.kind === 'rated-item' && part.amount > 0 && films[part.item] !== undefined,
  );
  const who = isStranger ? 'they' : 'you';
  const named = takeLargest(helping.filter(({ rating }) => rating >= meanRating));
  if (named.length > 0) {
    const ratings = named.map(({ item, rating }, place) => {
      return `${sayFilm(films[item]!)} ${place === 0 ? sayStars(rating) : rating}`;
    });
    const [first] = named.map(({ item }) => films[item]!);
    const shared = describeShared(film, [first!]);
    const common = shared === undefined ? '' : `; like ${sayFilm(first!)} it is ${shared}`;
    return `because ${who} gave ${sayList(ratings)}${common}`;
  }
  const [disliked] = takeLargest(helping);
  if (disliked === undefined) return undefined;
  return `unlike ${sayFilm(films[disliked.item]!)}, which ${who} gave ${sayStars(disliked.rating)}`;
}

function describeNeighbours(contributions: readonly Contribution[], context: SentenceContext): string | undefined {
  const neighbours = contributions.filter((part): part is Neighbour => part.kind === 'neighbour');
  const moved = neighbours.reduce((sum, { amount }) => sum + amount, 0);
  if (neighbours.length === 0 || moved <= 0) return undefined;
  const mean = neighbours.reduce((sum, { rating }) => sum + rating, 0) / neighbours.length;
  const people = context.simulated ? 'simulated people' : 'people';
  const whose = context.isStranger ? 'theirs' : 'yours';
  if (neighbours.length === 1) return `one of the ${people} whose taste is near ${whose} gave it ${sayStars(mean)}`;
  return `the ${neighbours.length} ${people} with a taste nearest to ${whose} who rated it gave it ${sayStars(mean)} on average`;
}

function describeTerms(contributions: readonly Contribution[], { isStranger }: SentenceContext): string | undefined {
  const terms = contributions.filter((part): part is Term => part.kind === 'term' && part.amount > 0);
  const named = takeLargest(terms, MOST_TERMS).map(({ term }) => readTerm(term));
  const valuesOf = (...fields: string[]) =>
    named.flatMap(({ field, value }) => (fields.includes(field) ? [value] : []));
  const facts = { directors: valuesOf('director'), keywords: valuesOf('keyword', 'tag'), genres: valuesOf('genre') };
  const words = valuesOf('title').map((word) => `with “${word}” in the title`);
  const text = [sayFacts(facts), ...words].filter(Boolean).join(', ');
  if (text === '') return undefined;
  return `${text}, like films that ${isStranger ? 'they rate' : 'you rate'} higher than others do`;
}

/** A term as the recommender has it, `director: Michael Mann`, in words. */
export function sayTerm(term: string): string {
  const { field, value } = readTerm(term);
  if (field === 'director') return `directed by ${value}`;
  if (field === 'genre') return `of the genre ${value}`;
  if (field === 'title') return `with “${value}” in the title`;
  if (field === 'tag') return `tagged “${value}”`;
  return field === 'keyword' ? `about “${value}”` : term;
}

function readTerm(term: string): { readonly field: string; readonly value: string } {
  const [, field = '', value = term] = /^(\w+): (.*)$/s.exec(term) ?? [];
  return { field, value };
}

function takeLargest<Part extends Contribution>(parts: readonly Part[], count = 2): readonly Part[] {
  const [first, ...others] = parts.toSorted((a, b) => b.amount - a.amount);
  if (first === undefined) return [];
  return [first, ...others.filter(({ amount }) => amount >= SECOND_SHARE * first.amount).slice(0, count - 1)];
}
