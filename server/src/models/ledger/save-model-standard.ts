import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Scorer } from '@starweave/recommender';

/**
 * Saves a fitted model: its arrays as safetensors, its method, parameters, the hash of its ratings and a checksum in the
 * header. Makes the folders that are missing. The file appears whole or not at all; an older one stays until then.
 *
 * @param notes facts to be found in its header later, by `getModelMetadata`
 */
export async function saveModelStandard(
  model: Scorer,
  file: string,
  notes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { saveModel } = await import('@starweave/recommender');
  await mkdir(path.dirname(file), { recursive: true });
  await saveModel(model, file, notes);
}
