import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { RatingTable } from '../interactions/rating-table.ts';

/** A folder with these files, for the length of one test. */
export function createFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starweave-ratings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

/** A file in a folder of its own, for the length of one test. */
export function createFile(content: string | Uint8Array, name = 'ratings.csv'): string {
  return path.join(createFolder({ [name]: content }), name);
}

/** The rows of a table with external ids: user, item, stars and, where there are times, seconds. */
export function listRatings(table: RatingTable): number[][] {
  return Array.from({ length: table.ratingCount }, (_, row) => [
    table.users.idAt(table.userIndexes[row]!),
    table.items.idAt(table.itemIndexes[row]!),
    table.codes[row]! / 2,
    ...(table.times === undefined ? [] : [table.times[row]!]),
  ]);
}
