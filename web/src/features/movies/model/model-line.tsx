import type { Algorithm, ModelAnswer } from '@starweave/contract';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { nameOfAlgorithm } from './describe-algorithm.ts';

export interface ModelLineProps {
  readonly model: ModelAnswer;
  readonly algorithms: readonly Algorithm[];
}

/** Which model answered, whether it was the one that was asked, and that its ratings are simulated where they are. */
export function ModelLine({ model, algorithms }: ModelLineProps) {
  const asked = nameOfAlgorithm(algorithms, model.requestedAlgorithm);
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-ink-soft">
      <span className="min-w-0">
        Answered by <strong className="font-medium text-ink">{nameOfAlgorithm(algorithms, model.algorithm)}</strong>
        {model.isFallback && (
          <>
            {' '}
            instead of {asked}. <span className="text-ink-faint">{model.reason}</span>
          </>
        )}
      </span>
      {model.simulated && <SimulatedBadge />}
    </p>
  );
}
