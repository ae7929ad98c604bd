import { BrokenModelFileError, ScorerParameterError } from '../errors.ts';
import { openModelFile } from '../files/model-file.ts';
import type { Scorer, TrainingData } from './scorer.ts';
import { findScorer } from './scorer-registry.ts';

/**
 * Open a stored model on the ratings that it was fitted on.
 *
 * @throws BrokenModelFileError when the file is missing, cut off, damaged, of another version, of other ratings, or of a
 *   scorer or with parameters that aren't known here
 */
export async function loadScorer(file: string, data: TrainingData): Promise<Scorer> {
  const { scorer: id, content } = await openModelFile(file, data.interactions.dataHash);
  const definition = findScorer(id);
  if (definition === undefined) {
    throw new BrokenModelFileError(`${file} holds a “${id}”, which this version doesn't know. Use a later version.`);
  }
  try {
    return definition.load(content, data);
  } catch (cause) {
    if (!(cause instanceof ScorerParameterError)) throw cause;
    const message = `${file} was fitted with parameters that this version doesn't take: ${cause.message} Fit the model again.`;
    throw new BrokenModelFileError(message, { cause });
  }
}
