import { MovieOrder } from '@starweave/contract';
import { useRequest } from '../../../api/use-request.ts';
import { useDataSetSwitches, useFilmSession } from '../film/film-context.ts';
import { FilmTile, FilmTileSkeleton } from '../film/film-tile.tsx';
import { ProblemNote } from '../film/problem-note.tsx';

const SHOWN = 14;

/** The most rated films, on a shelf that moves sideways. */
export function PopularShelf({ isSimulated }: { readonly isSimulated: boolean }) {
  const { movies } = useFilmSession();
  const { answer, problem, retry } = useRequest(`popular ${useDataSetSwitches()}`, (signal) =>
    movies.searchMovies({ order: MovieOrder.POPULAR, limit: SHOWN }, { signal }),
  );
  return (
    <section aria-labelledby="popular-heading" className="grid gap-4">
      <h2 id="popular-heading" className="font-display text-[1.75rem] leading-tight">
        Popular now
        {isSimulated && (
          <span className="ml-3 align-middle font-sans text-sm text-ink-faint">by simulated ratings</span>
        )}
      </h2>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      <ul
        aria-busy={answer === undefined}
        className="-mx-4 grid snap-x scroll-px-4 auto-cols-[9rem] grid-flow-col gap-4 overflow-x-auto px-4 pt-1.5 pb-4 sm:-mx-6 sm:auto-cols-[10.5rem] sm:scroll-px-6 sm:gap-5 sm:px-6"
      >
        {answer === undefined
          ? Array.from({ length: 8 }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: empty places have no other identity
              <li key={index}>
                <FilmTileSkeleton />
              </li>
            ))
          : answer.movies.map((film) => (
              <li key={film.movieId} className="snap-start">
                <FilmTile film={film} />
              </li>
            ))}
      </ul>
    </section>
  );
}
