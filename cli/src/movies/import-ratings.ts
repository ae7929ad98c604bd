import { type MovieTask, MovieTaskKind, MovieTaskState } from '@starweave/contract';
import type { CommandContext } from '../command.ts';
import type { ParsedFlags } from '../parse-flags.ts';
import { createProgressDisplay } from '../progress-line.ts';
import { followTask } from './follow-task.ts';
import { planRatingUpload, type RatingUpload, sendRatingUpload, type UploadTarget } from './rating-upload.ts';
import { cleanText } from './show-movie.ts';
import { type MovieClient, withMovies } from './with-movies.ts';

export interface ImportOrder {
  /** A folder, a zip or one file of ratings. */
  readonly file: string;
  /** Of the new data set. */
  readonly name: string;
  readonly values: ParsedFlags['values'];
}

/**
 * Sends the files and has the server make a data set of them; shows both on one progress line.
 *
 * An import of this name that already runs is followed instead. What was sent stays on an interruption; one that comes later
 * cancels the task, with which the server forgets the files. A sentence says which. Rejects with `UsageError`, `UploadRefusedError`, `MovieTaskFailedError` or
 * the server's refusal.
 */
export async function importRatings(order: ImportOrder, context: CommandContext): Promise<void> {
  const upload = await planRatingUpload(order.file);
  const { signal, terminal } = context;
  const display = createProgressDisplay(terminal);
  let isSent = false;
  try {
    await withMovies(context, order.values, async (movies, { uploads }) => {
      const running = await findRunningImport(movies, order.name, signal);
      const follow = { movies, display, signal };
      if (running === undefined) await send(upload, { uploads, display, signal });
      isSent = true;
      const updates =
        running === undefined
          ? movies.importRatings({ uploadId: upload.id, name: order.name }, { signal, timeoutMs: 0 })
          : movies.watchMovieTask({ taskId: running.id }, { signal, timeoutMs: 0 });
      const task = await followTask(updates, follow);
      await report(movies, task, context);
    });
  } catch (error) {
    display.finish();
    if (signal.aborted) terminal.writeError(isSent ? cancelledText : stoppedText);
    throw error;
  }
}

const stoppedText = 'Stopped. What was sent is kept: the same command goes on from there.\n';
const cancelledText = 'Stopped, and the import is cancelled: the same command begins anew.\n';

interface SendContext {
  readonly uploads: UploadTarget;
  readonly display: ReturnType<typeof createProgressDisplay>;
  readonly signal: AbortSignal;
}

const bytesPerMegabyte = 1e6;

async function send(upload: RatingUpload, { uploads, display, signal }: SendContext): Promise<void> {
  const total = Math.ceil(upload.sizeBytes / bytesPerMegabyte);
  await sendRatingUpload(upload, {
    target: uploads,
    onProgress: (sent) => display.show({ label: 'sending, MB', done: Math.floor(sent / bytesPerMegabyte), total }),
    signal,
  });
}

async function findRunningImport(
  movies: MovieClient,
  name: string,
  signal: AbortSignal,
): Promise<MovieTask | undefined> {
  const { tasks } = await movies.listMovieTasks({}, { signal });
  const runningStates = [MovieTaskState.WAITING, MovieTaskState.RUNNING];
  return tasks.find(
    ({ kind, state, dataSetName }) =>
      kind === MovieTaskKind.IMPORT && runningStates.includes(state) && dataSetName === name,
  );
}

async function report(movies: MovieClient, task: MovieTask, { terminal, signal }: CommandContext): Promise<void> {
  const { dataSets } = await movies.listDataSets({}, { signal });
  const dataSet = dataSets.find(({ id }) => id === task.dataSetId);
  const name = cleanText(dataSet?.name ?? task.dataSetName);
  if (dataSet === undefined) return terminal.write(`Imported ${name}.\n`);
  const { movieCount, userCount, ratingCount, rejectedLineCount, rejectedLines, inUse } = dataSet;
  terminal.write(
    `Imported ${name}: ${count(movieCount, 'film')}, ${count(userCount, 'user')}, ${count(ratingCount, 'rating')}${inUse ? '; in use now' : ''}.\n`,
  );
  // As in "Done, without Item-KNN".
  if (task.stage.includes(',')) terminal.writeError(`${cleanText(task.stage)}: starweave movies models says why.\n`);
  if (rejectedLineCount === 0n) return;
  terminal.writeError(`${count(rejectedLineCount, 'line')} could not be used:\n`);
  for (const line of rejectedLines) terminal.writeError(`  ${cleanText(line, 200)}\n`);
}

function count(quantity: number | bigint, noun: string): string {
  return `${quantity} ${noun}${Number(quantity) === 1 ? '' : 's'}`;
}
