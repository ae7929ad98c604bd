import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { FeatureBlock } from './feature-block.ts';
import type { MeanPredictor } from './posterior-mean.ts';

/** 1 for the entities that have a rating, or a feature that others may share; of the rest nothing is known. */
export function markKnown(
  { entityCount, featureCount, offsets, entities, groups }: FeatureBlock,
  rows: CompressedRows,
) {
  const known = new Uint8Array(entityCount);
  for (let entity = 0; entity < entityCount; entity += 1) {
    known[entity] = rows.offsets[entity + 1]! > rows.offsets[entity]! ? 1 : 0;
  }
  for (let feature = 0; feature < featureCount; feature += 1) {
    // The first group are the identities.
    if (groups[feature] === 0) continue;
    for (let index = offsets[feature]!; index < offsets[feature + 1]!; index += 1) known[entities[index]!] = 1;
  }
  return known;
}

/**
 * Say the same with item factors and biases whose mean over what is known is 0, and zeros for what isn't. What people think of
 * items on the whole is then in their biases, and mean and bias alone are what an unknown item, or somebody unknown, can expect.
 */
export function settleUnknown(
  predictor: MeanPredictor,
  { users, items }: { readonly users: Uint8Array; readonly items: Uint8Array },
): MeanPredictor {
  const { userBiases, itemBiases, userFactors, itemFactors } = predictor;
  moveItemMeansToBiases(predictor, items);
  const moved = centerBiases(userBiases, users) + centerBiases(itemBiases, items);
  clearUnknown(userFactors, users);
  clearUnknown(itemFactors, items);
  return { ...predictor, mean: predictor.mean + moved };
}

function moveItemMeansToBiases({ userBiases, userFactors, itemFactors }: MeanPredictor, known: Uint8Array): void {
  const rank = itemFactors.length / Math.max(1, known.length);
  const count = known.reduce((sum, one) => sum + one, 0);
  const means = new Float64Array(rank);
  for (let at = 0; at < itemFactors.length; at += 1) {
    if (known[Math.floor(at / rank)] === 1) means[at % rank]! += itemFactors[at]! / count;
  }
  for (let at = 0; at < itemFactors.length; at += 1) itemFactors[at]! -= means[at % rank]!;
  for (let at = 0; at < userFactors.length; at += 1) {
    userBiases[Math.floor(at / rank)]! += userFactors[at]! * means[at % rank]!;
  }
}

function centerBiases(biases: Float32Array, known: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < biases.length; row += 1) {
    if (known[row] !== 1) continue;
    sum += biases[row]!;
    count += 1;
  }
  const mean = sum / Math.max(1, count);
  for (let row = 0; row < biases.length; row += 1) biases[row] = known[row] === 1 ? biases[row]! - mean : 0;
  return mean;
}

function clearUnknown(factors: Float32Array, known: Uint8Array): void {
  const width = factors.length / Math.max(1, known.length);
  for (let row = 0; row < known.length; row += 1) if (known[row] !== 1) factors.fill(0, row * width, (row + 1) * width);
}
