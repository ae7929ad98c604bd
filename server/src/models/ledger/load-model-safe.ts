import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Scorer, TrainingData } from '@starweave/recommender';
import { ModelBrokenError, NotFoundError } from '../../errors.ts';

/**
 * Loads a model on the ratings that it was fitted on.
 *
 * Safe means that nothing in the file is ever run: it holds numbers and text, which are held against their checksum, their
 * shapes and the ratings. A model saved with notes and one without load alike.
 *
 * @throws NotFoundError when there is no such file; ModelBrokenError, which says what is wrong, when it is cut off, damaged,
 *   of other ratings, of another version, or no model at all (a Python pickle, a Git LFS pointer)
 */
export async function loadModelSafe(file: string, data: TrainingData): Promise<Scorer> {
  if (!existsSync(file)) throw new NotFoundError('model file', file);
  const { BrokenModelFileError, loadScorer } = await import('@starweave/recommender');
  try {
    return await loadScorer(file, data);
  } catch (error) {
    if (!(error instanceof BrokenModelFileError)) throw error;
    const impostor = await recognizeImpostor(file);
    throw new ModelBrokenError(file, impostor ?? error.message, { cause: error });
  }
}

/** What people take for models by mistake. */
async function recognizeImpostor(file: string): Promise<string | undefined> {
  const start = await readStart(file).catch(() => Buffer.alloc(0));
  if (start.toString('latin1').startsWith('version https://git-lfs')) {
    return 'it is a Git LFS pointer, not the model itself. Fetch the file with "git lfs pull".';
  }
  // Protocol 2 and above begin with this byte and their number.
  if (start[0] === 0x80 && start[1]! <= 5) {
    return 'it is a Python pickle, which could run anything. Train the model again here.';
  }
  return undefined;
}

async function readStart(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
