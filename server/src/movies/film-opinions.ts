import type { FilmPerson, PersonFeedback, PersonRating } from './engine/film-engine.ts';
import type { BriefOpinion } from './film-opinion-store.ts';

/** A person's opinions, to look up by film and to ask the engine with. */
export interface FilmOpinions {
  readonly rows: readonly BriefOpinion[];
  /** Films that the person has rated. */
  readonly ratingCount: number;
  readonly person: FilmPerson & { readonly kind: 'person' };
  find(filmKey: string): BriefOpinion | undefined;
}

export function createFilmOpinions(rows: readonly BriefOpinion[]): FilmOpinions {
  const byKey = new Map(rows.map((row) => [row.filmKey, row]));
  const ratings = rows.flatMap(({ filmKey, halfStars, ratedAt }): PersonRating[] =>
    halfStars === null ? [] : [{ filmKey, halfStars, ratedAt }],
  );
  const feedback = rows.flatMap(({ filmKey, feedback: kind }): PersonFeedback[] =>
    kind === null ? [] : [{ filmKey, kind }],
  );
  return {
    rows,
    ratingCount: ratings.length,
    person: { kind: 'person', ratings, feedback },
    find: (filmKey) => byKey.get(filmKey),
  };
}
