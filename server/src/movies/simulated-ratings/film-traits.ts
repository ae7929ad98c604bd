import type { NumpyRandomState } from '@starweave/numerics';
import type { CatalogueFilm } from '../catalogue/parse-catalogue.ts';

/** What the model plants in a film. */
export interface FilmTraits {
  /** TASTE_DIMENSIONS numbers of length 1 a film: what it offers. */
  readonly offers: Float64Array;
  /** In stars, around 0: what everybody sees in it. */
  readonly quality: Float64Array;
  /** How likely it is to have been seen, in proportion. */
  readonly fame: Float64Array;
}

/** The number of shared dimensions of taste. */
export const TASTE_DIMENSIONS = 6;

/** How much genre, decade, director and keyword say about what a film offers. */
const kindWeights = { genre: 1.5, decade: 0.7, director: 0.6, keyword: 0.8 };
const QUALITY_DEVIATION = 0.35;
const FAME_DEVIATION = 0.9;
/** Fame falls by e in so many years; what is older than that has survived and falls no further than to e^−2. */
const FAME_YEARS = 30;
const NEWEST_YEAR = 2023;
const ABROAD = 0.6;
/** How much a star of quality adds to the logarithm of fame. */
const FAME_OF_QUALITY = 0.8;

/** Draw what every film offers, from its genres, decade, directors and keywords; its quality; and its fame. */
export function drawFilmTraits(films: readonly CatalogueFilm[], random: NumpyRandomState): FilmTraits {
  const offers = drawOffers(films, random);
  const quality = random.randn(films.length).map((value) => value * QUALITY_DEVIATION);
  const luck = random.randn(films.length);
  const fame = Float64Array.from(films, ({ year, country }, film) => {
    const age = Math.max(-2, (year - NEWEST_YEAR) / FAME_YEARS);
    const reach = country === 'US' ? 1 : ABROAD;
    return reach * Math.exp(age + FAME_DEVIATION * luck[film]! + FAME_OF_QUALITY * quality[film]!);
  });
  return { offers, quality, fame };
}

function drawOffers(films: readonly CatalogueFilm[], random: NumpyRandomState): Float64Array {
  const loadings = new Map<string, Float64Array>();
  const loadingOf = (kind: string, value: string | number): Float64Array => {
    const key = `${kind} ${value}`;
    const loading = loadings.get(key) ?? random.randn(TASTE_DIMENSIONS);
    loadings.set(key, loading);
    return loading;
  };
  const offers = new Float64Array(films.length * TASTE_DIMENSIONS);
  for (const [film, { genres, year, directors, keywords }] of films.entries()) {
    const offer = offers.subarray(film * TASTE_DIMENSIONS, (film + 1) * TASTE_DIMENSIONS);
    const decade = Math.floor(year / 10) * 10;
    for (const [kind, values] of Object.entries({
      genre: genres,
      decade: [decade],
      director: directors,
      keyword: keywords,
    })) {
      const weight = kindWeights[kind as keyof typeof kindWeights] / Math.sqrt(values.length);
      for (const value of values) addScaled(offer, loadingOf(kind, value), weight);
    }
    const length = Math.hypot(...offer);
    for (let dimension = 0; dimension < TASTE_DIMENSIONS; dimension += 1) offer[dimension]! /= length;
  }
  return offers;
}

function addScaled(sum: Float64Array, vector: Float64Array, weight: number): void {
  for (let dimension = 0; dimension < sum.length; dimension += 1) sum[dimension]! += weight * vector[dimension]!;
}
