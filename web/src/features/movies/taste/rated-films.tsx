import type { RatedMovie } from '@starweave/contract';
import { PageLink } from '../../../design/page-link.tsx';
import { FilmArt } from '../film/film-art.tsx';
import { pathOfFilm } from '../movie-path.ts';

export interface RatedFilmsProps {
  readonly title: string;
  readonly films: readonly RatedMovie[];
  /** With what had been expected. */
  readonly hasExpectation?: boolean;
}

/** A few films with the ratings that somebody gave them. */
export function RatedFilms({ title, films, hasExpectation = false }: RatedFilmsProps) {
  if (films.length === 0) return null;
  return (
    <div className="grid gap-1.5">
      <h3 className="text-sm font-medium">{title}</h3>
      <ul className="-mx-2 grid">
        {films.map(
          (rated) =>
            rated.movie !== undefined && (
              <li key={rated.movie.movieId}>
                <PageLink
                  to={pathOfFilm(rated.movie.movieId)}
                  className="flex items-center gap-3 rounded-xl px-2 py-1.5 text-sm hover:bg-accent-wash/60"
                >
                  <FilmArt film={rated.movie} kind="swatch" className="w-9 shrink-0 rounded-lg" />
                  <span className="grid min-w-0 flex-1 leading-snug">
                    <span dir="auto" className="truncate font-medium">
                      {rated.movie.title}
                    </span>
                    {hasExpectation && rated.expectedRating !== undefined && (
                      <span className="text-xs text-ink-faint tabular-nums">
                        expected {rated.expectedRating.toFixed(1)}
                      </span>
                    )}
                  </span>
                  <span className="tabular-nums">
                    <span aria-hidden="true" className="text-glow">
                      ★{' '}
                    </span>
                    {rated.rating}
                    <span className="sr-only"> stars</span>
                  </span>
                </PageLink>
              </li>
            ),
        )}
      </ul>
    </div>
  );
}
