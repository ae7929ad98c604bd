import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createExternalIds, type RatingTable, type SideInformationById } from '@starweave/recommender';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadFilmCatalogue } from '../catalogue/load-catalogue.ts';
import { BrokenDataSetError } from './broken-data-set-error.ts';
import { builtInId, requireBuiltInDataSet } from './built-in-data-set.ts';
import { openDataSetLibrary } from './data-set-library.ts';
import { createFilmFolder, dataSetFiles } from './film-folder.ts';
import { loadDataSet, loadTrainingData } from './load-data-set.ts';
import { saveDataSet } from './save-data-set.ts';

function createTestFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starweave data sets '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// Three people, four films of which nobody has rated the last; two films have one name.
const table: RatingTable = {
  ratingCount: 5,
  users: createExternalIds([10, 20, 30]),
  items: createExternalIds([7, 5, 9]),
  userIndexes: Uint32Array.of(0, 0, 1, 2, 2),
  itemIndexes: Uint32Array.of(0, 1, 1, 1, 2),
  codes: Uint8Array.of(9, 2, 4, 3, 10),
  times: Uint32Array.of(50, 0, 40, 90, 60),
};
const film = (title: string, year: number | undefined, tags: readonly string[] = []) => ({
  ...{ title, year, genres: ['Drama'], tags, directors: [], keywords: [] },
});
const sideInformation: SideInformationById = {
  items: new Map([
    [7, film('Heat', 1995, ['crime', 'Crime', ' heist', 'heist', 'crime', 'once'])],
    [5, film('Heat', 1995)],
    [11, film('<script>alert(1)</script> \u202e 🎬\n"x"', undefined)],
  ]),
  users: new Map([[20, new Map([['age', '25–34']])]]),
};
const description = {
  ...{ id: 'planted', name: 'Planted', simulated: false, source: '', createdAt: 123 },
  ...{ rejectedLineCount: 2, rejectedLines: ['ratings.csv:3: no'] },
};

async function savePlanted() {
  const folder = path.join(createTestFolder(), 'planted');
  const record = await saveDataSet(folder, { table, sideInformation }, description);
  return { folder, record, facts: { ...record, inUse: true, sizeBytes: 1 } };
}

describe('saveDataSet and loadDataSet', () => {
  it('count what is there', async () => {
    const { record } = await savePlanted();
    expect(record).toMatchObject({ filmCount: 4, userCount: 3, ratingCount: 5, firstRatingAt: 40, lastRatingAt: 90 });
    expect(record.meanRating).toBeCloseTo((4.5 + 1 + 2 + 1.5 + 5) / 5, 12);
  });

  it('give back films with counts and means, also those that nobody rated or that nothing is known about', async () => {
    const { folder, facts } = await savePlanted();
    const { films, findFilm, findKey, training, readTimes } = await loadDataSet(folder, facts);
    const summary = films.map(({ id, title, ratingCount, meanRating }) => [id, title, ratingCount, meanRating]);
    expect(summary).toEqual([
      [7, 'Heat', 1, 4.5],
      [5, 'Heat', 3, 1.5],
      [9, 'Film 9', 1, 5],
      [11, '<script>alert(1)</script> \u202e 🎬\n"x"', 0, undefined],
    ]);
    expect(films[0]!.keywords).toEqual(['crime', 'heist']);
    expect([findFilm(5), findFilm(11), findFilm(6), findFilm(-1), findFilm(2 ** 40), findFilm(0.5)]).toEqual([
      ...[1, 3, undefined, undefined, undefined, undefined],
    ]);
    // Of two films with one name, the one that more people rated has it; the other one is found by a key of its own.
    expect([films[1]!.key, films[0]!.key]).toEqual(['heat|1995', 'heat|1995#2']);
    expect(films.map(({ key }) => findKey(key))).toEqual([0, 1, 2, 3]);
    expect(findKey('nothing|1900')).toBeUndefined();
    expect(training.interactions.timesByUser).toBeUndefined();
    const times = await Promise.all([0, 1, 2].map(readTimes));
    expect(times.map((row) => [...row!])).toEqual([[50, 0], [40], [90, 60]]);
    expect(training.sideInformation!.users[1]!.get('age')).toBe('25–34');
  });

  it('keep ratings by film as well, so that nobody waits until they are put together', async () => {
    const { folder, facts } = await savePlanted();
    const { byUser, byItem } = (await loadDataSet(folder, facts)).training.interactions;
    expect(byItem.codes.buffer).toBe(byUser.codes.buffer);
    expect([...byItem.offsets]).toEqual([0, 1, 4, 5, 5]);
    expect([...byItem.codes]).toEqual([9, 2, 4, 3, 10]);
  });

  it('keep each film once: as the recommender knows it, and as it is sent', async () => {
    const { folder, facts } = await savePlanted();
    const { films, training } = await loadDataSet(folder, facts);
    expect(training.sideInformation!.items).toEqual(films);
    expect(training.sideInformation!.items[0]).toBe(films[0]);
    expect(structuredClone(films[0])).toStrictEqual({
      ...{ id: 7, key: 'heat|1995#2', title: 'Heat', year: 1995, genres: ['Drama'], directors: [] },
      ...{ keywords: ['crime', 'heist'], ratingCount: 1, meanRating: 4.5 },
    });
  });

  it('keep people’s tags for a fit only', async () => {
    const { folder, facts } = await savePlanted();
    expect((await loadDataSet(folder, facts)).training.sideInformation!.items[0]!.tags).toEqual([]);
    const { data } = await loadTrainingData(folder, { withTags: true });
    expect(data.sideInformation!.items[0]!.tags).toHaveLength(6);
    expect(data.interactions.timesByUser).toBeUndefined();
  });

  it.each([
    ['films are cut off', dataSetFiles.films, (text: string) => text.slice(0, -30)],
    ['tags are cut off', dataSetFiles.tags, (text: string) => text.slice(0, 20)],
    ['films are others', dataSetFiles.films, (text: string) => text.replace('"id":5', '"id":6')],
    ['people are too few', dataSetFiles.people, (text: string) => text.split('\n').slice(1).join('\n')],
  ])('refuse a folder whose %s', async (_, fileOf, spoil) => {
    const { folder, facts } = await savePlanted();
    writeFileSync(fileOf(folder), spoil(readFileSync(fileOf(folder), 'utf8')));
    const load = async () => {
      await loadTrainingData(folder, { withTags: true });
      await loadDataSet(folder, facts);
    };
    await expect(load()).rejects.toThrow(BrokenDataSetError);
  });
});

