import type { LogLevel } from '../logging.ts';
import type { WorkerPhase } from './image-job.ts';

/** What a worker process is told when it starts. It comes by IPC: a command line could be read by others. */
export interface ImageProcessOptions {
  readonly name: string;
  readonly workerId: string;
  readonly connectionString: string;
  readonly blobFolder: string;
  readonly modelFolders: readonly string[];
  readonly defaultImageModel: string;
  readonly threads: number | undefined;
  readonly timeoutMs: number;
  readonly previewEverySteps: number;
  readonly log: LogLevel;
}

export type ToImageProcess =
  | { readonly kind: 'start'; readonly options: ImageProcessOptions }
  /** Take no more jobs, end the running one or give it back, then exit. */
  | { readonly kind: 'drain' };

export type FromImageProcess = {
  readonly kind: 'alive';
  readonly phase: WorkerPhase;
  /** Counts up with every step and change of phase. */
  readonly changes: number;
};
