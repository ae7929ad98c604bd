import { timestampDate } from '@bufbuild/protobuf/wkt';
import { type MovieTask, MovieTaskState } from '@starweave/contract';
import { SectionFrame } from '../section-frame.tsx';
import { describeTaskState, isFinalTask, nameTask } from '../tasks/describe-task.ts';
import type { Tasks } from '../tasks/use-tasks.ts';

const MOST_SHOWN = 10;
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** What was imported, trained and measured lately. */
export function TaskList({ tasks: { tasks = [] } }: { readonly tasks: Tasks }) {
  const ended = tasks.filter(isFinalTask).slice(0, MOST_SHOWN);
  if (ended.length === 0) return null;
  return (
    <SectionFrame id="lately" title="Lately">
      <ul className="grid gap-px overflow-hidden rounded-2xl border border-line bg-line">
        {ended.map((task) => (
          <EndedTask key={task.id} task={task} />
        ))}
      </ul>
    </SectionFrame>
  );
}

function EndedTask({ task }: { readonly task: MovieTask }) {
  const { state, createdAt, errorMessage, errorAdvice } = task;
  const color =
    state === MovieTaskState.DONE ? 'bg-success' : state === MovieTaskState.FAILED ? 'bg-danger' : 'bg-glow';
  return (
    <li className="grid min-w-0 gap-1 bg-surface px-4 py-3 text-sm sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <span className="flex min-w-0 items-center gap-2 font-medium">
          <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${color}`} />
          <span className="min-w-0 break-words">{nameTask(task)}</span>
        </span>
        <span className="text-ink-soft tabular-nums">
          {describeTaskState(task)}
          {createdAt !== undefined && ` · ${moments.format(timestampDate(createdAt))}`}
        </span>
      </div>
      {state === MovieTaskState.FAILED && (
        <p className="break-words text-ink-soft">
          {errorMessage} {errorAdvice}
        </p>
      )}
    </li>
  );
}
