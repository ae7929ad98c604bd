import type { ModelFileFacts, StoredArray } from '@starweave/recommender';

/** What a model's file takes on the disk, and what the model is expected to take in memory. Sizes in MB of 2^20 bytes. */
export interface MemoryEstimate {
  readonly fileSizeMb: number;
  readonly estimatedMemoryMb: number;
  /** The second over the first. */
  readonly overheadFactor: number;
}

/**
 * Tells from a model file's header, without reading its arrays, how much memory the model takes once it is loaded.
 *
 * The file itself stays in memory, because arrays are views of it; to that comes what a method keeps besides: numbers that
 * are widened, item factors where kernels reach them, lists turned round. The ratings, which all models share, are not in it.
 *
 * @throws the recommender's BrokenModelFileError when the file is missing or has no header that can be read
 */
export async function estimateModelMemoryRequirement(file: string): Promise<MemoryEstimate> {
  const { readModelFacts } = await import('@starweave/recommender');
  const facts = await readModelFacts(file);
  const estimatedBytes = estimateModelBytes(facts);
  return {
    fileSizeMb: facts.sizeBytes / 2 ** 20,
    estimatedMemoryMb: estimatedBytes / 2 ** 20,
    overheadFactor: estimatedBytes / facts.sizeBytes,
  };
}

/** As `estimateModelMemoryRequirement`, in bytes, of a header that was read already. */
export function estimateModelBytes({ scorer, sizeBytes, arrays }: ModelFileFacts): number {
  return arrays.reduce((sum, array) => sum + estimateExtraBytes(array, scorer), sizeBytes);
}

/** What is kept in memory beside an array of the file; a blend names the arrays of a part after it: `content/weights`. */
function estimateExtraBytes({ name, shape, sizeBytes }: StoredArray, scorer: string): number {
  const slash = name.lastIndexOf('/');
  const owner = slash === -1 ? scorer : name.slice(0, slash);
  if (owner === 'item-knn') return name.endsWith('neighbours') ? sizeBytes * PACKED_PER_NEIGHBOUR : 0;
  // Implicit ALS keeps rows of a multiple of eight numbers where kernels reach them, and nowhere else.
  if (owner === 'ials' && name.endsWith('item_factors') && shape[1]! % 8 === 0) return 0;
  switch (name.slice(slash + 1)) {
    case 'item_vectors':
    case 'item_factors':
    case 'implied_factors':
      return sizeBytes;
    case 'similarities':
    case 'weights':
      return sizeBytes * WIDENED_PER_HALF;
    case 'columns':
      // Terms by film are kept by term as well.
      return sizeBytes;
    case 'offsets':
      return owner === 'content' ? sizeBytes * SUMS_PER_OFFSET_BYTE : 0;
    case 'neighbours':
      // At the first list, lists are turned round: another four bytes and four for the similarity.
      return sizeBytes * 2;
    case 'terms':
      return sizeBytes * KEPT_PER_TERM_BYTE;
    default:
      return 0;
  }
}

/**
 * Item-KNN keeps nothing of its file: a neighbour and its similarity, which take four bytes and two there, are packed into four,
 * and into four more when lists are turned round at the first list.
 */
const PACKED_PER_NEIGHBOUR = 0.5;
/** Halves are kept as they lie in the file, and once more in single precision. */
const WIDENED_PER_HALF = 2;
/** Three doubles for each film, beside its offset of four bytes. */
const SUMS_PER_OFFSET_BYTE = 6;
/** A term of ten letters is a string object of about sixty bytes and a place in a list, and 44 bytes of profiles. */
const KEPT_PER_TERM_BYTE = 11;
