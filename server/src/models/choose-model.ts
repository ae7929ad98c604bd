import { ModelBrokenError, UnknownModelError } from '../errors.ts';
import type { NoticeRecord } from '../jobs/job-record.ts';
import type { ImageModel } from './model-registry.ts';

export interface ModelChoice {
  readonly model: ImageModel;
  readonly notices: readonly NoticeRecord[];
}

/**
 * The model for a request.
 *
 * - Asked for by id: that one; UnknownModelError lists the known, ModelBrokenError says what is wrong with it.
 * - Left to the server: the default one; when that is missing or broken, the first usable one, with a notice.
 */
export function chooseModel(
  models: readonly ImageModel[],
  requested: string | undefined,
  defaultModel: string,
): ModelChoice {
  const wanted = models.find(({ id }) => id === (requested ?? defaultModel));
  if (wanted !== undefined && wanted.state !== 'broken') return { model: wanted, notices: [] };
  const known = models.map(({ id }) => id);
  if (requested !== undefined) {
    if (wanted === undefined) throw new UnknownModelError(requested.slice(0, 100), known);
    throw new ModelBrokenError(requested, wanted.reason);
  }
  const fallback = models.find(({ state }) => state === 'ready') ?? models.find(({ state }) => state === 'checking');
  if (fallback === undefined) {
    if (wanted === undefined) throw new UnknownModelError(defaultModel, known);
    throw new ModelBrokenError(defaultModel, wanted.reason);
  }
  const reason = wanted === undefined ? 'is not installed' : `can't be used (${wanted.reason})`;
  const text = `The default model "${defaultModel}" ${reason}, so "${fallback.id}" painted this picture.`;
  return { model: fallback, notices: [{ code: 'model-fallback', text, words: [defaultModel, fallback.id] }] };
}
