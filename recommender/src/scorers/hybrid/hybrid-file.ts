import { BrokenModelFileError } from '../../errors.ts';
import { ModelReader } from '../model-content.ts';
import { resolveParameters } from '../resolve-parameters.ts';
import type { ModelContent, ParameterDefinition, ScorerDefinition, TrainingData } from '../scorer.ts';
import type { ScorerId } from '../scorer-id.ts';
import type { HybridModel, HybridPart } from './hybrid-model.ts';
import { StackingSums } from './stacking.ts';

/** How methods are found by id. */
export type FindPart = (id: string) => ScorerDefinition | undefined;

/** A stored blend. Parts that aren't stored with it are taken from the data's parts, where they are there. */
export function readHybridModel(
  content: ModelContent,
  data: TrainingData,
  definitions: readonly ParameterDefinition[],
  findPart: FindPart,
): HybridModel {
  const { interactions } = data;
  const reader = new ModelReader('hybrid', content);
  const parameters = resolveParameters('hybrid', definitions, reader.parameters());
  const ids = readIds(content, 'parts');
  const stored = readIds(content, 'stored');
  const parts = ids.map((id) => readPart(id, { content, data, findPart, isStored: stored.includes(id) }));
  const sums = new StackingSums(ids.length);
  const stacking = new StackingSums(ids.length, {
    gram: reader.float64('gram', sums.gram.length),
    moments: reader.float64('moments', sums.moments.length),
    count: reader.number('count'),
  });
  const biases = {
    mean: reader.number('mean'),
    users: reader.float64('user_biases', interactions.userCount),
    items: reader.float64('item_biases', interactions.itemCount),
  };
  const scale = { lowest: reader.number('lowest'), highest: reader.number('highest') };
  const rankingWeights = reader.float64('ranking_weights', ids.length);
  return { interactions, parameters, parts, biases, scale, stacking, rankingWeights };
}

interface StoredPart {
  readonly content: ModelContent;
  readonly data: TrainingData;
  readonly findPart: FindPart;
  readonly isStored: boolean;
}

function readPart(id: ScorerId, { content, data, findPart, isStored }: StoredPart): HybridPart {
  const shared = data.parts?.get(id);
  if (shared !== undefined && shared.dataHash === data.interactions.dataHash)
    return { id, scorer: shared, shared: true };
  if (!isStored) return { id, scorer: undefined, shared: true };
  const prefix = `${id}/`;
  const inside = <Value>(entries: Iterable<readonly [string, Value]>) =>
    [...entries]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value] as const);
  const own = {
    arrays: new Map(inside(content.arrays)),
    metadata: Object.fromEntries(inside(Object.entries(content.metadata))),
  };
  return { id, scorer: findPart(id)?.load(own, data), shared: false };
}

function readIds({ metadata }: ModelContent, name: string): ScorerId[] {
  try {
    const ids: unknown = JSON.parse(metadata[name] ?? '');
    if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) return ids as ScorerId[];
    throw new TypeError('not a list of ids');
  } catch (cause) {
    throw new BrokenModelFileError(
      `The model of hybrid can't be used: its entry "${name}" isn't a list. Fit it again.`,
      {
        cause,
      },
    );
  }
}
