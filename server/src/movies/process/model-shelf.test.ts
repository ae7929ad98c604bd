import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ScorerId } from '@starweave/recommender';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { saveModelStandard } from '../../models/ledger/save-model-standard.ts';
import { createTwoKinds, fitSmall } from '../../models/ledger/test-fitted-models.ts';
import { createFilmFolder, dataSetFiles } from '../data-sets/film-folder.ts';
import type { AlgorithmStatus, EngineStatus } from '../engine/engine-status.ts';
import type { FilmPerson, PredictResult, RecommendResult } from '../engine/film-engine.ts';
import type { LocalFilms } from './local-films.ts';
import { createFilmsTemplate, type FilmsTemplate, hang, openTestFilms } from './test-films-folder.ts';

let template: FilmsTemplate;
beforeAll(async () => {
  template = await createFilmsTemplate();
});
afterAll(() => template.remove());

const somebody: FilmPerson = { kind: 'user', userId: 1 };
const dataSetFolder = (dataFolder: string) => path.join(createFilmFolder(dataFolder).dataSets, template.dataSetId);
const fileOf = (dataFolder: string, id: ScorerId) => dataSetFiles.model(dataSetFolder(dataFolder), id);

async function getStatus(films: LocalFilms): Promise<EngineStatus> {
  return (await films.answer('getStatus', [])) as EngineStatus;
}

async function predict(films: LocalFilms, algorithm?: ScorerId): Promise<PredictResult> {
  const query = { person: somebody, filmIds: [1, 2], ...(algorithm && { algorithm }) };
  return (await films.answer('predict', [query])) as PredictResult;
}

async function recommend(films: LocalFilms, algorithm?: ScorerId): Promise<RecommendResult> {
  const query = { person: somebody, limit: 5, filter: {}, diversity: 0, likeFilmIds: [], genreWeights: [] };
  return (await films.answer('recommend', [{ ...query, ...(algorithm && { algorithm }) }])) as RecommendResult;
}

/** Asks for each of the six once, so that all that fit are loaded, and gives the states. */
async function loadAll(films: LocalFilms): Promise<Map<ScorerId, AlgorithmStatus>> {
  await predict(films);
  const { algorithms } = await getStatus(films);
  for (const { id, isStandard, state } of algorithms) {
    if (isStandard && (state === 'not-loaded' || state === 'loading')) await predict(films, id);
  }
  return new Map((await getStatus(films)).algorithms.map((algorithm) => [algorithm.id, algorithm]));
}

