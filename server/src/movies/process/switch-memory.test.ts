import { truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../logging.ts';
import { builtInId } from '../data-sets/built-in-data-set.ts';
import { createFilmFolder, dataSetFiles } from '../data-sets/film-folder.ts';
import { loadDataSet } from '../data-sets/load-data-set.ts';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import type { EngineStatus } from '../engine/engine-status.ts';
import type { LocalFilms } from './local-films.ts';
import { estimateDataSetBytes, measureDataSetBytes } from './measure-data-set.ts';
import { createFilmsTemplate, type FilmsTemplate, openTestFilms } from './test-films-folder.ts';

let template: FilmsTemplate;
beforeAll(async () => {
  template = await createFilmsTemplate();
});
afterAll(() => template.remove());

const folderOf = (dataFolder: string, id: string) => path.join(createFilmFolder(dataFolder).dataSets, id);
const getStatus = async (films: LocalFilms) => (await films.answer('getStatus', [])) as EngineStatus;
const builtInFacts = async (films: LocalFilms) =>
  ((await films.answer('listDataSets', [])) as DataSetFacts[]).find(({ id }) => id === builtInId)!;

/** All six models of the planted films are in memory. */
async function loadSix(films: LocalFilms): Promise<EngineStatus> {
  const query = { person: { kind: 'user', userId: 1 }, filmIds: [1], algorithm: 'hybrid' };
  await films.answer('predict', [query]);
  const status = await getStatus(films);
  expect(status.servingCount).toBe(6);
  return status;
}

/** A logger that keeps the names of models that were let go. */
function createLetGoLog() {
  const letGo: string[] = [];
  const logger = createLogger({ log: 'silent' });
  const info = (facts: { readonly algorithm?: string }) => {
    if (facts.algorithm !== undefined) letGo.push(facts.algorithm);
  };
  return { letGo, logger: Object.assign(Object.create(logger), { info }) as typeof logger };
}

describe('what a data set takes', () => {
  it('is told by its counts, to within a fifth of what is measured when it is open', async () => {
    const dataFolder = template.copy();
    const { films } = await openTestFilms(dataFolder);
    const facts = await builtInFacts(films);
    const measured = measureDataSetBytes(await loadDataSet(folderOf(dataFolder, builtInId), facts));
    expect(estimateDataSetBytes(facts) / measured).toBeGreaterThan(0.8);
    expect(estimateDataSetBytes(facts) / measured).toBeLessThan(1.2);
  });
});

describe('a switch of data set', () => {
  it('lets models of the old one go while both are in memory and don’t fit, and has them back when it fails', async () => {
    const dataFolder = template.copy();
    const { letGo, logger } = createLetGoLog();
    const { films } = await openTestFilms(dataFolder, { logger });
    const { memoryUsedBytes } = await loadSix(films);
    const needed = estimateDataSetBytes(await builtInFacts(films));
    truncateSync(dataSetFiles.ratings(folderOf(dataFolder, builtInId)), 5000);

    films.setBudget(memoryUsedBytes + needed + 2 ** 20);
    await expect(films.answer('useDataSet', [builtInId])).rejects.toThrow();
    expect(letGo).toEqual([]);

    films.setBudget(memoryUsedBytes + 1000);
    await expect(films.answer('useDataSet', [builtInId])).rejects.toThrow();
    expect(letGo).not.toEqual([]);
    expect((await loadSix(films)).dataSet.id).toBe(template.dataSetId);
  });

  it('leaves no model of the old one in memory', async () => {
    const { letGo, logger } = createLetGoLog();
    const { films } = await openTestFilms(template.copy(), { logger });
    await loadSix(films);
    await films.answer('useDataSet', [builtInId]);
    expect(letGo.toSorted()).toEqual(['content', 'hybrid', 'item-knn', 'svd', 'svd-biased', 'user-knn']);
    expect((await getStatus(films)).dataSet.id).toBe(builtInId);
  });
});
