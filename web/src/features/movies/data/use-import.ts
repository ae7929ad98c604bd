import { useCallback, useRef, useState } from 'react';
import { describeProblem } from '../../../api/describe-problem.ts';
import type { Services } from '../../../api/services.ts';
import { useFilmSession } from '../film/film-context.ts';
import type { TaskCenter } from '../tasks/task-center.ts';
import { type ChosenFile, describeFiles } from './upload/choose-files.ts';
import type { UploadMoment } from './upload/describe-upload.ts';
import { uploadFiles } from './upload/upload-files.ts';
import { findUploadId } from './upload/upload-id.ts';
import { createUploadRoutes, UploadInterruptedError, UploadRefusedError } from './upload/upload-routes.ts';

/** An import from the page until the server has taken it over; from then on it is a task. */
export type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly moment: UploadMoment }
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly message: string; readonly canResume: boolean };

export interface Import {
  readonly state: ImportState;
  /** Sends the files and starts the import; again with the same files, it goes on where it stopped. */
  readonly start: (files: readonly File[], name: string) => Promise<boolean>;
  /** Stops sending; what was sent stays for a day. */
  readonly stop: () => void;
  /** Forgets what went wrong, as for other files. */
  readonly forget: () => void;
}

/** Sends files and has the server make a data set of them. */
export function useImport(center: TaskCenter): Import {
  const { movies } = useFilmSession();
  const [state, setState] = useState<ImportState>({ kind: 'idle' });
  const abort = useRef<AbortController>(undefined);
  const start = useCallback(
    async (files: readonly File[], name: string) => {
      const controller = new AbortController();
      abort.current = controller;
      try {
        const uploadId = await send(files, controller.signal, (moment) => setState({ kind: 'sending', moment }));
        setState({ kind: 'starting' });
        await startImport(movies, center, { uploadId, name });
        setState({ kind: 'idle' });
        return true;
      } catch (reason) {
        setState(controller.signal.aborted ? { kind: 'idle' } : describeFailure(reason));
        return false;
      }
    },
    [movies, center],
  );
  const stop = useCallback(() => abort.current?.abort(), []);
  return { state, start, stop, forget: useCallback(() => setState({ kind: 'idle' }), []) };
}

async function send(
  files: readonly File[],
  signal: AbortSignal,
  onMoment: (moment: UploadMoment) => void,
): Promise<string> {
  const { id: uploadId, isNew } = findUploadId(describeFiles(files as readonly ChosenFile[]), localStorage);
  const sizeBytes = files.reduce((sum, { size }) => sum + size, 0);
  const startedMs = performance.now();
  let startBytes: number | undefined;
  await uploadFiles(uploadId, files, {
    ...{ routes: createUploadRoutes(), signal, random: Math.random, isNew },
    onProgress: (sentBytes) => {
      startBytes ??= sentBytes;
      onMoment({ sentBytes, sizeBytes, startBytes, elapsedMs: performance.now() - startedMs });
    },
  });
  return uploadId;
}

function startImport(
  movies: Services['movies'],
  center: TaskCenter,
  request: { readonly uploadId: string; readonly name: string },
) {
  return center.start((options) => movies.importRatings(request, options));
}

function describeFailure(reason: unknown): ImportState {
  if (reason instanceof UploadRefusedError) return { kind: 'failed', message: reason.message, canResume: false };
  if (reason instanceof UploadInterruptedError) return { kind: 'failed', message: reason.message, canResume: true };
  // What fetch rejects with when there is no connection, and when a file can no longer be read.
  if (reason instanceof TypeError) {
    return { kind: 'failed', message: 'The connection broke, or the file can no longer be read.', canResume: true };
  }
  const { message, unreachable } = describeProblem(reason);
  return { kind: 'failed', message, canResume: unreachable };
}
