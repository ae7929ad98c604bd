import type { Problem } from '../../../api/describe-problem.ts';
import { Button } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { Spinner } from '../../../design/spinner.tsx';

export interface ProblemNoteProps {
  readonly problem: Problem;
  readonly onRetry: () => void;
}

/** Why something isn't there, and the way on; where the server is away, that it is being tried again by itself. */
export function ProblemNote({ problem, onRetry }: ProblemNoteProps) {
  const { message, unreachable } = problem;
  return (
    <div
      role={unreachable ? 'status' : 'alert'}
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 rounded-2xl px-4 py-3 text-[0.9375rem] ${unreachable ? 'bg-glow-wash' : 'bg-danger-wash'}`}
    >
      <span className={unreachable ? 'text-glow' : 'text-danger'}>
        {unreachable ? <Spinner /> : <Icon name="warning" />}
      </span>
      <span className="min-w-0 flex-1 basis-40 break-words">
        {message}
        {unreachable && <span className="text-ink-soft"> Trying again…</span>}
      </span>
      <Button icon="repeat" onClick={onRetry}>
        {unreachable ? 'Try now' : 'Try again'}
      </Button>
    </div>
  );
}
