import type { GetMovieResponse, Movie } from '@starweave/contract';
import { useEffect, useState } from 'react';
import { PageLink } from '../../../design/page-link.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useFilmSession } from '../film/film-context.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { useTailoredRequest } from '../film/use-tailored-request.ts';
import { useAlgorithms } from '../model/use-algorithms.ts';
import { PageHeading } from '../page-heading.tsx';
import { addressOfSearch, mostQueryCharacters } from '../search/search-wish.ts';
import { FilmHead } from './film-head.tsx';
import { RatingHistogram } from './rating-histogram-chart.tsx';
import { SimilarFilms } from './similar-films.tsx';

export interface FilmPageProps {
  readonly movieId: number;
}

/** One film: what it is, what everyone and the caller say about it, what is expected and why, and what is like it. */
export function FilmPage({ movieId }: FilmPageProps) {
  const session = useFilmSession();
  // What is expected changes with everything that the person says.
  const { answer, problem, retry } = useTailoredRequest(`film ${movieId}`, (signal) =>
    session.movies.getMovie({ movieId }, { signal }),
  );
  useEffect(() => {
    if (answer?.model !== undefined) session.noteDataSet(answer.model.dataSetId);
  }, [answer, session]);
  const first = useFirst(answer?.movie);
  if (problem?.notFound === true || isAnother(first, answer?.movie)) return <NoFilm movieId={movieId} known={first} />;
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

/** The film that the page was opened for: after a switch of data set, its number may be another film's. */
function useFirst(film: Movie | undefined): Movie | undefined {
  const [first, setFirst] = useState(film);
  useEffect(() => setFirst((before) => before ?? film), [film]);
  return first;
}

function isAnother(first: Movie | undefined, film: Movie | undefined): boolean {
  return first !== undefined && film !== undefined && (first.title !== film.title || first.year !== film.year);
}

interface NoFilmProps extends FilmPageProps {
  /** The film that had this number before another data set came into use. */
  readonly known: Movie | undefined;
}

function NoFilm({ movieId, known }: NoFilmProps) {
  const search = addressOfSearch(known === undefined ? {} : { words: known.title.slice(0, mostQueryCharacters) });
  const link = (
    <PageLink to={search} className="text-accent underline underline-offset-4">
      Search for it
    </PageLink>
  );
  return known === undefined ? (
    <PageHeading
      title="There is no such film"
      lead={
        <>
          No film of the data set in use has the number {movieId}; another data set gives films other numbers. {link} by
          its title.
        </>
      }
    />
  ) : (
    <PageHeading
      title={known.title.slice(0, mostQueryCharacters)}
      lead={<>Another data set is in use now, and gives films other numbers. {link} there.</>}
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
