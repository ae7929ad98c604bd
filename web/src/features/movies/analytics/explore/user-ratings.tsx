import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { RatedMovie } from '@starweave/contract';
import { useState } from 'react';
import { useRequest } from '../../../../api/use-request.ts';
import { Button } from '../../../../design/button.tsx';
import { formatCount } from '../../../../design/charts/format-number.ts';
import { PageLink } from '../../../../design/page-link.tsx';
import { Skeleton } from '../../../../design/skeleton.tsx';
import { useFilmSession } from '../../film/film-context.ts';
import { ProblemNote } from '../../film/problem-note.tsx';
import { Stars } from '../../film/stars.tsx';
import { pathOfFilm } from '../../movie-path.ts';

const PAGE = 20;
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** A user's ratings, the latest first, twenty at a time. */
export function UserRatings({ userId }: { readonly userId: string }) {
  const { movies } = useFilmSession();
  const [page, setPage] = useState(0);
  const { answer, problem, isLoading, retry } = useRequest(`${userId} ${page}`, (signal) =>
    movies.listRatings({ userId, limit: PAGE, offset: page * PAGE }, { signal }),
  );
  // The profile above says why a user can't be shown.
  if (problem?.notFound === true) return null;
  const total = answer?.total ?? 0;
  const lastPage = Math.max(0, Math.ceil(total / PAGE) - 1);
  return (
    <section
      aria-label={`Ratings of user ${userId}`}
      className="min-w-0 rounded-2xl border border-line bg-surface p-4 sm:p-5"
    >
      <h3 className="font-semibold">Ratings, the latest first</h3>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer === undefined && problem === undefined && <Skeleton className="mt-3 h-96" />}
      {answer !== undefined && (
        <>
          <ul aria-busy={isLoading} className="mt-2 grid gap-x-8 md:grid-cols-2">
            {answer.ratings.map((rated) => (
              <RatingEntry key={rated.movie?.movieId} rated={rated} />
            ))}
          </ul>
          <div className="mt-3 flex flex-wrap items-center gap-3 text-sm text-ink-soft">
            <Button icon="chevron-left" off={page === 0} onClick={() => setPage(page - 1)}>
              Later
            </Button>
            <span role="status" className="tabular-nums max-sm:order-first max-sm:w-full">
              {total === 0
                ? 'No ratings'
                : `${formatCount(page * PAGE + 1)} to ${formatCount(Math.min(total, (page + 1) * PAGE))} of ${formatCount(total)}`}
            </span>
            <Button icon="chevron-right" off={page >= lastPage} onClick={() => setPage(page + 1)}>
              Earlier
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

function RatingEntry({ rated: { movie, rating, ratedAt } }: { readonly rated: RatedMovie }) {
  if (movie === undefined) return null;
  return (
    <li className="flex min-w-0 items-center justify-between gap-3 border-b border-line py-1.5 last:border-0">
      <span className="min-w-0 leading-snug">
        <PageLink
          to={pathOfFilm(movie.movieId)}
          className="line-clamp-2 wrap-anywhere underline-offset-4 hover:underline"
          dir="auto"
        >
          {movie.title} {movie.year > 0 && <span className="text-ink-soft">({movie.year})</span>}
        </PageLink>
        {ratedAt !== undefined && (
          <span className="text-xs text-ink-faint">{dates.format(timestampDate(ratedAt))}</span>
        )}
      </span>
      <Stars label="Rated" value={rating} size={13} />
    </li>
  );
}
