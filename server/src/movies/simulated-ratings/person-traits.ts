import type { NumpyRandomState } from '@starweave/numerics';
import type { CatalogueFilm } from '../catalogue/parse-catalogue.ts';
import { TASTE_DIMENSIONS } from './film-traits.ts';

/** What the model plants in a person. */
export interface PersonTraits {
  /** How much they like each shared dimension. */
  readonly taste: Float64Array;
  readonly favouriteKeywords: ReadonlySet<string>;
  readonly favouriteDirectors: ReadonlySet<string>;
  /** The year of the films that they feel at home with. */
  readonly homeYear: number;
  /** In stars: how much more they give than others. */
  readonly generosity: number;
  /** How far their ratings spread for the same differences in liking; 1 is usual. */
  readonly spread: number;
  /** Standard deviation of their moods, in stars. */
  readonly moodiness: number;
  /** In half stars: 1 gives half stars, 2 whole ones only. */
  readonly step: 1 | 2;
  readonly ratingCount: number;
}

const GENEROSITY_DEVIATION = 0.35;
const SPREAD_DEVIATION = 0.25;
const MEAN_MOODINESS = 0.6;
const SHARE_OF_WHOLE_STARS = 0.35;
const FAVOURITE_KEYWORDS = 5;
const FAVOURITE_DIRECTORS = 3;
const HOME_YEAR = 1990;
const HOME_YEAR_DEVIATION = 18;
const FEWEST_RATINGS = 20;
const FURTHER_RATINGS = 40;
const RATING_COUNT_DEVIATION = 0.9;
/** Nobody has seen more than this share of the films. */
const LARGEST_SHARE = 0.4;

/** Draw one person: tastes, habits and how many films they rate (20 and a log-normal number). */
export function drawPerson(films: readonly CatalogueFilm[], random: NumpyRandomState): PersonTraits {
  const taste = random.randn(TASTE_DIMENSIONS);
  const [generosity, spread, moodiness, home, count] = random.randn(5) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [rounding] = random.rand(1);
  const pick = (amount: number, choose: (film: CatalogueFilm, chance: number) => string): Set<string> => {
    const draws = random.rand(amount * 2);
    return new Set(
      Array.from({ length: amount }, (_, index) =>
        choose(films[Math.floor(draws[2 * index]! * films.length)]!, draws[2 * index + 1]!),
      ),
    );
  };
  const pickOf = (list: readonly string[], chance: number) => list[Math.floor(chance * list.length)]!;
  return {
    taste,
    favouriteKeywords: pick(FAVOURITE_KEYWORDS, ({ keywords }, chance) => pickOf(keywords, chance)),
    favouriteDirectors: pick(FAVOURITE_DIRECTORS, ({ directors }, chance) => pickOf(directors, chance)),
    homeYear: HOME_YEAR + HOME_YEAR_DEVIATION * home,
    generosity: GENEROSITY_DEVIATION * generosity,
    spread: Math.exp(SPREAD_DEVIATION * spread),
    moodiness: MEAN_MOODINESS * Math.exp(SPREAD_DEVIATION * moodiness),
    step: rounding! < SHARE_OF_WHOLE_STARS ? 2 : 1,
    ratingCount: Math.min(
      Math.floor(films.length * LARGEST_SHARE),
      FEWEST_RATINGS + Math.round(FURTHER_RATINGS * Math.exp(RATING_COUNT_DEVIATION * count)),
    ),
  };
}
