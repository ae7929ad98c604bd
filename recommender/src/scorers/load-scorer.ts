import { BrokenModelFileError } from '../errors.ts';
import { openModelFile } from '../files/model-file.ts';
import type { Scorer, TrainingData } from './scorer.ts';
import { findScorer } from './scorer-registry.ts';

/**
 * Open a stored model on the ratings that it was fitted on.
 *
 * @throws BrokenModelFileError when the file is missing, cut off, damaged, of another version, of other ratings, or of a
 *   scorer that isn't known here
 */
export async function loadScorer(file: string, data: TrainingData): Promise<Scorer> {
  const { scorer: id, content } = await openModelFile(file, data.interactions.dataHash);
  const definition = findScorer(id);
  if (definition === undefined) {
    throw new BrokenModelFileError(`${file} holds a “${id}”, which this version doesn't know. Use a later version.`);
  }
  return definition.load(content, data);
}