describe('the shelf of a trained data set', () => {
  it('serves all six, says what they take, and answers with the one that is asked for', async () => {
    const { films } = await openTestFilms(template.copy());
    const states = await loadAll(films);
    const status = await getStatus(films);
    expect([status.servingCount, status.totalCount]).toEqual([6, 6]);
    expect(status.defaultAlgorithm).toBe('hybrid');
    expect(status.dataSet).toMatchObject({
      id: template.dataSetId,
      name: 'Planted films',
      inUse: true,
      simulated: false,
    });
    expect(status.memoryUsedBytes).toBeGreaterThan(
      [...states.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
    for (const id of ['svd', 'svd-biased', 'user-knn', 'item-knn', 'content', 'hybrid', 'baseline'] as const) {
      expect((await predict(films, id)).model).toMatchObject({ requested: id, answered: id, reason: '' });
    }
    expect(states.get('svd-biased')).toMatchObject({ state: 'serving', reason: '', parameters: { factors: '100' } });
    expect(states.get('svd-biased')!.trainedAt).toBeGreaterThan(1_700_000_000);
    expect(states.get('ease')).toMatchObject({ state: 'not-trained', isStandard: false });
  });

  it('finds the planted tastes: user 1 likes the films with odd numbers', async () => {
    const { films } = await openTestFilms(template.copy());
    const { films: list, model } = await recommend(films, 'svd-biased');
    expect(model).toMatchObject({ requested: 'svd-biased', answered: 'svd-biased' });
    expect(list.map(({ film }) => film.id % 2)).toEqual([1, 1, 1, 1, 1]);
    // The blend goes by what people rated, which is no matter of taste here, but it knows how well films are liked. Nobody
    // has told it how user 1 finds these two.
    const query = { person: somebody, filmIds: [7, 10] };
    const { predictions } = (await films.answer('predict', [query])) as PredictResult;
    expect(predictions[0]!.rating).toBeGreaterThan(predictions[1]!.rating + 1);
  });

  it.each([
    ['cut off', (file: string) => truncateSync(file, readFileSync(file).length - 5), 'is cut off'],
    ['damaged', (file: string) => writeFileSync(file, damage(readFileSync(file))), 'checksum'],
  ])('names a model that is %s, answers with another, and serves the rest', async (_, spoil, reason) => {
    const dataFolder = template.copy();
    spoil(fileOf(dataFolder, 'item-knn'));
    const { films } = await openTestFilms(dataFolder);
    const states = await loadAll(films);
    expect(states.get('item-knn')).toMatchObject({ state: 'broken', advice: 'Train it again.' });
    expect(states.get('item-knn')!.reason).toContain(reason);
    expect(states.get('item-knn')!.reason).not.toContain(dataFolder);
    expect((await getStatus(films)).servingCount).toBe(5);
    const { model } = await predict(films, 'item-knn');
    expect(model).toMatchObject({ requested: 'item-knn', answered: 'hybrid' });
    expect(model.reason).toContain(reason);
    expect(model.reason).not.toContain(dataFolder);
    // The blend goes on without it, and says so.
    expect(states.get('hybrid')).toMatchObject({ state: 'serving' });
    expect(states.get('hybrid')!.reason).toContain('without Item-KNN');
  });

  it('refuses a model of other ratings by name', async () => {
    const dataFolder = template.copy();
    const foreign = await fitSmall('svd', createTwoKinds(20, 10));
    await saveModelStandard(foreign, fileOf(dataFolder, 'svd'));
    const { films } = await openTestFilms(dataFolder);
    const states = await loadAll(films);
    expect(states.get('svd')).toMatchObject({ state: 'broken' });
    expect(states.get('svd')!.reason).toContain('other ratings');
  });

  it('answers with the baseline where nothing is trained, and says why', async () => {
    const dataFolder = template.copy();
    rmSync(dataSetFiles.models(dataSetFolder(dataFolder)), { recursive: true });
    // Never gets to train: the test ends before.
    const { films } = await openTestFilms(dataFolder, { runChild: (_, { signal }) => hang(signal) });
    const { films: list, model } = await recommend(films);
    expect(list).toHaveLength(5);
    expect(model).toMatchObject({ requested: 'hybrid', answered: 'baseline' });
    expect(model.reason).toBe('Hybrid is being trained.');
    const status = await getStatus(films);
    expect([status.servingCount, status.defaultAlgorithm]).toEqual([0, 'baseline']);
    expect(status.algorithms.filter(({ state }) => state === 'training')).toHaveLength(6);
  });

  it('answers with another model while much is loaded, and says so', async () => {
    const { films } = await openTestFilms(template.copy(), { patienceBytes: 0 });
    const { films: list, model } = await recommend(films);
    expect(list).toHaveLength(5);
    expect(model).toMatchObject({ requested: 'hybrid', answered: 'baseline', reason: 'Hybrid is being loaded.' });
    await vi.waitUntil(() => films.summarize().servingCount === 6, { timeout: 60_000 });
    expect((await recommend(films)).model).toMatchObject({ requested: 'hybrid', answered: 'hybrid', reason: '' });
  });

  it('serves four of six with little memory, names the two with what they need, and comes back with more', async () => {
    const dataFolder = template.copy();
    const { films: roomy } = await openTestFilms(dataFolder);
    const six = [...(await loadAll(roomy)).values()].filter(({ isStandard }) => isStandard);
    const needs = six.map(({ neededBytes }) => neededBytes).sort((one, other) => other - one);
    const full = await getStatus(roomy);
    await roomy.close();
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const fourBytes = full.memoryUsedBytes - needs[0]! - needs[1]!;
    // Otherwise the second largest would fit in place of the four.
    expect(sum(needs.slice(2))).toBeLessThan(needs[1]!);

    const { films } = await openTestFilms(dataFolder, { budgetBytes: fourBytes });
    await loadAll(films);
    const low = await getStatus(films);
    expect([low.servingCount, low.totalCount]).toEqual([4, 6]);
    expect(low.memoryUsedBytes).toBeLessThanOrEqual(low.memoryBudgetBytes);
    const out = low.algorithms.filter(({ isStandard, state }) => isStandard && state !== 'serving');
    expect(out.map(({ neededBytes }) => neededBytes).sort((one, other) => other - one)).toEqual(needs.slice(0, 2));
    for (const { state, reason, advice, neededBytes, availableBytes } of out) {
      expect(state).toBe('does-not-fit');
      expect(neededBytes).toBeGreaterThan(availableBytes);
      expect(reason).toMatch(/^It needs [\d.]+ MB of memory, and/);
      expect(advice).toContain('STARWEAVE_FILM_MEMORY_MB');
    }
    // Of so small a data set the blend is the largest.
    expect(out.map(({ id }) => id)).toContain('hybrid');
    const { model } = await predict(films);
    expect(model).toMatchObject({ requested: 'hybrid', answered: 'item-knn' });
    expect(model.reason).toMatch(/^Hybrid needs [\d.]+ MB of memory, and [\d.]+ MB are left for it\.$/);
    expect((await getStatus(films)).servingCount).toBe(4);

    films.setBudget(full.memoryBudgetBytes);
    await loadAll(films);
    const back = await getStatus(films);
    expect(back.servingCount).toBe(6);
    expect(back.algorithms.find(({ id }) => id === 'hybrid')!.reason).toBe('');
  });

  it('loads what is asked for in place of what was used longest ago, with too little memory for all', async () => {
    const { films } = await openTestFilms(template.copy());
    const states = await loadAll(films);
    const largest = [...states.values()]
      .filter((one) => one.isStandard)
      .sort((one, other) => other.neededBytes - one.neededBytes);
    const rest =
      (await getStatus(films)).memoryUsedBytes - largest.reduce((sum, { neededBytes }) => sum + neededBytes, 0);
    // Room for the largest one alone.
    films.setBudget(rest + largest[0]!.neededBytes);
    for (const { id } of largest.filter((one) => one.id !== 'hybrid')) {
      expect((await predict(films, id)).model).toMatchObject({ requested: id, answered: id });
    }
    films.setBudget(rest + 1);
    expect((await predict(films, 'content')).model).toMatchObject({ requested: 'content', answered: 'baseline' });
    expect((await predict(films, 'content')).model.reason).toMatch(/^Content-based needs [\d.]+ MB of memory, and/);
    const status = await getStatus(films);
    expect(status.servingCount).toBe(0);
  });
});

/** The same file with other bytes at its end. */
function damage(bytes: Buffer): Buffer {
  return bytes.fill(77, bytes.length - 3);
}
