import { useState } from 'react';
import { useRequest } from '../../../api/use-request.ts';
import { Button } from '../../../design/button.tsx';
import { formatQuantity } from '../../../design/charts/format-number.ts';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useDataSetSwitches, useFilmSession } from '../film/film-context.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { RatedFilms } from './rated-films.tsx';

const PAGE = 10;
const MOST = 1000;

/** What a user of the data set rated, the latest first. */
export function SomebodysRatings({ userId }: { readonly userId: string }) {
  const { movies } = useFilmSession();
  const switches = useDataSetSwitches();
  const [limit, setLimit] = useState(PAGE);
  const { answer, problem, isLoading, retry } = useRequest(`ratings ${userId} ${limit} ${switches}`, (signal) =>
    movies.listRatings({ userId, limit }, { signal }),
  );
  return (
    <section aria-label="Their ratings" aria-busy={isLoading} className="grid gap-2">
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer === undefined && problem === undefined && <Skeleton className="h-64" />}
      {answer !== undefined && (
        <>
          <RatedFilms title={`${formatQuantity(answer.total, 'rating')}, the latest first`} films={answer.ratings} />
          {answer.total > limit && limit < MOST && (
            <Button
              variant="quiet"
              busy={isLoading}
              className="justify-self-start text-accent"
              onClick={() => setLimit(Math.min(MOST, limit * 5))}
            >
              Show more
            </Button>
          )}
        </>
      )}
    </section>
  );
}
