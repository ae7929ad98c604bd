import { type MovieTask, MovieTaskKind, MovieTaskState } from '@starweave/contract';
import { useRef, useState } from 'react';
import { announce } from '../../../design/announcer.tsx';
import { Icon } from '../../../design/icon.tsx';
import { useFilmSession } from '../film/film-context.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { useAlgorithms } from '../model/use-algorithms.ts';
import { useDataSets } from '../model/use-data-sets.ts';
import { PageHeading } from '../page-heading.tsx';
import { SectionFrame } from '../section-frame.tsx';
import { useTasks } from '../tasks/use-tasks.ts';
import { AlgorithmsPanel } from './algorithms-panel.tsx';
import { DataSetList } from './data-set-list.tsx';
import { ImportPanel } from './import-panel.tsx';
import { TaskList } from './task-list.tsx';

/** Where the ratings come from, and the models that learn from them. */
export function DataPage() {
  const session = useFilmSession();
  const [version, setVersion] = useState(0);
  const [switchedTo, setSwitchedTo] = useState<string>();
  const changed = () => setVersion((count) => count + 1);
  const dataSets = useDataSets(version);
  const algorithms = useAlgorithms(version);
  const tasks = useTasks((task) => {
    changed();
    if (!isSwitch(task)) return;
    session.noteDataSet(task.dataSetId);
    setSwitchedTo(task.dataSetName);
  });
  // What stands below the data sets is drawn once it is known how many there are, so that nothing moves.
  const wasReady = useRef(false);
  wasReady.current ||= isKnown(dataSets.answer, dataSets.problem) && isKnown(tasks.tasks, tasks.problem);
  const isReady = wasReady.current;
  return (
    <div className="grid gap-14">
      <PageHeading title="Data" lead="Where the ratings come from, and the models that learn from them." />
      {tasks.problem !== undefined && <ProblemNote problem={tasks.problem} onRetry={() => tasks.center.open()} />}
      <SectionFrame id="data-sets" title="Data sets">
        {switchedTo !== undefined && (
          <p className="flex items-center gap-2.5 rounded-2xl bg-accent-wash px-4 py-3">
            <Icon name="check" />
            <span className="min-w-0 break-words">
              {switchedTo} is imported and trained. Starweave has switched to it: every list and figure comes from it
              now.
            </span>
          </p>
        )}
        <DataSetList
          dataSets={dataSets}
          onChanged={(sentence) => {
            announce(sentence);
            setSwitchedTo(undefined);
            changed();
          }}
        />
      </SectionFrame>
      {isReady && (
        <>
          <SectionFrame
            id="import"
            title="Import ratings"
            lead="MovieLens data sets of every size, or your own tables in the same form."
          >
            <ImportPanel tasks={tasks} />
          </SectionFrame>
          <SectionFrame
            id="models"
            title="Algorithms"
            lead="What is trained on the data set in use, and what it takes."
          >
            <AlgorithmsPanel algorithms={algorithms} tasks={tasks} />
          </SectionFrame>
          <TaskList tasks={tasks} />
        </>
      )}
    </div>
  );
}

/** Whether something has been answered, in one way or the other. */
function isKnown(answer: unknown, problem: unknown): boolean {
  return answer !== undefined || problem !== undefined;
}

/** Whether another data set is in use since this task. */
function isSwitch({ kind, state }: MovieTask): boolean {
  return kind === MovieTaskKind.IMPORT && state === MovieTaskState.DONE;
}
