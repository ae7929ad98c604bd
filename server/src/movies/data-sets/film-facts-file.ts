import { readFile } from 'node:fs/promises';
import type { Interactions, ItemFeatures } from '@starweave/recommender';
import { BrokenDataSetError } from './broken-data-set-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** One line of the file of films: what is known about the film of this index of the ratings, and how it was rated. */
interface FilmLine extends Omit<ItemFeatures, 'year' | 'tags'> {
  readonly id: number;
  readonly year?: number;
  readonly ratingCount: number;
  /** The sum of its ratings, in half stars. */
  readonly halfStars: number;
}

/** A film's facts with its id in the data set, and its ratings counted. */
export type FilmFacts = ItemFeatures & Pick<FilmLine, 'id' | 'ratingCount' | 'halfStars'>;

/** Films without a line about them are shown by their number. */
function nameUnknown(id: number): string {
  return `Film ${id}`;
}

/** Where films are kept; people's tags lie apart, because only a fit needs them and they take most of the space. */
export interface FilmFiles {
  readonly films: string;
  readonly tags: string;
}

/** Stores what is known about the films, by index of the ratings, one line of JSON each. */
export async function saveFilmFacts(
  files: FilmFiles,
  items: readonly (ItemFeatures | undefined)[],
  interactions: Interactions,
): Promise<void> {
  const films = items.map((features, index) => {
    const id = interactions.items.idAt(index);
    const { title, year, genres, tags, directors, keywords } = features ?? createUnknown(id);
    const facts = { id, title, genres, directors, keywords: chooseKeywords(keywords, tags) };
    const line: FilmLine = { ...facts, ...(year !== undefined && { year }), ...countRatings(interactions, index) };
    return JSON.stringify(line);
  });
  const tags = items.map((features) => JSON.stringify(features?.tags ?? []));
  await writeAtomically(files.films, `${films.join('\n')}\n`);
  await writeAtomically(files.tags, `${tags.join('\n')}\n`);
}

function countRatings({ byItem }: Interactions, index: number): Pick<FilmLine, 'ratingCount' | 'halfStars'> {
  const codes = byItem.codes.subarray(byItem.offsets[index]!, byItem.offsets[index + 1]!);
  return { ratingCount: codes.length, halfStars: codes.reduce((sum, code) => sum + code, 0) };
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
 * @param withTags people's tags as well, which only a fit needs
 * @throws BrokenDataSetError when a file is missing or damaged
 */
export async function loadFilmFacts(files: FilmFiles, withTags: boolean): Promise<readonly FilmFacts[]> {
  const tagLines = withTags ? await readLines(files.tags, (tags: readonly string[]) => tags) : [];
  const intern = createInterning();
  return readLines(files.films, (line: FilmLine, index) => {
    const { id, title, year, genres, directors, keywords, ratingCount, halfStars } = line;
    const lists = { genres: intern(genres), directors: intern(directors), keywords: intern(keywords) };
    return { id, title, year, ...lists, tags: tagLines[index] ?? none, ratingCount, halfStars };
  });
}

/** Reads line by line out of the file's bytes: a text of all of them, and all its lines, would take more than what is kept. */
async function readLines<Line, Kept>(
  file: string,
  keep: (line: Line, index: number) => Kept,
): Promise<readonly Kept[]> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new BrokenDataSetError(`The films in ${file} can't be read. Import the data set again.`, { cause });
  });
  try {
    const kept: Kept[] = [];
    for (let start = 0; start < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline === -1 ? bytes.length : newline;
      kept.push(keep(JSON.parse(bytes.toString('utf8', start, end)) as Line, kept.length));
      start = end + 1;
    }
    return kept;
  } catch (cause) {
    throw new BrokenDataSetError(`The file of films ${file} is damaged. Import the data set again.`, { cause });
  }
}

const NEWLINE = 0x0a;
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
