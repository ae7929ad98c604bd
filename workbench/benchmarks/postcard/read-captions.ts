import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One held-out caption with what its picture must show. */
export interface HeldOutCaption {
  readonly text: string;
  /** For every concept the number of the value that is asked for, or −1 where the caption leaves it free. */
  readonly asked: readonly number[];
  /** Which pair of concepts it states that training never showed together; '' for none. */
  readonly unseenPair: '' | 'colour' | 'style' | 'neighbour';
  /** A film genre, or ''. */
  readonly genre: string;
}

/** The captions with the names behind their numbers. */
export interface CaptionSet {
  readonly seed: number;
  /** Concept to its values; the judge's scores stand in this order. */
  readonly concepts: Readonly<Record<string, readonly string[]>>;
  readonly genres: Readonly<
    Record<string, { readonly subjects: readonly string[]; readonly grounds: readonly string[] }>
  >;
  readonly captions: readonly HeldOutCaption[];
}

/** Read `captions.jsonl`, which `python -m postcard measure` writes: first what the numbers mean, then a caption a line. */
export function readCaptions(): CaptionSet {
  const [head, ...rows] = readFileSync(path.join(import.meta.dirname, 'captions.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const captions = rows.map((row): HeldOutCaption => {
    const [text, asked, unseenPair, genre] = JSON.parse(row);
    return { text, asked, unseenPair, genre };
  });
  return { ...JSON.parse(head as string), captions };
}
