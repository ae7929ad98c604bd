import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { MovieService, type MovieTask, MovieTaskKind, MovieTaskSchema, MovieTaskState } from '@starweave/contract';
import { afterEach, describe, expect, test } from 'vitest';
import { describeTaskEnd, describeTaskState, nameTask } from './describe-task.ts';
import { putTask, TaskCenter } from './task-center.ts';

const { RUNNING, DONE, FAILED, CANCELLED } = MovieTaskState;

function task(id: string, state: MovieTaskState, fraction = 0): MovieTask {
  return create(MovieTaskSchema, { id, state, fraction, kind: MovieTaskKind.IMPORT, dataSetName: 'My ratings' });
}

interface Script {
  readonly listed?: readonly MovieTask[];
  /** What each call of WatchMovieTask sends; the last ones repeat. */
  readonly watches?: readonly (readonly (MovieTask | ConnectError)[])[];
}

let center: TaskCenter | undefined;
afterEach(() => center?.close());

function open({ listed = [], watches = [] }: Script) {
  const calls: string[] = [];
  const ended: string[] = [];
  let watched = 0;
  const transport = createRouterTransport(({ service }) => {
    service(MovieService, {
      listMovieTasks: () => ({ tasks: [...listed] }),
      async *importRatings() {
        yield { task: task('new', RUNNING, 0.1) };
        throw new ConnectError('The page has left.', Code.Internal);
      },
      async *trainModels() {
        yield {};
        throw new ConnectError('Two are under way.', Code.FailedPrecondition);
      },
      async *watchMovieTask({ taskId }) {
        calls.push(taskId);
        const sent = watches[Math.min(watched, watches.length - 1)] ?? [];
        watched += 1;
        for (const one of sent) {
          if (one instanceof ConnectError) throw one;
          yield { task: one };
        }
      },
      cancelMovieTask: ({ taskId }) => ({ task: task(taskId, CANCELLED) }),
    });
  });
  const movies = createClient(MovieService, transport);
  center = new TaskCenter({
    movies,
    onEnd: ({ id, state }) => ended.push(`${id} ${MovieTaskState[state]}`),
    random: () => 0,
  });
  return { center, movies, calls, ended };
}

const untilEnded = (ended: readonly string[]) => expect.poll(() => ended.length, { interval: 5 }).toBe(1);

describe('tasks on the page', () => {
  test('those under way when the page opens are followed to their end, others are left alone', async () => {
    const {
      center: ours,
      calls,
      ended,
    } = open({
      listed: [task('two', RUNNING, 0.5), task('one', DONE, 1)],
      watches: [[task('two', RUNNING, 0.7), task('two', DONE, 1)]],
    });
    ours.open();
    await untilEnded(ended);
    expect({ calls, ended }).toEqual({ calls: ['two'], ended: ['two DONE'] });
    expect(ours.store.state.tasks?.map(({ id, state }) => [id, state])).toEqual([
      ['two', DONE],
      ['one', DONE],
    ]);
  });

  test('one that is started is followed even when the stream of its start breaks', async () => {
    const {
      center: ours,
      movies,
      calls,
      ended,
    } = open({ watches: [[task('new', RUNNING, 0.4), task('new', FAILED)]] });
    const started = await ours.start((options) => movies.importRatings({ uploadId: 'u', name: 'n' }, options));
    expect(started.id).toBe('new');
    await untilEnded(ended);
    expect({ calls, ended }).toEqual({ calls: ['new'], ended: ['new FAILED'] });
  });

  test('one that is started as the page is left starts all the same', async () => {
    const { center: ours, movies, calls } = open({});
    ours.close();
    const started = await ours.start((options) => movies.importRatings({ uploadId: 'u', name: 'n' }, options));
    expect({ id: started.id, calls }).toEqual({ id: 'new', calls: [] });
  });

  test('a stream that breaks is taken up again, and its end is told once', async () => {
    const broken = new ConnectError('Gone.', Code.Unavailable);
    const {
      center: ours,
      calls,
      ended,
    } = open({
      listed: [task('two', RUNNING)],
      watches: [[task('two', RUNNING, 0.2), broken], [task('two', RUNNING, 0.6)], [task('two', DONE, 1)]],
    });
    ours.open();
    await untilEnded(ended);
    expect(calls).toEqual(['two', 'two', 'two']);
  });

  test('one that the server no longer knows goes', async () => {
    const { center: ours } = open({
      listed: [task('two', RUNNING)],
      watches: [[new ConnectError('No such task.', Code.NotFound)]],
    });
    ours.open();
    await expect.poll(() => ours.store.state.tasks, { interval: 5 }).toEqual([]);
  });

  test('a refused start is thrown with the server’s words', async () => {
    const { center: ours, movies } = open({});
    const start = ours.start((options) => movies.trainModels({}, options));
    await expect(start).rejects.toThrow('Two are under way.');
  });

  test('a late word of an earlier state changes nothing', () => {
    const tasks = [task('a', DONE, 1)];
    expect(putTask(tasks, task('a', RUNNING, 0.9))).toBe(tasks);
    expect(putTask(tasks, task('b', RUNNING)).map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('a task in words', () => {
  test('its name, its state and its end', () => {
    const done = create(MovieTaskSchema, {
      ...task('a', DONE, 1),
      createdAt: timestampFromMs(1_000_000_500),
      finishedAt: timestampFromMs(1_000_065_500),
    });
    expect([nameTask(done), describeTaskState(done), describeTaskEnd(done)]).toEqual([
      'Import of My ratings',
      'Done in 1 min 5 s',
      'Import of My ratings is done.',
    ]);
    const failed = create(MovieTaskSchema, {
      kind: MovieTaskKind.BENCHMARK,
      state: FAILED,
      errorMessage: 'The disk is full.',
    });
    expect(describeTaskEnd(failed)).toBe('Benchmark failed. The disk is full.');
  });
});
