import type { Transaction } from '../../storage/database.ts';

/** What became of a picture that was asked for. */
export type PaintedPicture =
  | { readonly state: 'open' }
  | { readonly state: 'painted'; readonly pictureId: string; readonly runMs: number }
  /** It came to nothing, or isn't there any more. */
  | { readonly state: 'none' };

/** Who paints films. Nobody waits for it: a person's picture always goes first. */
export interface FilmPainter {
  /** Puts a picture into the queue with the transaction; answers with its job's id. Throws where nothing can paint. */
  submit(words: { readonly prompt: string; readonly seed: bigint }, transaction: Transaction): Promise<string>;
  findPicture(jobId: string): Promise<PaintedPicture>;
}
