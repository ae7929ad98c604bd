import type { Problem } from '../../../api/describe-problem.ts';
import { Button } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';

export interface ProblemNoteProps {
  readonly problem: Problem;
  readonly onRetry: () => void;
}

/** Why something isn't there, in the server's words, and a way to ask again where that may help. */
export function ProblemNote({ problem, onRetry }: ProblemNoteProps) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-2xl bg-danger-wash px-4 py-3 text-[0.9375rem]"
    >
      <span className="text-danger">
        <Icon name="warning" />
      </span>
      <span className="min-w-0 flex-1 basis-40 break-words">{problem.message}</span>
      {/* What isn't there won't be there the next time either. */}
      {!problem.notFound && (
        <Button icon="repeat" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
