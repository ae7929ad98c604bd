import type { RecommendResponse } from '@starweave/contract';
import type { ListComparison } from './compare-lists.ts';

export interface CompareHeaderProps {
  readonly comparison: ListComparison;
  readonly first: RecommendResponse | undefined;
  readonly second: RecommendResponse | undefined;
}

/** How much two lists have in common, as a sentence and as a bar of beads. */
export function CompareHeader({ comparison: { sharedCount }, first, second }: CompareHeaderProps) {
  const isThere = first !== undefined && second !== undefined;
  const listed = first?.recommendations ?? [];
  const count = Math.max(listed.length, second?.recommendations.length ?? 0);
  return (
    <div className="flex flex-1 basis-64 flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl bg-sunken px-4 py-3">
      {/* Keeps its place until both lists are there. */}
      <p className={`font-medium ${isThere ? '' : 'invisible'}`}>
        {sharedCount} of {count} films are in both lists
      </p>
      <div aria-hidden="true" className="flex h-2 flex-1 basis-40 gap-1">
        {isThere &&
          listed.map(({ movieId }) => (
            <span
              key={movieId}
              className={`h-2 max-w-8 flex-1 rounded-full ${isShared(movieId, second) ? 'bg-success' : 'bg-line-strong/40'}`}
            />
          ))}
      </div>
    </div>
  );
}

function isShared(movieId: number, { recommendations }: RecommendResponse): boolean {
  return recommendations.some((other) => other.movieId === movieId);
}