describe('the built-in data set', () => {
  it('is made once, and anew when it was made from something else', async () => {
    const folder = createFilmFolder(createTestFolder());
    const first = await requireBuiltInDataSet(folder, 5);
    const catalogue = await loadFilmCatalogue();
    expect(first.record).toMatchObject({ id: builtInId, simulated: true, filmCount: catalogue.length, createdAt: 5 });
    expect(await requireBuiltInDataSet(folder, 6)).toEqual({ record: first.record, madeAnew: false });
    const file = dataSetFiles.record(path.join(folder.dataSets, builtInId));
    writeFileSync(file, readFileSync(file, 'utf8').replace(first.record.source, 'older'));
    const again = await requireBuiltInDataSet(folder, 7);
    expect(again).toEqual({ record: { ...first.record, createdAt: 7 }, madeAnew: true });
  });
});

describe('the library', () => {
  it('takes a folder in by a rename, remembers the choice, and clears what was half removed', async () => {
    const dataFolder = createTestFolder();
    const folder = createFilmFolder(dataFolder);
    const library = await openDataSetLibrary(folder);
    expect(await library.findCurrentId()).toBe(builtInId);
    const staging = path.join(dataFolder, 'staging');
    await saveDataSet(staging, { table, sideInformation }, description);
    await library.adopt(staging, 'planted');
    await library.setCurrent('planted');
    await saveDataSet(path.join(folder.dataSets, '.removed-x'), { table, sideInformation }, description);
    // Its record is missing: whoever made it was killed before the end.
    await saveDataSet(path.join(folder.dataSets, 'half'), { table, sideInformation }, { ...description, id: 'half' });
    rmSync(dataSetFiles.record(path.join(folder.dataSets, 'half')));

    // A training that was killed while it wrote.
    const models = dataSetFiles.models(path.join(folder.dataSets, 'planted'));
    writeFileSync(path.join(models, 'svd.safetensors.0123.partial'), 'half of a model');
    // And a switch.
    writeFileSync(`${folder.currentFile}.0123.partial`, '{"data');

    const again = await openDataSetLibrary(folder);
    expect(readdirSync(models)).toEqual([]);
    expect(readdirSync(folder.root)).not.toContain('current.json.0123.partial');
    expect(await again.findCurrentId()).toBe('planted');
    expect((await again.list()).map(({ record }) => record.id)).toEqual(['planted']);
    expect(readdirSync(folder.dataSets)).not.toContain('.removed-x');
    const facts = await again.describe((await again.list())[0]!, true);
    expect(facts).toMatchObject({ id: 'planted', inUse: true });
    expect(facts.sizeBytes).toBeGreaterThan(200);
    expect(facts).not.toHaveProperty('source');
    await again.remove('planted');
    expect(await again.list()).toEqual([]);
    expect(await again.findCurrentId()).toBe(builtInId);
  });

  it('takes the built-in one where the file of the choice is damaged', async () => {
    const folder = createFilmFolder(createTestFolder());
    const library = await openDataSetLibrary(folder);
    writeFileSync(folder.currentFile, '{"dataSetId": "pla');
    expect(await library.findCurrentId()).toBe(builtInId);
    writeFileSync(folder.currentFile, '{"dataSetId": "../../x"}');
    expect(await library.findCurrentId()).toBe(builtInId);
  });
});
