import type { Algorithm, ListAlgorithmsResponse, Movie, SimilarMoviesResponse } from '@starweave/contract';
import { useState } from 'react';
import { type Requested, useRequest } from '../../../api/use-request.ts';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useDataSetSwitches, useFilmSession } from '../film/film-context.ts';
import { FilmTile, FilmTileSkeleton } from '../film/film-tile.tsx';
import { ProblemNote } from '../film/problem-note.tsx';
import { describeStanding } from '../model/describe-algorithm.ts';
import { ModelLine } from '../model/model-line.tsx';
import { AlgorithmTabs } from './algorithm-tabs.tsx';

export interface SimilarFilmsProps {
  readonly film: Movie;
  readonly algorithms: Requested<ListAlgorithmsResponse>;
}

const SHOWN = 12;
const GRID =
  'grid grid-cols-2 gap-x-4 gap-y-7 sm:grid-cols-3 sm:gap-x-6 lg:grid-cols-4 xl:grid-cols-6 min-h-[30rem] content-start';

/** The films most like one, in the eyes of each algorithm. */
export function SimilarFilms({ film, algorithms: { answer, problem, retry } }: SimilarFilmsProps) {
  const [chosen, setChosen] = useState<string>();
  return (
    <section aria-labelledby="similar-heading" className="grid gap-4">
      <div className="grid gap-1">
        <h2 id="similar-heading" className="font-display text-[1.75rem] leading-tight">
          Films like it
        </h2>
        <p className="text-ink-soft">Each algorithm has its own idea of what is alike.</p>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer === undefined ? (
        problem === undefined && <Skeleton className="h-10 w-full max-w-2xl rounded-full" />
      ) : (
        <ByAlgorithm film={film} known={answer} chosen={chosen ?? firstChoice(answer)} onChoose={setChosen} />
      )}
    </section>
  );
}

/** The six always, also where they don't serve; of the others those that were trained, and order films. */
function isWorthATab(algorithm: Algorithm): boolean {
  return algorithm.isStandard || (algorithm.objective === 'ranking' && describeStanding(algorithm).kind === 'serves');
}

/** The default one where it serves, or else the first that does. */
function firstChoice({ algorithms, defaultAlgorithm }: ListAlgorithmsResponse): string {
  const serves = (algorithm: Algorithm) => describeStanding(algorithm).kind === 'serves';
  const preferred = algorithms.find(({ id }) => id === defaultAlgorithm);
  return (preferred !== undefined && serves(preferred) ? preferred : algorithms.find(serves))?.id ?? defaultAlgorithm;
}

interface ByAlgorithmProps {
  readonly film: Movie;
  readonly known: ListAlgorithmsResponse;
  readonly chosen: string;
  readonly onChoose: (algorithm: string) => void;
}

function ByAlgorithm({ film, known, chosen, onChoose }: ByAlgorithmProps) {
  const { movies } = useFilmSession();
  const { movieId } = film;
  const switches = useDataSetSwitches();
  const { answer, isLoading, problem, retry } = useRequest(`similar ${movieId} ${chosen} ${switches}`, (signal) =>
    movies.similarMovies({ movieId, algorithm: chosen, limit: SHOWN }, { signal }),
  );
  return (
    <div className="grid gap-5">
      <AlgorithmTabs
        algorithms={known.algorithms.filter(isWorthATab)}
        chosen={chosen}
        onChoose={onChoose}
        panelId="similar-panel"
      />
      <div id="similar-panel" role="tabpanel" aria-labelledby={`similar-panel-${chosen}`} className="grid gap-5">
        {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
        {answer !== undefined && <Similar answer={answer} algorithms={known.algorithms} isLoading={isLoading} />}
        {answer === undefined && problem === undefined && (
          <div role="status" aria-label="Looking for films like it" className={GRID}>
            {Array.from({ length: SHOWN }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: empty places have no other identity
              <FilmTileSkeleton key={index} />
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

interface SimilarProps {
  readonly answer: SimilarMoviesResponse;
  readonly algorithms: readonly Algorithm[];
  readonly isLoading: boolean;
}

function Similar({ answer: { movies, model }, algorithms, isLoading }: SimilarProps) {
  const films = movies.flatMap(({ movie }) => (movie === undefined ? [] : [movie]));
  return (
    <div aria-busy={isLoading} className={`grid gap-5 ${isLoading ? 'stale-films' : ''}`}>
      {model !== undefined && <ModelLine model={model} algorithms={algorithms} />}
      {films.length === 0 ? (
        <p className="min-h-[30rem] text-ink-soft">
          This algorithm knows nothing like it, as with a film that hardly anybody has rated. Another one may.
        </p>
      ) : (
        <ul className={GRID}>
          {films.map((film) => (
            <li key={film.movieId}>
              <FilmTile film={film} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
