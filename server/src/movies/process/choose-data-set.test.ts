import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInId } from '../data-sets/built-in-data-set.ts';
import { createFilmFolder, dataSetFiles } from '../data-sets/film-folder.ts';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import { createFilmsTemplate, type FilmsTemplate, openTestFilms } from './test-films-folder.ts';

let template: FilmsTemplate;
beforeAll(async () => {
  template = await createFilmsTemplate();
});
afterAll(() => template.remove());

/** A data folder whose chosen data set can't be opened. */
function copyDamaged(): string {
  const dataFolder = template.copy();
  const folder = path.join(createFilmFolder(dataFolder).dataSets, template.dataSetId);
  writeFileSync(dataSetFiles.films(folder), 'damaged');
  rmSync(dataSetFiles.shownFilms(folder), { force: true });
  return dataFolder;
}

describe('a chosen data set that can’t be opened', () => {
  it('is told of until the built-in one is chosen, which a restart keeps to', async () => {
    const dataFolder = copyDamaged();
    const { films } = await openTestFilms(dataFolder);
    expect(films.summarize()).toMatchObject({ dataSetId: builtInId });
    expect(films.summarize().notice).toContain('Planted films');
    await films.answer('useDataSet', [builtInId]);
    expect(films.summarize().notice).toBe('');
    await films.close();
    const again = await openTestFilms(dataFolder);
    expect(again.films.summarize().notice).toBe('');
  });

  it('is told of until it is deleted', async () => {
    const { films } = await openTestFilms(copyDamaged());
    await films.answer('deleteDataSet', [template.dataSetId]);
    expect(films.summarize().notice).toBe('');
  });
});

describe('a data set', () => {
  it('is not deleted while films are switched to it', async () => {
    const { films } = await openTestFilms(template.copy());
    await films.answer('useDataSet', [builtInId]);
    const [used, deleted] = await Promise.allSettled([
      films.answer('useDataSet', [template.dataSetId]),
      films.answer('deleteDataSet', [template.dataSetId]),
    ]);
    expect(used.status).toBe('fulfilled');
    expect(deleted).toMatchObject({ status: 'rejected', reason: { code: 'wrong-state' } });
    const listed = (await films.answer('listDataSets', [])) as DataSetFacts[];
    expect(listed.filter(({ inUse }) => inUse).map(({ id }) => id)).toEqual([template.dataSetId]);
  });
});
