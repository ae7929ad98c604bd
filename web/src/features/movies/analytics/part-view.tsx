import type { ReactNode } from 'react';
import { ProblemNote } from '../film/problem-note.tsx';
import type { AnalyticsPart } from './analytics-state.ts';

export interface PartViewProps<Value> {
  readonly part: AnalyticsPart<Value>;
  readonly onRetry: () => void;
  /** As large as what will stand in its place. */
  readonly skeleton: ReactNode;
  readonly children: (value: Value) => ReactNode;
}

/** A part of the page as far as it is known; what went wrong stands above what there is. */
export function PartView<Value>({ part, onRetry, skeleton, children }: PartViewProps<Value>) {
  const { value, isLoading, problem } = part;
  return (
    <div className="grid gap-4" aria-busy={isLoading}>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={onRetry} />}
      {value !== undefined ? children(value) : (isLoading || problem === undefined) && skeleton}
    </div>
  );
}
