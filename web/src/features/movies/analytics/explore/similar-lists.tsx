import { type Algorithm, AlgorithmState, type SimilarMoviesResponse } from '@starweave/contract';
import { formatGenres } from '@starweave/film-text';
import { useRequest } from '../../../../api/use-request.ts';
import { PageLink } from '../../../../design/page-link.tsx';
import { Skeleton } from '../../../../design/skeleton.tsx';
import { FilmArt } from '../../film/film-art.tsx';
import { useFilmSession } from '../../film/film-context.ts';
import { ProblemNote } from '../../film/problem-note.tsx';
import { pathOfFilm } from '../../movie-path.ts';
import type { AlgorithmNames } from '../describe-benchmark.ts';

const LENGTH = 8;

/** Whether asking an algorithm makes sense; one that isn't in memory is loaded by the call. */
export function canAnswer({ state }: Pick<Algorithm, 'state'>): boolean {
  return state === AlgorithmState.SERVING || state === AlgorithmState.NOT_LOADED || state === AlgorithmState.LOADING;
}

export interface SimilarListsProps {
  readonly movieId: number;
  /** Ids, from left to right. */
  readonly algorithms: readonly string[];
  readonly nameOf: AlgorithmNames;
}

/** The films most like one, as several algorithms see it, side by side. */
export function SimilarLists({ movieId, algorithms, nameOf }: SimilarListsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-[repeat(auto-fit,minmax(15rem,1fr))]">
      {algorithms.map((algorithm) => (
        <SimilarList key={algorithm} {...{ movieId, algorithm, nameOf }} />
      ))}
    </div>
  );
}

interface SimilarListProps {
  readonly movieId: number;
  readonly algorithm: string;
  readonly nameOf: AlgorithmNames;
}

function SimilarList({ movieId, algorithm, nameOf }: SimilarListProps) {
  const { movies } = useFilmSession();
  const { answer, problem, retry } = useRequest(`${algorithm} ${movieId}`, (signal) =>
    movies.similarMovies({ movieId, algorithm, limit: LENGTH }, { signal }),
  );
  const isOf = answer?.movie === undefined || answer.movie.movieId === movieId;
  return (
    <section
      aria-label={`Most like it by ${nameOf(algorithm)}`}
      className="min-w-0 rounded-2xl border border-line bg-surface p-4"
    >
      <h4 className="mb-2 font-semibold">{nameOf(algorithm)}</h4>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer !== undefined && isOf ? (
        <SimilarFilms answer={answer} nameOf={nameOf} />
      ) : (
        problem === undefined && <Skeleton className="h-80" />
      )}
    </section>
  );
}

function SimilarFilms({
  answer: { movies, model },
  nameOf,
}: {
  answer: SimilarMoviesResponse;
  nameOf: AlgorithmNames;
}) {
  return (
    <>
      {model?.isFallback === true && (
        <p className="mb-2 rounded-xl bg-glow-wash px-3 py-2 text-sm">
          {nameOf(model.algorithm)} answered. {model.reason}
        </p>
      )}
      {movies.length === 0 && <p className="text-sm text-ink-soft">It finds no film like this one.</p>}
      <ol className="grid gap-1.5">
        {movies.map(({ movie, score }, index) =>
          movie === undefined ? null : (
            <li key={movie.movieId} className="flex min-w-0 items-center gap-2.5">
              <span aria-hidden="true" className="w-5 shrink-0 text-right text-sm text-ink-faint tabular-nums">
                {index + 1}
              </span>
              <FilmArt film={movie} kind="swatch" className="w-9 shrink-0 rounded-lg" />
              <div className="min-w-0 flex-1 leading-snug">
                <PageLink
                  to={pathOfFilm(movie.movieId)}
                  className="line-clamp-2 wrap-anywhere underline-offset-4 hover:underline"
                  dir="auto"
                >
                  {movie.title} {movie.year > 0 && <span className="text-ink-soft">({movie.year})</span>}
                </PageLink>
                <span className="block truncate text-sm text-ink-soft">{formatGenres(movie.genres)}</span>
              </div>
              <span
                title="The algorithm’s own measure; compare it within this list only."
                className="shrink-0 text-sm text-ink-soft tabular-nums"
              >
                {score.toFixed(2)}
              </span>
            </li>
          ),
        )}
      </ol>
    </>
  );
}
