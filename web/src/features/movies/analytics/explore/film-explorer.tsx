import type { Algorithm, GetMovieResponse, Movie } from '@starweave/contract';
import { formatGenres } from '@starweave/film-text';
import { useState } from 'react';
import { useRequest } from '../../../../api/use-request.ts';
import { ChartSkeleton } from '../../../../design/charts/chart-skeleton.tsx';
import { ColumnChart } from '../../../../design/charts/column-chart.tsx';
import { formatQuantity } from '../../../../design/charts/format-number.ts';
import { PageLink } from '../../../../design/page-link.tsx';
import { FilmArt } from '../../film/film-art.tsx';
import { useFilmSession } from '../../film/film-context.ts';
import { ProblemNote } from '../../film/problem-note.tsx';
import { shortenTitle } from '../../film/shorten-title.ts';
import { SimulatedBadge } from '../../film/simulated-badge.tsx';
import { Stars } from '../../film/stars.tsx';
import { pathOfFilm } from '../../movie-path.ts';
import type { AlgorithmNames } from '../describe-benchmark.ts';
import { describeRatings, starNames } from '../describe-data-set.ts';
import { ComparedAlgorithms, useCompared } from './compared-algorithms.tsx';
import { FilmPicker } from './film-picker.tsx';
import { canAnswer, SimilarLists } from './similar-lists.tsx';

const HISTOGRAM_HEIGHT = 200;

export interface ExplorerProps {
  readonly algorithms: readonly Algorithm[];
  readonly nameOf: AlgorithmNames;
}

/** A film: how it was rated, and which films each algorithm finds most like it. */
export function FilmExplorer({ algorithms, nameOf }: ExplorerProps) {
  const [film, setFilm] = useState<Movie>();
  const answering = algorithms.filter(canAnswer);
  const { compared, setChosen } = useCompared(answering, firstOf(answering));
  return (
    <div className="grid gap-4">
      <FilmPicker label="Film" onPick={setFilm} />
      {film === undefined ? (
        <p className="text-ink-soft">
          Choose a film to see how it was rated, and which films each algorithm finds most like it.
        </p>
      ) : (
        <>
          <FilmRatings key={film.movieId} film={film} />
          <h3 className="mt-2 text-lg font-semibold">
            Most like <span dir="auto">{shortenTitle(film.title)}</span>
          </h3>
          <ComparedAlgorithms {...{ answering, compared }} onChange={setChosen} />
          <SimilarLists movieId={film.movieId} algorithms={compared} nameOf={nameOf} />
        </>
      )}
    </div>
  );
}

// Three that look at films in different ways: by who rated them alike, by what they are about, and by learned factors.
const FIRST_COMPARED: readonly string[] = ['item-knn', 'content', 'svd-biased'];

function firstOf(algorithms: readonly Algorithm[]): readonly string[] {
  const preferred = algorithms.filter(({ id }) => FIRST_COMPARED.includes(id));
  return (preferred.length > 0 ? preferred : algorithms).slice(0, 3).map(({ id }) => id);
}

function FilmRatings({ film }: { readonly film: Movie }) {
  const { movies } = useFilmSession();
  const { answer, problem, retry } = useRequest(String(film.movieId), (signal) =>
    movies.getMovie({ movieId: film.movieId }, { signal }),
  );
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
      <FilmFactsCard film={answer?.movie ?? film} answer={answer} />
      <div className="min-w-0">
        {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
        {answer === undefined ? (
          problem === undefined && <ChartSkeleton height={HISTOGRAM_HEIGHT} />
        ) : (
          <ColumnChart
            title={`Ratings of ${shortenTitle(film.title)}`}
            summary={describeRatings(answer.ratingCounts)}
            categories={starNames}
            series={[{ name: 'Ratings', values: answer.ratingCounts }]}
            {...{ categoryName: 'Stars', valueName: 'Ratings', isHistogram: true, height: HISTOGRAM_HEIGHT }}
          />
        )}
      </div>
    </div>
  );
}

function FilmFactsCard({ film, answer }: { readonly film: Movie; readonly answer: GetMovieResponse | undefined }) {
  return (
    <div className="flex min-w-0 gap-4 rounded-2xl border border-line bg-surface p-4">
      <FilmArt film={film} className="w-24 shrink-0 rounded-xl self-start @container sm:w-32" />
      <div className="grid min-w-0 content-start gap-1">
        <h3 className="font-display text-2xl leading-tight wrap-anywhere" dir="auto">
          <PageLink to={pathOfFilm(film.movieId)} className="line-clamp-4 underline-offset-4 hover:underline">
            {film.title}
          </PageLink>
        </h3>
        <p className="text-sm text-ink-soft">
          {[film.year > 0 ? String(film.year) : '', film.directors.join(', '), formatGenres(film.genres)]
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
        {film.meanRating !== undefined && <Stars label="Mean of everyone" value={film.meanRating} />}
        <p className="text-sm text-ink-soft">{formatQuantity(film.ratingCount, 'rating')}</p>
        {answer?.predictedRating !== undefined && (
          <p className="text-sm">Expected from you: {answer.predictedRating.toFixed(1)} stars</p>
        )}
        {answer?.model?.simulated === true && <SimulatedBadge className="justify-self-start" />}
      </div>
    </div>
  );
}
