import { asModelArray, type ModelReader } from '../model-content.ts';
import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { PackableLists } from './packed-lists.ts';

/** For every row, the rows most like it: best first, ties by the smaller number; only positive similarities. */
export interface NeighbourLists {
  /** rowCount + 1 positions. */
  readonly offsets: Uint32Array;
  readonly neighbours: Uint32Array;
  /** With the eleven bits of half precision, which is how they are stored. */
  readonly similarities: Float32Array;
}

/** Lists as a kernel writes them: the same number of places for every row, of which the first `counts[row]` are taken. */
export interface RaggedLists {
  readonly counts: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly similarities: Float32Array;
}

/** The lists without the places that aren't taken, similarities rounded to half precision. */
export function packLists({ counts, neighbours, similarities }: RaggedLists): NeighbourLists {
  const places = counts.length === 0 ? 0 : neighbours.length / counts.length;
  const offsets = new Uint32Array(counts.length + 1);
  for (let row = 0; row < counts.length; row += 1) offsets[row + 1] = offsets[row]! + counts[row]!;
  const total = offsets[counts.length]!;
  const packed = { offsets, neighbours: new Uint32Array(total), similarities: new Float32Array(total) };
  for (let row = 0; row < counts.length; row += 1) {
    const from = row * places;
    const until = from + counts[row]!;
    packed.neighbours.set(neighbours.subarray(from, until), offsets[row]!);
    packed.similarities.set(new Float16Array(similarities.subarray(from, until)), offsets[row]!);
  }
  return packed;
}

/** The first of a row's list. */
export function listSimilarRows(lists: NeighbourLists, row: number, count: number): readonly ScoredItem[] {
  const start = lists.offsets[row]!;
  const end = Math.min(lists.offsets[row + 1]!, start + count);
  return Array.from({ length: end - start }, (_, index) => ({
    item: lists.neighbours[start + index]!,
    score: lists.similarities[start + index]!,
  }));
}

/** The arrays of lists, as a model file keeps them. */
export function writeLists({ offsets, neighbours, similarities }: PackableLists): ReadonlyMap<string, ModelArray> {
  const halves = similarities instanceof Float16Array ? similarities : new Float16Array(similarities);
  return new Map([
    ['offsets', asModelArray(offsets)],
    ['neighbours', asModelArray(neighbours)],
    ['similarities', asModelArray(halves)],
  ]);
}

/** Lists out of a model file. @throws BrokenModelFileError when they don't fit each other */
export function readLists(reader: ModelReader, rowCount: number): NeighbourLists {
  const { offsets, neighbours, similarities } = readStoredLists(reader, rowCount);
  return { offsets, neighbours, similarities: new Float32Array(similarities) };
}

/** The same, seen as they lie in the file. */
export function readStoredLists(reader: ModelReader, rowCount: number): PackableLists {
  const offsets = reader.offsets('offsets', rowCount);
  const count = offsets[rowCount]!;
  const neighbours = reader.uint32('neighbours', count);
  reader.requireBelow('neighbours', neighbours, rowCount);
  return { offsets, neighbours, similarities: reader.float16('similarities', count) };
}
