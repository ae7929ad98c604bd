import type { FilmFilter, UnderstoodWish } from '../film-engine.ts';
import { parseWish } from '../wish/parse-wish.ts';
import type { QuestionSources } from './question-sources.ts';

/** Well known: as many ratings as the most rated tenth of the films; little known: no more than three quarters of them have. */
const WELL_KNOWN = 0.1;
const LITTLE_KNOWN = 0.25;

/**
 * A wish in words, such as "something like Heat, but funnier, after 2000", by a small grammar (`parseWish`, with the meaning
 * of words in `wish-words.ts`): films to be like, genres and years to keep to, genres to have more or less of, directors.
 * Well-known films have at least as many ratings as the most rated tenth, little-known ones at most as many as three quarters
 * of the rated films have, and one at least. A title that several films have, or that none has, becomes a question; genres
 * that no film has and words that mean nothing are listed.
 */
export function understandWish(sources: QuestionSources, words: string): UnderstoodWish {
  const { films } = sources.dataSet;
  const wish = parseWish(words, sources.wishes);
  const known = sources.genreNames;
  const listKnown = (genres: readonly string[]) => genres.flatMap((genre) => known.get(genre.toLowerCase()) ?? []);
  const missing = [...wish.genres, ...wish.withoutGenres].filter((genre) => !known.has(genre.toLowerCase()));
  const genres = listKnown(wish.genres);
  // Of several kinds one is enough; films of all of them come first.
  const preferred = genres.length > 1 ? genres.map((genre) => ({ genre, weight: 1 })) : [];
  const filter: FilmFilter = {
    ...(genres.length > 0 && { genres }),
    ...(wish.withoutGenres.length > 0 && { withoutGenres: listKnown(wish.withoutGenres) }),
    ...(wish.yearFrom !== undefined && { yearFrom: wish.yearFrom }),
    ...(wish.yearTo !== undefined && { yearTo: wish.yearTo }),
    ...createFameFilter(wish.fames, sources),
  };
  return {
    likeFilms: wish.likeFilms.map((film) => films[film]!),
    filter,
    genreWeights: [...wish.weights, ...preferred],
    ...(wish.directors.length > 0 && { directors: wish.directors }),
    ignoredWords: [...wish.ignoredWords, ...missing],
    questions: wish.questions.map(({ title, candidates }) => ({
      title,
      candidates: candidates.map((film) => films[film]!),
    })),
  };
}

function createFameFilter(
  fames: readonly ('well-known' | 'little-known')[],
  { dataSet, mostRated }: QuestionSources,
): FilmFilter {
  if (fames.length === 0) return {};
  const rated = mostRated.filter((film) => dataSet.films[film]!.ratingCount > 0);
  const countAt = (share: number) => {
    const film = rated[Math.min(rated.length - 1, Math.floor(share * rated.length))];
    return film === undefined ? 1 : dataSet.films[film]!.ratingCount;
  };
  return {
    ...(fames.includes('well-known') && { ratingCountFrom: countAt(WELL_KNOWN) }),
    ...(fames.includes('little-known') && { ratingCountFrom: 1, ratingCountTo: countAt(LITTLE_KNOWN) }),
  };
}
