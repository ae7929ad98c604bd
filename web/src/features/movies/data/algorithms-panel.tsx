import { timestampDate } from '@bufbuild/protobuf/wkt';
import { type Algorithm, AlgorithmState, type ListAlgorithmsResponse, MovieTaskKind } from '@starweave/contract';
import { useState } from 'react';
import { describeProblem } from '../../../api/describe-problem.ts';
import type { Requested } from '../../../api/use-request.ts';
import { Button } from '../../../design/button.tsx';
import { formatDurationMs } from '../../../design/charts/format-number.ts';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useFilmSession } from '../film/film-context.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { isFinalTask } from '../tasks/describe-task.ts';
import { TaskProgress } from '../tasks/task-progress.tsx';
import type { Tasks } from '../tasks/use-tasks.ts';
import { describeMemory, describeServing, nameState, needsAttention } from './describe-algorithms.ts';

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export interface AlgorithmsPanelProps {
  readonly algorithms: Requested<ListAlgorithmsResponse>;
  readonly tasks: Tasks;
}

/** The algorithms: whether each one serves, why not, what it takes, and how to train it again. */
export function AlgorithmsPanel({ algorithms: { answer, problem, retry }, tasks }: AlgorithmsPanelProps) {
  const trainings = (tasks.tasks ?? []).filter((task) => task.kind === MovieTaskKind.TRAINING && !isFinalTask(task));
  const training = useTraining(tasks);
  const isTraining = trainings.length > 0 || training.isStarting;
  return (
    <div className="grid gap-4">
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {trainings.map((task) => (
        <TaskProgress
          key={task.id}
          task={task}
          center={tasks.center}
          hint="The models trained before go on serving until the new ones are there."
        />
      ))}
      {training.problem !== undefined && (
        <p role="alert" className="rounded-xl bg-danger-wash px-3 py-2 text-sm">
          {training.problem}
        </p>
      )}
      {answer === undefined ? (
        problem === undefined && <Skeleton className="h-96" />
      ) : (
        <>
          <MemoryBudget response={answer} isTraining={isTraining} onTrain={() => void training.start([])} />
          <AlgorithmRows
            {...{ isTraining, defaultId: answer.defaultAlgorithm, onTrain: (id) => void training.start([id]) }}
            algorithms={answer.algorithms.filter(({ isStandard }) => isStandard)}
          />
          <details>
            <summary className="rounded-xl px-2 py-1.5 font-medium">
              {answer.algorithms.filter(({ isStandard }) => !isStandard).length} more, trained when you ask for it
            </summary>
            <div className="mt-3">
              <AlgorithmRows
                {...{ isTraining, defaultId: answer.defaultAlgorithm, onTrain: (id) => void training.start([id]) }}
                algorithms={answer.algorithms.filter(({ isStandard }) => !isStandard)}
              />
            </div>
          </details>
        </>
      )}
    </div>
  );
}

function useTraining({ center }: Tasks) {
  const { movies } = useFilmSession();
  const [isStarting, setStarting] = useState(false);
  const [problem, setProblem] = useState<string>();
  const start = async (algorithms: readonly string[]) => {
    setStarting(true);
    setProblem(undefined);
    try {
      await center.start((options) => movies.trainModels({ algorithms: [...algorithms] }, options));
    } catch (reason) {
      setProblem(describeProblem(reason).message);
    }
    setStarting(false);
  };
  return { isStarting, problem, start };
}

interface MemoryBudgetProps {
  readonly response: ListAlgorithmsResponse;
  readonly isTraining: boolean;
  readonly onTrain: () => void;
}

function MemoryBudget({ response, isTraining, onTrain }: MemoryBudgetProps) {
  const { memoryUsedBytes, memoryBudgetBytes, servingCount, totalCount } = response;
  const share = memoryBudgetBytes > 0n ? Math.min(1, Number(memoryUsedBytes) / Number(memoryBudgetBytes)) : 0;
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <div className="grid min-w-0 flex-1 basis-56 gap-2">
        <p className="text-sm">
          <span className="font-display text-2xl">
            {servingCount} of {totalCount}
          </span>{' '}
          <span className="text-ink-soft">{describeServing(response).replace(/^\d+ of \d+ /, '')}</span>
        </p>
        {/* biome-ignore lint/a11y/useSemanticElements: the element can't be given our colours in every browser. */}
        <div
          role="meter"
          aria-label="Memory of the models"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={describeServing(response)}
          className="h-2.5 overflow-hidden rounded-full bg-sunken ring-1 ring-line-strong ring-inset"
        >
          <div className="h-full rounded-full bg-data-1" style={{ width: `${share * 100}%` }} />
        </div>
      </div>
      <Button icon="repeat" off={isTraining} onClick={onTrain}>
        Train the {totalCount} again
      </Button>
    </div>
  );
}

interface AlgorithmRowsProps {
  readonly algorithms: readonly Algorithm[];
  readonly defaultId: string;
  readonly isTraining: boolean;
  readonly onTrain: (id: string) => void;
}

function AlgorithmRows({ algorithms, defaultId, isTraining, onTrain }: AlgorithmRowsProps) {
  return (
    <ul className="grid gap-px overflow-hidden rounded-2xl border border-line bg-line">
      {algorithms.map((algorithm) => (
        <AlgorithmRow
          key={algorithm.id}
          algorithm={algorithm}
          isDefault={algorithm.id === defaultId}
          isTraining={isTraining}
          onTrain={() => onTrain(algorithm.id)}
        />
      ))}
    </ul>
  );
}

interface AlgorithmRowProps {
  readonly algorithm: Algorithm;
  readonly isDefault: boolean;
  readonly isTraining: boolean;
  readonly onTrain: () => void;
}

function AlgorithmRow({ algorithm, isDefault, isTraining, onTrain }: AlgorithmRowProps) {
  const { name, description, reason, advice, state, trainedAt } = algorithm;
  const isTrained = trainedAt !== undefined && trainedAt.seconds > 0n;
  return (
    <li className="grid min-w-0 gap-x-6 gap-y-2 bg-surface p-4 md:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_auto] md:items-center sm:px-5">
      <div className="min-w-0">
        <h3 className="font-semibold">
          {name}
          {isDefault && <span className="ml-2 text-xs font-medium text-ink-soft">answers unless told otherwise</span>}
        </h3>
        <p className="text-sm text-ink-soft">{description}</p>
        {reason !== '' && (
          <p className="mt-1 text-sm break-words">
            {reason} <span className="text-ink-soft">{advice}</span>
          </p>
        )}
      </div>
      <div className="min-w-0 text-sm text-ink-soft">
        <p className="flex items-center gap-2 font-medium text-ink">
          <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${dotOf(algorithm)}`} />
          {nameState(state)}
        </p>
        <p className="tabular-nums">{describeMemory(algorithm)}</p>
        {isTrained && (
          <p className="tabular-nums">
            Trained {moments.format(timestampDate(trainedAt))} in {formatDurationMs(algorithm.fitMs)}
          </p>
        )}
      </div>
      <Button
        off={isTraining}
        aria-label={isTrained ? `Train ${name} again` : `Train ${name}`}
        onClick={onTrain}
        className="justify-self-start whitespace-nowrap"
      >
        {isTrained ? 'Train again' : 'Train'}
      </Button>
    </li>
  );
}

function dotOf(algorithm: Algorithm): string {
  if (algorithm.state === AlgorithmState.SERVING) return 'bg-success';
  return needsAttention(algorithm) ? 'bg-danger' : 'bg-glow';
}
