import type { Movie } from '@starweave/contract';
import { Skeleton } from '../../../design/skeleton.tsx';
import { FeedbackButtons } from './feedback-buttons.tsx';
import { FilmArt } from './film-art.tsx';
import { FilmFacts } from './film-card.tsx';
import { FilmPictureLink, FilmTitleLink } from './film-links.tsx';
import { Stars } from './stars.tsx';

export interface FilmTileProps {
  readonly film: Movie;
  /** 0.5 to 5: what a model expects. */
  readonly predictedRating?: number | undefined;
  /** One sentence. */
  readonly explanation?: string;
  /** With like, not interested and already seen below it. */
  readonly hasFeedback?: boolean;
}

/** A film in a grid or on a shelf: its picture first. */
export function FilmTile({ film, predictedRating, explanation = '', hasFeedback = false }: FilmTileProps) {
  return (
    <article aria-label={film.title} className="group flex h-full flex-col gap-2.5">
      <FilmPictureLink
        movieId={film.movieId}
        className="rounded-2xl transition-transform duration-300 ease-calm group-hover:-translate-y-1"
      >
        <FilmArt film={film} className="w-full rounded-2xl shadow-picture" />
      </FilmPictureLink>
      <div className="grid content-start gap-0.5">
        <h3 className="text-[0.9375rem] leading-snug font-medium wrap-anywhere" dir="auto">
          <FilmTitleLink film={film} className="line-clamp-2" />
        </h3>
        <FilmFacts film={film} genreCount={2} />
        {predictedRating !== undefined && <Stars label="Expected" value={predictedRating} size={13} />}
        {explanation !== '' && <p className="mt-1 line-clamp-3 text-sm text-ink-soft">{explanation}</p>}
      </div>
      {hasFeedback && (
        <div className="mt-auto -ml-2">
          <FeedbackButtons film={film} />
        </div>
      )}
    </article>
  );
}

/** The shape of a tile while it is on its way. */
export function FilmTileSkeleton() {
  return (
    <div className="flex flex-col gap-2.5">
      <Skeleton className="aspect-square rounded-2xl" />
      <Skeleton className="h-4 w-4/5" />
      <Skeleton className="h-3.5 w-3/5 opacity-70" />
    </div>
  );
}
