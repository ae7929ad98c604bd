import type { NumpyRandomState } from '@starweave/numerics';
import type { ItemFeatures, UserFeatures } from './item-features.ts';

/** Planted latent factors, rows of `factorCount` numbers, with the features that go along with them. */
export interface Planted<Features> {
  readonly factors: Float64Array;
  readonly features: readonly Features[];
}

/** MovieLens's genres, without `(no genres listed)`. */
const plantedGenres: readonly string[] = [
  ...['Action', 'Adventure', 'Animation', 'Children', 'Comedy', 'Crime', 'Documentary', 'Drama', 'Fantasy'],
  ...['Film-Noir', 'Horror', 'IMAX', 'Musical', 'Mystery', 'Romance', 'Sci-Fi', 'Thriller', 'War', 'Western'],
];
const adjectives = ['Silent', 'Crimson', 'Last', 'Hidden', 'Golden', 'Broken', 'Electric', 'Winter', 'Lost', 'Distant'];
const nouns = ['Harbour', 'Empire', 'Garden', 'Signal', 'River', 'Promise', 'Machine', 'Orchard', 'Voyage', 'Mirror'];
const tagPairs = [
  ['slow', 'fast-paced'],
  ['bleak', 'feel-good'],
  ['realistic', 'dreamlike'],
  ['quiet', 'spectacular'],
  ['classic', 'modern'],
  ['tragic', 'funny'],
] as const;
const ageGroups = ['under 18', '18–24', '25–34', '35–44', '45–49', '50–55', '56 and over'];
const occupations = ['artist', 'student', 'engineer', 'teacher', 'farmer', 'lawyer', 'nurse', 'retired'];

/** About half of a film's taste comes from its genres, so that content says something about films that nobody has rated. */
const GENRE_SHARE = 0.7;
const GROUP_SHARE = 0.4;
const FILMS_PER_DIRECTOR = 6;

/** Films whose factors go along with their genres; the sign of a factor shows in a tag. */
export function createPlantedFilms(
  itemCount: number,
  factorCount: number,
  random: NumpyRandomState,
): Planted<ItemFeatures> {
  const genreFactors = random.randn(plantedGenres.length * factorCount);
  const factors = random.randn(itemCount * factorCount);
  const draws = random.rand(itemCount * 6);
  const features = Array.from({ length: itemCount }, (_, item) => {
    const draw = (index: number, count: number) => Math.floor(draws[item * 6 + index]! * count);
    const chosen = new Set(Array.from({ length: 1 + draw(0, 3) }, (_, index) => draw(1 + index, plantedGenres.length)));
    const own = factors.subarray(item * factorCount, (item + 1) * factorCount);
    addGroups(own, genreFactors, { groups: [...chosen], share: GENRE_SHARE });
    const year = 1930 + draw(4, 95);
    return {
      title: `The ${adjectives[item % 10]} ${nouns[Math.floor(item / 10) % 10]} ${item} (${year})`,
      year,
      genres: [...chosen].sort((a, b) => a - b).map((genre) => plantedGenres[genre]!),
      tags: tagPairs.slice(0, factorCount).map(([low, high], factor) => (own[factor]! < 0 ? low : high)),
      directors: [`Director ${draw(5, Math.ceil(itemCount / FILMS_PER_DIRECTOR))}`],
      keywords: [nouns[item % 10]!.toLowerCase()],
    };
  });
  return { factors, features };
}

/** People whose factors go along, a little, with their age and occupation. */
export function createPlantedPeople(
  userCount: number,
  factorCount: number,
  random: NumpyRandomState,
): Planted<UserFeatures> {
  const groupFactors = random.randn((ageGroups.length + occupations.length) * factorCount);
  const factors = random.randn(userCount * factorCount);
  const draws = random.rand(userCount * 3);
  const features = Array.from({ length: userCount }, (_, user) => {
    const age = Math.floor(draws[user * 3]! * ageGroups.length);
    const occupation = Math.floor(draws[user * 3 + 1]! * occupations.length);
    const own = factors.subarray(user * factorCount, (user + 1) * factorCount);
    addGroups(own, groupFactors, { groups: [age, ageGroups.length + occupation], share: GROUP_SHARE });
    return new Map([
      ['age', ageGroups[age]!],
      ['gender', draws[user * 3 + 2]! < 0.5 ? 'F' : 'M'],
      ['occupation', occupations[occupation]!],
    ]);
  });
  return { factors, features };
}

/** Mix the groups' mean into a row of factors so that its variance stays 1. */
function addGroups(own: Float64Array, groupFactors: Float64Array, mix: { groups: number[]; share: number }): void {
  const scale = mix.share / Math.sqrt(mix.groups.length);
  const rest = Math.sqrt(1 - mix.share ** 2);
  for (let factor = 0; factor < own.length; factor += 1) {
    let sum = 0;
    for (const group of mix.groups) sum += groupFactors[group * own.length + factor]!;
    own[factor] = own[factor]! * rest + sum * scale;
  }
}
