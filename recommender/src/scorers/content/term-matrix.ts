import type { ItemFeatures } from '../../interactions/item-features.ts';
import { splitTitle } from './title-words.ts';

/** How much each kind of term counts. */
export interface FieldWeights {
  readonly genre: number;
  readonly tag: number;
  readonly title: number;
  readonly director: number;
  readonly keyword: number;
}

/** Items × terms by rows; every row has length 1, or is empty. */
export interface TermMatrix {
  /** As `genre: Comedy`, by number. */
  readonly terms: readonly string[];
  /** itemCount + 1 positions. */
  readonly offsets: Uint32Array;
  /** The term of each entry, rising within a row. */
  readonly columns: Uint32Array;
  /** TF-IDF, of the eleven bits of half precision. */
  readonly weights: Float16Array | Float32Array;
}

/**
 * TF-IDF over genres, tags, title words, directors and keywords.
 *
 *   weight(i, t) = field weight · (1 + ln count) · (1 + ln((1 + items) / (1 + items with t)))
 *
 * each item's weights scaled to length 1. Terms that only one item has link it to nothing and are left out.
 */
export function buildTermMatrix(items: readonly (ItemFeatures | undefined)[], fields: FieldWeights): TermMatrix {
  const counts = items.map((features) => (features === undefined ? new Map<string, number>() : countTerms(features)));
  const documents = new Map<string, number>();
  for (const terms of counts) for (const term of terms.keys()) documents.set(term, (documents.get(term) ?? 0) + 1);
  const terms = [...documents].filter(([, count]) => count > 1).map(([term]) => term);
  const numbers = new Map(terms.map((term, number) => [term, number]));
  const offsets = new Uint32Array(items.length + 1);
  const columns: number[] = [];
  const weights: number[] = [];
  counts.forEach((own, item) => {
    const entries = [...own]
      .map(([term, count]) => {
        const idf = 1 + Math.log((1 + items.length) / (1 + documents.get(term)!));
        return { column: numbers.get(term) ?? -1, weight: weighField(term, fields) * (1 + Math.log(count)) * idf };
      })
      .filter(({ column, weight }) => column >= 0 && weight > 0)
      .sort((a, b) => a.column - b.column);
    const length = Math.sqrt(entries.reduce((sum, { weight }) => sum + weight ** 2, 0));
    for (const { column, weight } of entries) {
      columns.push(column);
      weights.push(weight / length);
    }
    offsets[item + 1] = columns.length;
  });
  return { terms, offsets, columns: Uint32Array.from(columns), weights: Float16Array.from(weights) };
}

function countTerms(features: ItemFeatures): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (field: keyof FieldWeights, values: readonly string[]) => {
    for (const value of values) {
      // A model file lists terms by lines; a quoted field may span some.
      const term = `${field}: ${value.replaceAll('\n', ' ')}`;
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
  };
  add('genre', features.genres);
  add(
    'tag',
    features.tags.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ''),
  );
  add('title', splitTitle(features.title));
  add('director', features.directors);
  add(
    'keyword',
    features.keywords.map((keyword) => keyword.toLowerCase()),
  );
  return counts;
}

function weighField(term: string, fields: FieldWeights): number {
  return fields[term.slice(0, term.indexOf(':')) as keyof FieldWeights];
}
