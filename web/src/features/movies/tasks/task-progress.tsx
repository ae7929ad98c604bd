import { type MovieTask, MovieTaskState } from '@starweave/contract';
import { useState } from 'react';
import { describeProblem } from '../../../api/describe-problem.ts';
import { Button } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { ProgressBar } from '../../../design/progress-bar.tsx';
import { describeTaskState, isFinalTask, nameTask } from './describe-task.ts';
import type { TaskCenter } from './task-center.ts';

export interface TaskProgressProps {
  readonly task: MovieTask;
  readonly center: TaskCenter;
  /** A sentence below while it is under way. */
  readonly hint?: string;
}

/** A task: its stage and how far it is, with a way to stop it; when it failed, why and what to do. */
export function TaskProgress({ task, center, hint }: TaskProgressProps) {
  const { isCancelling, problem, cancel } = useCancel(task, center);
  const isOver = isFinalTask(task);
  const percent = Math.floor(task.fraction * 100);
  return (
    <div className="grid gap-2.5 rounded-2xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="font-medium break-words">{nameTask(task)}</p>
          <p className="text-sm text-ink-soft tabular-nums">
            {describeTaskState(task)}
            {!isOver && ` · ${percent} %`}
          </p>
        </div>
        {!isOver && (
          <Button icon="stop" busy={isCancelling} onClick={() => void cancel()}>
            Cancel
          </Button>
        )}
      </div>
      {!isOver && (
        <ProgressBar
          label={nameTask(task)}
          {...(task.state === MovieTaskState.RUNNING && { value: percent })}
          valueText={`${describeTaskState(task)}, ${percent} per cent`}
        />
      )}
      {!isOver && hint !== undefined && <p className="text-sm text-ink-soft">{hint}</p>}
      {task.state === MovieTaskState.FAILED && <TaskFailure task={task} />}
      {problem !== undefined && <p className="text-sm text-danger">{problem}</p>}
    </div>
  );
}

function useCancel(task: MovieTask, center: TaskCenter) {
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string>();
  const cancel = async () => {
    setAsked(true);
    setProblem(undefined);
    try {
      await center.cancel(task.id);
    } catch (reason) {
      setAsked(false);
      setProblem(describeProblem(reason).message);
    }
  };
  return { isCancelling: asked && !isFinalTask(task), problem, cancel };
}

function TaskFailure({ task }: { readonly task: MovieTask }) {
  return (
    <div role="alert" className="flex gap-2.5 rounded-xl bg-danger-wash p-3 text-sm">
      <span className="text-danger">
        <Icon name="warning" size={18} />
      </span>
      <div className="min-w-0 break-words">
        <p>{task.errorMessage || 'Something unexpected happened.'}</p>
        {task.errorAdvice !== '' && <p className="mt-1 text-ink-soft">{task.errorAdvice}</p>}
      </div>
    </div>
  );
}
