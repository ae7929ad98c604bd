import { readFile } from 'node:fs/promises';
import type { UserFeatures } from '@starweave/recommender';
import { BrokenDataSetError } from './broken-data-set-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** Stores what is known about the users, by index of the ratings; writes no file when nothing is known about anybody. */
export async function savePeople(file: string, users: readonly (UserFeatures | undefined)[]): Promise<void> {
  if (users.every((features) => features === undefined)) return;
  const lines = users.map((features) => JSON.stringify(features === undefined ? {} : Object.fromEntries(features)));
  await writeAtomically(file, `${lines.join('\n')}\n`);
}

/** What is known about the users, by index. @throws BrokenDataSetError when the file is damaged */
export async function loadPeople(file: string, userCount: number): Promise<readonly (UserFeatures | undefined)[]> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return new Array<undefined>(userCount).fill(undefined);
  try {
    return text
      .trimEnd()
      .split('\n')
      .map((line) => new Map(Object.entries(JSON.parse(line) as Record<string, string>)));
  } catch (cause) {
    throw new BrokenDataSetError(`The file of people ${file} is damaged. Import the data set again.`, { cause });
  }
}
