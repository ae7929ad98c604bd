import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  alignSideInformation,
  buildInteractions,
  createExternalIds,
  findScorer,
  type RatingTable,
  type Scorer,
  type ScorerId,
  type TrainingData,
} from '@starweave/recommender';
import { onTestFinished } from 'vitest';

/** Users of two kinds and films of two kinds: everybody likes their own kind, and rates two films in three. */
export function createTwoKinds(userCount: number, filmCount: number, shift = 0): TrainingData {
  const rows = Array.from({ length: userCount * filmCount }, (_, cell) => cell)
    .map((cell) => ({ user: Math.floor(cell / filmCount), film: cell % filmCount }))
    .filter(({ user, film }) => (user * 7 + film * 5 + shift) % 3 !== 0);
  const table: RatingTable = {
    ratingCount: rows.length,
    users: createExternalIds(rankByAppearance(rows.map(({ user }) => user + 1))),
    items: createExternalIds(rankByAppearance(rows.map(({ film }) => film + 1))),
    userIndexes: new Uint32Array(0),
    itemIndexes: new Uint32Array(0),
    codes: Uint8Array.from(rows, ({ user, film }) =>
      user % 2 === film % 2 ? 9 - ((user + film) % 3) : 2 + (film % 3),
    ),
    times: undefined,
  };
  const interactions = buildInteractions({
    ...table,
    userIndexes: Uint32Array.from(rows, ({ user }) => table.users.indexOf(user + 1)!),
    itemIndexes: Uint32Array.from(rows, ({ film }) => table.items.indexOf(film + 1)!),
  });
  const features = Array.from({ length: filmCount }, (_, film) => {
    const genres = film % 2 === 0 ? ['Comedy'] : ['Drama'];
    return [film + 1, { title: `Film ${film}`, year: 1990, genres, tags: [], directors: [], keywords: [] }] as const;
  });
  const information = { items: new Map(features), users: new Map() };
  return { interactions, sideInformation: alignSideInformation(information, interactions) };
}

function rankByAppearance(ids: readonly number[]): number[] {
  return [...new Set(ids)];
}

/** A model of the method with few parameters, so that it is fitted at once. */
export function fitSmall(id: ScorerId, data: TrainingData): Promise<Scorer> {
  const small = {
    'svd-biased': { factors: 8, epochs: 5 },
    svd: { components: 4 },
    'item-knn': { storedNeighbours: 20 },
  };
  return findScorer(id)!.fit(data, (small as Record<string, Record<string, number>>)[id] ?? {}, { threads: 1 });
}

/** An empty folder for the length of one test. */
export function createTestFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starweave models '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
