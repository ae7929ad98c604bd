import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { ImageGenerationService, Job, JobProgress, JobService, PictureService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { ChatCommand } from '../commands/chat-command.ts';
import type { Logger } from '../logging.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Database } from '../storage/database.ts';

/** Looks up jobs for those who show them: messages, events. */
export interface JobReader {
  /** The caller's jobs among these ids, complete; ids of others or of nothing are left out. */
  getJobs(ids: readonly string[], caller: Caller): Promise<Map<string, Job>>;
  /** Step and preview of a job that runs now. */
  findProgress(jobId: string): Promise<JobProgress | undefined>;
}

/** A picture's file as it is sent. */
export interface PictureFile {
  readonly bytes: Uint8Array;
  readonly format: 'png' | 'jpeg' | 'webp';
  /** SHA-256 of the bytes, hex; good for an ETag. */
  readonly hash: string;
  readonly sizeBytes: number;
}

export interface PictureReader {
  findPicture(id: string, caller: Caller): Promise<PictureFile | undefined>;
  /** The picture scaled to fit a square of `sizePx` (16 to 1024), as WebP; never enlarged. */
  findThumbnail(id: string, caller: Caller, sizePx: number): Promise<PictureFile | undefined>;
}

/** A part's or a model's state, as `/health` shows it. */
export interface ImagesHealthPart {
  /** "images" or "model:<id>" */
  readonly name: string;
  readonly status: 'serving' | 'degraded' | 'not-serving';
  readonly reason: string;
  readonly advice: string;
}

export interface ImagesHealth {
  readonly parts: readonly ImagesHealthPart[];
  readonly modelsReady: number;
  readonly modelsTotal: number;
}

export interface ImagesDependencies {
  readonly config: ImagesConfig;
  readonly database: Database;
  readonly blobStore: BlobStore;
  readonly logger: Logger;
  /** Who makes a call, from its context. */
  readonly getCaller: (context: HandlerContext) => Caller;
}

/** The settings that pictures read. */
export interface ImagesConfig {
  readonly dataFolder: string;
  readonly modelFolders: readonly string[];
  readonly defaultImageModel: string;
  readonly image: {
    /** Worker processes of this host; 0: pictures are painted by other hosts' workers. */
    readonly workers: number;
    readonly threads?: number | undefined;
    /** How long the painting of one job may take, its loading and waiting not counted. */
    readonly timeoutMs: number;
    readonly jobHeartbeatMs: number;
    readonly previewEverySteps: number;
  };
}

/** Everything of pictures: jobs, models, painting. `createImages` makes it without I/O; `start` brings it up. */
export interface Images {
  readonly imageService: ServiceImpl<typeof ImageGenerationService>;
  readonly jobService: ServiceImpl<typeof JobService>;
  readonly pictureService: ServiceImpl<typeof PictureService>;
  readonly imageCommand: ChatCommand;
  readonly jobReader: JobReader;
  readonly pictureReader: PictureReader;
  /** Brings back what an earlier process left, then starts the workers; the database is migrated before. */
  start(): Promise<void>;
  /** Takes no new work; a running job gets a moment to finish, else goes back to the queue, not counted against it. */
  drain(): Promise<void>;
  /** Stops the workers and waits until they are gone. */
  close(): Promise<void>;
  health(): Promise<ImagesHealth>;
}
