import { fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { type Movie, type MovieCard, MovieCardSchema } from '@starweave/contract';

const mostNamed = 20;

/** A card as its message's row holds it. */
export function toStoredMovieCard(card: MovieCard): JsonValue {
  return toJson(MovieCardSchema, card);
}

/** The card of a row; undefined for a message without one. Fields that an earlier or later version wrote are passed over. */
export function readStoredMovieCard(stored: unknown): MovieCard | undefined {
  if (stored === null || stored === undefined) return undefined;
  return fromJson(MovieCardSchema, stored as JsonValue, { ignoreUnknownFields: true });
}

/** What a language model reads in a card's place, as in `[Films: Heat (1995), Ronin (1998)]`. */
export function describeMovieCard({ recommendations, questions }: MovieCard): string {
  const films = recommendations.slice(0, mostNamed).map(nameFilm);
  const asked = questions.map(({ title, candidates }) => {
    const choices = candidates.slice(0, mostNamed).map(nameFilm).join(', ');
    return `which film "${title.slice(0, 100)}" is${choices === '' ? '' : `: ${choices}`}`;
  });
  const parts = [
    ...(films.length > 0 ? [`Films: ${films.join(', ')}`] : []),
    ...(asked.length > 0 ? [`Asked ${asked.join('; ')}`] : []),
  ];
  return `[${parts.length > 0 ? parts.join('. ') : 'No films'}]`;
}

function nameFilm({ title, year }: Pick<Movie, 'title' | 'year'>): string {
  const short = title.length > 100 ? `${title.slice(0, 100)}…` : title;
  return year === 0 ? short : `${short} (${year})`;
}
