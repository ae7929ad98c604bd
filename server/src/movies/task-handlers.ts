import { randomUUID } from 'node:crypto';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { MovieService } from '@starweave/contract';
import type { ScorerId } from '@starweave/recommender';
import { NotFoundError, WrongStateError } from '../errors.ts';
import {
  checkAlgorithms,
  checkCount,
  checkDataSetName,
  checkFields,
  checkSeed,
  checkUuid,
} from './check-movie-request.ts';
import { createContractTask } from './contract-task.ts';
import type { FilmEngine } from './engine/film-engine.ts';
import type { TaskOrder } from './engine/film-task.ts';
import { findTask, isFinalTask, loadTasks } from './film-task-store.ts';
import type { FilmTaskWatch } from './film-task-watch.ts';
import type { FilmTasks } from './film-tasks.ts';
import type { FilmUploads } from './film-uploads.ts';
import type { MovieServiceDependencies } from './movie-service-dependencies.ts';

export interface TaskHandlersDependencies extends Omit<MovieServiceDependencies, 'findArtUrl'> {
  readonly tasks: FilmTasks;
  readonly taskWatch: FilmTaskWatch;
  readonly uploads: Pick<FilmUploads, 'getFolder'>;
}

const listLength = { most: 200, fallback: 20 };

/** Imports, trainings and benchmarks. */
export function createTaskHandlers(dependencies: TaskHandlersDependencies) {
  return {
    ...createStartHandlers(dependencies),
    ...createFollowHandlers(dependencies),
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

function createStartHandlers({ engine, tasks, taskWatch, uploads, getCaller }: TaskHandlersDependencies) {
  async function* run(order: TaskOrder, context: HandlerContext, uploadId: string | null = null) {
    await tasks.begin(order, { ownerId: getCaller(context).personId, uploadId });
    for await (const row of taskWatch.watch(order.id, context.signal)) yield { task: createContractTask(row) };
  }
  return {
    async *importRatings(request, context) {
      const { uploadId, name } = checkFields({
        uploadId: () => checkUuid('upload', request.uploadId),
        name: () => checkDataSetName(request.name),
      });
      const folder = await uploads.getFolder(uploadId, getCaller(context));
      yield* run({ kind: 'import', id: randomUUID(), folder, name }, context, uploadId);
    },
    async *trainModels(request, context) {
      const { algorithms, seed } = checkFields({
        algorithms: () => checkAlgorithms(request.algorithms),
        seed: () => checkSeed(request.seed),
      });
      const chosen = algorithms.length > 0 ? algorithms : await findStandardAlgorithms(engine);
      yield* run({ kind: 'training', id: randomUUID(), algorithms: chosen, seed }, context);
    },
    async *runBenchmark(request, context) {
      const { algorithms, seed } = checkFields({
        algorithms: () => checkAlgorithms(request.algorithms),
        seed: () => checkSeed(request.seed),
      });
      const chosen = algorithms.length > 0 ? algorithms : await findBenchmarkedAlgorithms(engine);
      yield* run({ kind: 'benchmark', id: randomUUID(), algorithms: chosen, seed }, context);
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

async function findStandardAlgorithms(engine: Pick<FilmEngine, 'getStatus'>): Promise<ScorerId[]> {
  const { algorithms } = await engine.getStatus();
  return algorithms.filter(({ isStandard }) => isStandard).map(({ id }) => id);
}

/** The six, and the baseline that they have to beat. */
async function findBenchmarkedAlgorithms(engine: Pick<FilmEngine, 'getStatus'>): Promise<ScorerId[]> {
  return [...new Set<ScorerId>([...(await findStandardAlgorithms(engine)), 'baseline'])];
}

function createFollowHandlers({ database, engine, tasks, taskWatch }: TaskHandlersDependencies) {
  const getTask = async (id: string) => {
    const row = await findTask(database, id);
    if (row === undefined) throw new NotFoundError('task', id);
    return row;
  };
  return {
    async listMovieTasks({ limit }) {
      const rows = await loadTasks(database, checkCount('limit', limit, listLength));
      return { tasks: rows.map(createContractTask) };
    },
    async *watchMovieTask({ taskId }, { signal }) {
      for await (const row of taskWatch.watch(checkUuid('task', taskId), signal)) {
        yield { task: createContractTask(row) };
      }
    },
    async cancelMovieTask({ taskId }) {
      const row = await getTask(checkUuid('task', taskId));
      if (isFinalTask(row)) return { task: createContractTask(row) };
      try {
        tasks.listener(await engine.cancelTask(row.id));
        await tasks.flush(row.id);
      } catch (error) {
        // It is over, and nobody had time to write that down.
        if (!(error instanceof NotFoundError || error instanceof WrongStateError)) throw error;
        await tasks.flush(row.id);
        await tasks.settle();
      }
      return { task: createContractTask(await getTask(row.id)) };
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}
