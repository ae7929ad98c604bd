import { readFile } from 'node:fs/promises';
import type { ItemFeatures } from '@starweave/recommender';
import { BrokenDataSetError } from './broken-data-set-error.ts';
import { writeTextAtomically } from './write-atomically.ts';

/** One line of the file of films: what is known about the film of this index of the ratings. */
interface FilmLine extends Omit<ItemFeatures, 'year' | 'tags'> {
  readonly id: number;
  readonly year?: number;
  readonly tags?: readonly string[];
}

/** A film's facts with its id in the data set. */
export type FilmFacts = ItemFeatures & { readonly id: number };

/** Films without a line about them are shown by their number. */
function nameUnknown(id: number): string {
  return `Film ${id}`;
}

/** Stores what is known about the films, by index of the ratings, one line of JSON each. */
export async function saveFilmFacts(
  file: string,
  items: readonly (ItemFeatures | undefined)[],
  idAt: (index: number) => number,
): Promise<void> {
  const lines = items.map((features, index) => {
    const id = idAt(index);
    const { title, year, genres, tags, directors, keywords } = features ?? createUnknown(id);
    const line: FilmLine = { id, title, genres, directors, keywords: chooseKeywords(keywords, tags) };
    return JSON.stringify({ ...line, ...(year !== undefined && { year }), ...(tags.length > 0 && { tags }) });
  });
  await writeTextAtomically(file, `${lines.join('\n')}\n`);
}

function createUnknown(id: number): ItemFeatures {
  return { title: nameUnknown(id), year: undefined, genres: [], tags: [], directors: [], keywords: [] };
}

const MOST_KEYWORDS = 6;
const FEWEST_TAGGERS = 2;

/** What a film is about, in a few words: its keywords, or the tags that several people gave it, the most frequent first. */
function chooseKeywords(keywords: readonly string[], tags: readonly string[]): readonly string[] {
  if (keywords.length > 0) return keywords;
  const counts = new Map<string, number>();
  for (const tag of tags) {
    const word = tag.trim().toLowerCase();
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= FEWEST_TAGGERS)
    .sort(([word, count], [other, otherCount]) => otherCount - count || (word < other ? -1 : 1))
    .slice(0, MOST_KEYWORDS)
    .map(([word]) => word);
}

/**
 * What is known about the films, by index.
 *
 * @param withTags people's tags as well, which only a fit needs and which take most of the memory
 * @throws BrokenDataSetError when the file is missing or damaged
 */
export async function loadFilmFacts(file: string, withTags: boolean): Promise<readonly FilmFacts[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BrokenDataSetError(`The films in ${file} can't be read. Import the data set again.`, { cause });
  });
  const intern = createInterning();
  try {
    return text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const { id, title, year, genres, directors, keywords, tags = [] } = JSON.parse(line) as FilmLine;
        const lists = { genres: intern(genres), directors: intern(directors), keywords: intern(keywords) };
        return { id, title, year, ...lists, tags: withTags ? tags : none };
      });
  } catch (cause) {
    throw new BrokenDataSetError(`The file of films ${file} is damaged. Import the data set again.`, { cause });
  }
}

const none: readonly string[] = [];

/** Equal lists become one: a few hundred combinations of genres are shared by tens of thousands of films. */
function createInterning(): (list: readonly string[]) => readonly string[] {
  const known = new Map<string, readonly string[]>([['', none]]);
  return (list) => {
    const key = list.join('\u0000');
    const same = known.get(key);
    if (same !== undefined) return same;
    known.set(key, list);
    return list;
  };
}
