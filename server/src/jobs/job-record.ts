import type { imageJobProgress, imageJobs, pictures } from '../storage/schema.ts';

/** A picture request with every setting decided: what the job row holds, and all that a worker needs to paint. */
export interface ResolvedImageRequest {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** The prompts as the model gets them: with the style's words. */
  readonly modelPrompt: string;
  readonly modelNegativePrompt: string;
  readonly model: string;
  /** SHA-256 over the model's files, hex. */
  readonly modelHash: string;
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidanceScale: number;
  /** Class name in diffusers' vocabulary. */
  readonly scheduler: string;
  /** Id of the style preset, or ''. */
  readonly style: string;
  /** 0 to 2^63 − 1, decimal; picture i takes seed + i. */
  readonly seed: string;
  readonly count: number;
  readonly format: 'png' | 'jpeg' | 'webp';
  /** Filled: the starting noise is blended towards that of another seed. */
  readonly variation?: ImageVariation;
}

export interface ImageVariation {
  /** 0 (the seed's own noise) to 1 (the other seed's). */
  readonly strength: number;
  /** Decimal. */
  readonly seed: string;
}

/** For people, with a code for programs: the contract's Notice. */
export interface NoticeRecord {
  readonly code: 'unknown-words' | 'replaced-words' | 'model-fallback' | 'prompt-shortened';
  readonly text: string;
  readonly words: readonly string[];
}

/** A job's row as it is read. */
export interface ImageJobRow extends Omit<typeof imageJobs.$inferSelect, 'request' | 'notices' | 'failure'> {
  readonly request: ResolvedImageRequest;
  readonly notices: readonly NoticeRecord[];
  readonly failure: FailureRecord | null;
}

/** Why a job ended without its pictures: the contract's JobFailure. */
export interface FailureRecord {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

export type PictureRow = typeof pictures.$inferSelect;
export type ProgressRow = typeof imageJobProgress.$inferSelect;

/** A row of `image_jobs` with its JSON columns read as what this code wrote into them. */
export function toImageJobRow(row: typeof imageJobs.$inferSelect): ImageJobRow {
  return {
    ...row,
    request: row.request as ResolvedImageRequest,
    notices: row.notices as NoticeRecord[],
    failure: row.failure as FailureRecord | null,
  };
}
