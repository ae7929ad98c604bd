import type { Movie } from '@starweave/contract';
import { PageLink } from '../../../design/page-link.tsx';
import { FilmArt } from '../film/film-art.tsx';
import { FilmFacts } from '../film/film-card.tsx';
import { FilmPictureLink } from '../film/film-links.tsx';
import { StarRating } from '../film/star-rating.tsx';
import { Stars } from '../film/stars.tsx';
import { useFilmActions } from '../film/use-film-actions.ts';
import { pathOfFilm } from '../movie-path.ts';

/** One film of a search: what tells it from the others, and a place to rate it. */
export function FoundFilm({ film }: { readonly film: Movie }) {
  const { rating, rate } = useFilmActions(film);
  const { movieId, title, directors, meanRating, ratingCount } = film;
  return (
    <li className="@container border-b border-line py-3.5">
      <div className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-4 sm:grid-cols-[5.5rem_minmax(0,1fr)_auto]">
        <FilmPictureLink movieId={movieId} className="row-span-2 self-start">
          <FilmArt film={film} kind="swatch" className="w-full rounded-xl" />
        </FilmPictureLink>
        <div className="grid min-w-0 content-start gap-0.5">
          <h2 className="text-lg leading-snug font-medium wrap-anywhere" dir="auto">
            <PageLink
              to={pathOfFilm(movieId)}
              data-found-film
              className="line-clamp-2 rounded decoration-1 underline-offset-4 hover:underline"
            >
              {title}
            </PageLink>
          </h2>
          <FilmFacts film={film} />
          {directors.length > 0 && (
            <p dir="auto" className="truncate text-sm text-ink-faint">
              by {directors.join(', ')}
            </p>
          )}
          {meanRating !== undefined && (
            <p className="flex flex-wrap items-center gap-x-2 text-sm text-ink-faint">
              <Stars label="Everyone’s mean rating" value={meanRating} size={13} />
              {ratingCount === 1 ? '1 rating' : `${ratingCount.toLocaleString('en')} ratings`}
            </p>
          )}
        </div>
        <div className="col-start-2 pt-1 sm:col-start-3 sm:row-start-1 sm:self-center sm:pt-0">
          <StarRating title={title} rating={rating} onRate={rate} size={24} />
        </div>
      </div>
    </li>
  );
}
