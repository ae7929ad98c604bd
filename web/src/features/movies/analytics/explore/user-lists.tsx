import type { RecommendResponse } from '@starweave/contract';
import { formatGenres } from '@starweave/film-text';
import { useRequest } from '../../../../api/use-request.ts';
import { formatQuantity } from '../../../../design/charts/format-number.ts';
import { PageLink } from '../../../../design/page-link.tsx';
import { Skeleton } from '../../../../design/skeleton.tsx';
import { useFilmSession } from '../../film/film-context.ts';
import { ProblemNote } from '../../film/problem-note.tsx';
import { pathOfFilm } from '../../movie-path.ts';
import type { AlgorithmNames } from '../describe-benchmark.ts';

const LENGTH = 10;

export interface UserListsProps {
  readonly userId: string;
  readonly algorithms: readonly string[];
  readonly nameOf: AlgorithmNames;
}

/** What several algorithms would recommend to a user, side by side. */
export function UserLists({ userId, algorithms, nameOf }: UserListsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-[repeat(auto-fit,minmax(15rem,1fr))]">
      {algorithms.map((algorithm) => (
        <UserList key={algorithm} {...{ userId, algorithm, nameOf }} />
      ))}
    </div>
  );
}

interface UserListProps {
  readonly userId: string;
  readonly algorithm: string;
  readonly nameOf: AlgorithmNames;
}

function UserList({ userId, algorithm, nameOf }: UserListProps) {
  const { movies } = useFilmSession();
  const key = `${algorithm} ${userId}`;
  const { answer, problem, retry } = useRequest(key, async (signal) => ({
    key,
    response: await movies.recommend({ userId, algorithm, limit: LENGTH }, { signal }),
  }));
  return (
    <section
      aria-label={`Recommended to user ${userId} by ${nameOf(algorithm)}`}
      className="min-w-0 rounded-2xl border border-line bg-surface p-4"
    >
      <h4 className="mb-2 font-semibold">{nameOf(algorithm)}</h4>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer?.key === key ? (
        <RecommendedFilms response={answer.response} nameOf={nameOf} />
      ) : (
        problem === undefined && <Skeleton className="h-96" />
      )}
    </section>
  );
}

function RecommendedFilms({
  response,
  nameOf,
}: {
  readonly response: RecommendResponse;
  readonly nameOf: AlgorithmNames;
}) {
  const { recommendations, model, ratingCount } = response;
  return (
    <>
      <p className="mb-2 text-sm text-ink-soft">
        {model?.isFallback === true && `${nameOf(model.algorithm)} answered. ${model.reason} `}
        From {formatQuantity(ratingCount, 'rating')}.
      </p>
      <ol className="grid gap-1.5">
        {recommendations.map(({ movieId, title, year, genres, predictedRating }, index) => (
          <li key={movieId} className="flex min-w-0 items-baseline gap-2.5">
            <span aria-hidden="true" className="w-5 shrink-0 text-right text-sm text-ink-faint tabular-nums">
              {index + 1}
            </span>
            <div className="min-w-0 flex-1 leading-snug">
              <PageLink
                to={pathOfFilm(movieId)}
                className="line-clamp-2 wrap-anywhere underline-offset-4 hover:underline"
                dir="auto"
              >
                {title} {year > 0 && <span className="text-ink-soft">({year})</span>}
              </PageLink>
              <span className="block truncate text-sm text-ink-soft">{formatGenres(genres)}</span>
            </div>
            <span className="shrink-0 text-sm tabular-nums" title="Expected stars">
              <span className="sr-only">expected </span>
              {predictedRating.toFixed(1)}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
