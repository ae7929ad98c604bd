import type { CatalogueFilm } from '../catalogue/parse-catalogue.ts';
import { type FilmTraits, TASTE_DIMENSIONS } from './film-traits.ts';
import type { PersonTraits } from './person-traits.ts';

/** In stars, as are all of these. */
const SHARED_TASTE = 0.5;
const FAVOURITE_KEYWORD = 0.3;
const FAVOURITE_DIRECTOR = 0.5;
const HOME_DECADES = 0.25;
const HOME_YEARS = 15;

/** In stars, by place in the catalogue: how much more or less than others a person likes each film. */
export type MeasureLiking = (person: PersonTraits) => Float64Array;

/** Liking = shared taste + favourite keywords + a favourite director + the decades that one feels at home in. */
export function createMeasureLiking(films: readonly CatalogueFilm[], traits: FilmTraits): MeasureLiking {
  const filmsByKeyword = listByWord(films, ({ keywords }) => keywords);
  const filmsByDirector = listByWord(films, ({ directors }) => directors);
  return (person) => {
    const liking = Float64Array.from(films, ({ year }, film) => {
      const home = Math.exp(-(((year - person.homeYear) / HOME_YEARS) ** 2));
      return SHARED_TASTE * multiply(person.taste, traits.offers, film) + HOME_DECADES * home;
    });
    for (const keyword of person.favouriteKeywords) {
      for (const film of filmsByKeyword.get(keyword) ?? []) liking[film]! += FAVOURITE_KEYWORD;
    }
    const directed = new Set([...person.favouriteDirectors].flatMap((director) => filmsByDirector.get(director) ?? []));
    for (const film of directed) liking[film]! += FAVOURITE_DIRECTOR;
    return liking;
  };
}

function multiply(taste: Float64Array, offers: Float64Array, film: number): number {
  let sum = 0;
  for (let dimension = 0; dimension < TASTE_DIMENSIONS; dimension += 1) {
    sum += taste[dimension]! * offers[film * TASTE_DIMENSIONS + dimension]!;
  }
  return sum;
}

function listByWord(
  films: readonly CatalogueFilm[],
  wordsOf: (film: CatalogueFilm) => readonly string[],
): ReadonlyMap<string, number[]> {
  const lists = new Map<string, number[]>();
  for (const [index, film] of films.entries()) {
    for (const word of wordsOf(film)) {
      const list = lists.get(word);
      if (list === undefined) lists.set(word, [index]);
      else list.push(index);
    }
  }
  return lists;
}
