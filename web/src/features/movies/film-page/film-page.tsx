import type { GetMovieResponse } from '@starweave/contract';
import { useRequest } from '../../../api/use-request.ts';
import { PageLink } from '../../../design/page-link.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useFilmSession, useFilms } from '../film/film-context.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { useAlgorithms } from '../model/use-algorithms.ts';
import { PageHeading } from '../page-heading.tsx';
import { FilmHead } from './film-head.tsx';
import { RatingHistogram } from './rating-histogram-chart.tsx';
import { SimilarFilms } from './similar-films.tsx';

export interface FilmPageProps {
  readonly movieId: number;
}

/** One film: what it is, what everyone and the caller say about it, what is expected and why, and what is like it. */
export function FilmPage({ movieId }: FilmPageProps) {
  const { movies } = useFilmSession();
  // What is expected changes with everything that the person says.
  const revision = useFilms((state) => state.revision);
  const { answer, problem, retry } = useRequest(`film ${movieId} ${revision}`, (signal) =>
    movies.getMovie({ movieId }, { signal }),
  );
  if (problem?.notFound === true) return <NoFilm movieId={movieId} />;
  return (
    <div className="grid gap-10">
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer?.movie !== undefined && <Film answer={answer} />}
      {answer === undefined && problem === undefined && <FilmSkeleton />}
    </div>
  );
}

function Film({ answer }: { readonly answer: GetMovieResponse }) {
  const algorithms = useAlgorithms();
  const { movie, model, ratingCounts } = answer;
  if (movie === undefined) return null;
  return (
    <>
      <FilmHead answer={answer} film={movie} algorithms={algorithms.answer?.algorithms ?? []} />
      <RatingHistogram film={movie} counts={ratingCounts} isSimulated={model?.simulated ?? false} />
      <SimilarFilms film={movie} algorithms={algorithms} />
    </>
  );
}

function NoFilm({ movieId }: FilmPageProps) {
  return (
    <PageHeading
      title="There is no such film"
      lead={
        <>
          No film of the data set in use has the number {movieId}; another data set gives films other numbers.{' '}
          <PageLink to="/movies/search" className="text-accent underline underline-offset-4">
            Search for it
          </PageLink>{' '}
          by its title.
        </>
      }
    />
  );
}

function FilmSkeleton() {
  return (
    <div role="status" aria-label="Loading the film" className="grid gap-10">
      <div className="grid gap-6 sm:grid-cols-[minmax(0,18rem)_minmax(0,1fr)] sm:gap-10 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]">
        <Skeleton className="aspect-square w-full max-w-[14rem] rounded-3xl sm:max-w-none" />
        <div className="grid content-start gap-4">
          <Skeleton className="h-12 w-4/5" />
          <Skeleton className="h-5 w-2/5 opacity-70" />
          <Skeleton className="h-24 opacity-50" />
        </div>
      </div>
      <Skeleton className="h-80 rounded-2xl opacity-40" />
    </div>
  );
}
