import type { Movie } from '@starweave/contract';
import type { ReactNode } from 'react';
import { PageLink } from '../../../design/page-link.tsx';
import { pathOfFilm } from '../movie-path.ts';

export interface FilmPictureLinkProps {
  readonly movieId: number;
  readonly className: string;
  readonly children: ReactNode;
}

/** A film's picture as a way to its page. For the pointer alone: the title beside it leads there too. */
export function FilmPictureLink({ movieId, className, children }: FilmPictureLinkProps) {
  return (
    <PageLink to={pathOfFilm(movieId)} tabIndex={-1} aria-hidden="true" className={`block ${className}`}>
      {children}
    </PageLink>
  );
}

export interface FilmTitleLinkProps {
  readonly film: Pick<Movie, 'movieId' | 'title'>;
  /** How many lines it may take. */
  readonly className: 'line-clamp-2' | 'line-clamp-3';
}

/** A film's title as a way to its page. */
export function FilmTitleLink({ film, className }: FilmTitleLinkProps) {
  return (
    <PageLink to={pathOfFilm(film.movieId)} className={`${className} decoration-1 underline-offset-4 hover:underline`}>
      {film.title}
    </PageLink>
  );
}
