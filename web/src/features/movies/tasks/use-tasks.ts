import type { MovieTask } from '@starweave/contract';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { announce } from '../../../design/announcer.tsx';
import { useFilmSession } from '../film/film-context.ts';
import { describeTaskEnd } from './describe-task.ts';
import { TaskCenter, type TaskState } from './task-center.ts';

export interface Tasks extends TaskState {
  readonly center: TaskCenter;
}

/** Imports, trainings and benchmarks while the page is in view; `onEnd` hears of each that ends meanwhile. */
export function useTasks(onEnd: (task: MovieTask) => void): Tasks {
  const { movies } = useFilmSession();
  const latestOnEnd = useRef(onEnd);
  latestOnEnd.current = onEnd;
  const [center] = useState(
    () =>
      new TaskCenter({
        movies,
        onEnd: (task) => {
          announce(describeTaskEnd(task));
          latestOnEnd.current(task);
        },
      }),
  );
  useEffect(() => {
    center.open();
    return () => center.close();
  }, [center]);
  const state = useSyncExternalStore(
    (listener) => center.store.subscribe(listener),
    () => center.store.state,
  );
  return { ...state, center };
}
