import { existsSync } from 'node:fs';
import type { StoredArray } from '@starweave/recommender';

/** What a model file says about itself. */
export type ModelMetadata =
  | {
      readonly kind: 'model';
      /** The method's id, such as `svd-biased`. */
      readonly algorithm: string;
      readonly parameters: Readonly<Record<string, number | string | boolean>>;
      /** SHA-256 of the ratings that it was fitted on. */
      readonly dataHash: string;
      readonly sizeBytes: number;
      readonly arrays: readonly StoredArray[];
      /** What was noted when it was saved, such as `fit-ms` and `trained-at`. */
      readonly notes: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'broken'; readonly reason: string };

/**
 * Reads what a model file says about itself: its header only, whatever the size of the file. Never rejects; a file that isn't
 * there or can't be read is an answer too.
 */
export async function getModelMetadata(file: string): Promise<ModelMetadata> {
  if (!existsSync(file)) return { kind: 'missing' };
  const { readModelFacts } = await import('@starweave/recommender');
  try {
    const { scorer, ...facts } = await readModelFacts(file);
    return { kind: 'model', algorithm: scorer, ...facts };
  } catch (error) {
    return { kind: 'broken', reason: error instanceof Error ? error.message : String(error) };
  }
}
