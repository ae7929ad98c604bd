import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { MovieService } from '@starweave/contract';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningProduct, startEverything } from '../start-everything.ts';
import { collectProblems } from './collect-problems.ts';
import { downloadCsv } from './download-csv.ts';
import { expectOddTitlesHeld } from './odd-titles.ts';
import { openBrowser } from './open-browser.ts';
import { type PlantedRatings, writePlantedRatings } from './planted-ratings.ts';

let product: RunningProduct;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const patiently = { timeout: 60_000 };
let planted: PlantedRatings;
let folder: string;
let problems: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave films '));
  planted = await writePlantedRatings(path.join(folder, 'planted films'));
  product = await startEverything();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  context.setDefaultTimeout(60_000);
  problems = collectProblems(context);
  page = await context.newPage();
});

afterEach(async () => {
  await context.close();
  expect(problems, 'errors on the page').toEqual([]);
});

async function open(address: string, heading: string): Promise<void> {
  await page.goto(`${product.url}${address}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

const section = (name: string): Locator => page.getByRole('region', { name, exact: true });
const chart = (title: string): Locator => page.getByRole('figure', { name: title, exact: true });

/** Every chart of a section: it has a sentence, a table with the rows of its download, and the way back. */
async function verifyCharts(where: Locator): Promise<readonly string[]> {
  const figures = await where.getByRole('figure').all();
  const titles: string[] = [];
  for (const figure of figures) {
    const title = (await figure.getByRole('heading').first().textContent()) ?? '';
    titles.push(title);
    expect((await figure.getByRole('paragraph').first().textContent())?.length, title).toBeGreaterThan(20);
    const lines = (await downloadCsv(figure)).trim().split('\r\n');
    await figure.getByRole('button', { name: 'Show as a table' }).click();
    const table = figure.getByRole('table', { name: title });
    expect(await table.getByRole('row').count(), title).toBe(Math.min(101, lines.length));
    expect(await table.getByRole('columnheader').count(), title).toBe(
      lines[0]?.replaceAll(/"[^"]*"/g, '').split(',').length,
    );
    await figure.getByRole('button', { name: 'Show as a chart' }).click();
  }
  return titles;
}

async function startBenchmark(algorithms: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'Run a benchmark' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run a benchmark' });
  for (const box of await dialog.getByRole('checkbox').all()) await box.setChecked(false);
  for (const name of algorithms) await dialog.getByRole('checkbox', { name, exact: true }).check();
  await dialog.getByRole('button', { name: 'Start' }).click();
}

/** A list from the planted ratings in a second tab of the same browser. */
async function openOtherTab(): Promise<Page> {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => problems.push(error.message));
  await tab.goto(`${product.url}/movies/recommend?user=3`);
  await tab
    .getByRole('region', { name: 'Recommendations' })
    .getByRole('article', { name: /^Planted Film/ })
    .first()
    .waitFor();
  return tab;
}

/** The tab has followed a switch that was made in another one, and then follows one that was made by no tab at all. */
async function expectSwitched(tab: Page): Promise<void> {
  const list = tab.getByRole('region', { name: 'Recommendations' });
  const planted = list.getByRole('article', { name: /^Planted Film/ });
  await expect.poll(() => planted.count(), patiently).toBe(0);
  await list.getByRole('article').first().waitFor();
  const movies = createClient(MovieService, createConnectTransport({ baseUrl: product.url, httpVersion: '1.1' }));
  const idOf = async (name: string) =>
    (await movies.listDataSets({})).dataSets.find((one) => one.name === name)?.id ?? '';
  await movies.useDataSet({ dataSetId: await idOf('planted films') });
  // Somebody comes to the tab, as the browser tells it.
  await tab.evaluate(() => window.dispatchEvent(new Event('focus')));
  await tab.getByText('“planted films” is in use now: every list comes from it.').waitFor();
  await planted.first().waitFor();
  await movies.useDataSet({ dataSetId: 'built-in' });
  await tab.close();
}

describe('analytics', { timeout: 300_000 }, () => {
  it('draws the data set, every chart with its text, its table and its download', async () => {
    await open('/movies/analytics', 'Analytics');
    await chart('Films by decade').waitFor();
    expect(await verifyCharts(section('The data set'))).toEqual([
      'Ratings by stars',
      'Users by how much they rated',
      'Films by genre',
      'Mean rating by genre',
      'Most frequent combinations of genres',
      'Mean rating by decade',
      'Popularity and rating',
      'Films by year',
      'Films by decade',
    ]);
  });

  it('goes through the marks of a chart by keys', async () => {
    await open('/movies/analytics', 'Analytics');
    const marks = chart('Ratings by stars').getByRole('img');
    await marks.first().focus();
    await page.keyboard.press('End');
    expect(await marks.last().evaluate((mark) => mark === document.activeElement)).toBe(true);
    await expect.poll(() => marks.last().getAttribute('aria-label')).toMatch(/^5: Ratings [\d,]+$/);
  });

  it('finds a film on the map and lists them all in a table', async () => {
    await open('/movies/analytics', 'Analytics');
    const map = chart('Map of films');
    await map.getByRole('searchbox', { name: 'Find a film' }).fill('heat');
    await map.getByRole('button', { name: /^Heat \(1995\)/ }).click();
    await map.getByRole('link', { name: /^Heat \(1995\)/ }).waitFor();
    await map.getByRole('application').press('ArrowRight');
    await map.getByRole('button', { name: 'Show as a table' }).click();
    await map.getByRole('searchbox', { name: 'Find rows' }).fill('heat');
    await map.getByRole('cell', { name: 'Heat', exact: true }).waitFor();
  });

  it('keeps a dialog for a press in it that ends beside it, and closes it for one beside it', async () => {
    await open('/movies/analytics', 'Analytics');
    await section('The algorithms').getByRole('button', { name: 'Run a benchmark' }).click();
    const dialog = page.getByRole('dialog');
    const box = await dialog.boundingBox();
    if (box === null) throw new Error('no dialog');
    await page.mouse.click(box.x + 5, box.y + box.height / 2);
    await page.mouse.move(box.x + 40, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(5, 5);
    await page.mouse.up();
    expect(await dialog.count()).toBe(1);
    await page.mouse.click(5, 5);
    await dialog.waitFor({ state: 'hidden' });
  });

  it('shows which films are like one, and what a user would be recommended', async () => {
    await open('/movies/analytics', 'Analytics');
    const explore = section('Explore');
    const picker = explore.getByRole('combobox', { name: 'Film' });
    await picker.click();
    await explore.getByRole('option').first().waitFor();
    // Before films are found for it: what Enter takes is one of them all the same.
    await picker.fill('godfather');
    await picker.press('Enter');
    await explore.getByRole('heading', { name: /^Most like The Godfather/ }).waitFor();
    await explore.getByRole('figure', { name: /^Ratings of / }).waitFor();
    expect(await verifyCharts(explore)).toEqual([expect.stringMatching(/^Ratings of /)]);
    const similar = explore.getByRole('region', { name: /^Most like it by / });
    await similar.first().getByRole('listitem').nth(7).waitFor();
    expect(await similar.count()).toBeGreaterThan(1);
    await explore.getByRole('button', { name: 'A user' }).click();
    await explore.getByRole('textbox', { name: 'User of the data set' }).fill('ten');
    await explore.getByRole('button', { name: 'Look' }).click();
    await explore.getByText('Type digits only').waitFor();
    await explore.getByRole('textbox', { name: 'User of the data set' }).fill('10');
    await explore.getByRole('button', { name: 'Look' }).click();
    await explore.getByRole('figure', { name: 'Ratings, beside everyone’s' }).waitFor();
    const lists = explore.getByRole('region', { name: /^Recommended to user 10 by / });
    await lists.first().getByRole('listitem').nth(9).waitFor();
    const beside = ['Ratings', 'Genres', 'Decades'].map((name) => `${name}, beside everyone’s`);
    expect(await verifyCharts(explore)).toEqual(beside);
  });

  it('of a film, of a taste and of why have a text, a table and a download too', async () => {
    await page.goto(`${product.url}/movies/film/1`);
    await chart('Ratings').waitFor();
    expect(await verifyCharts(page.getByRole('main'))).toEqual(['Ratings']);
    await open('/movies/recommend?user=26', 'What stranger 26 would like');
    const taste = section('The taste of 26');
    await chart('Decades').waitFor();
    expect(await verifyCharts(taste)).toEqual(['Ratings given', 'Genres', 'Decades']);
    await page.getByRole('button', { name: /^Why / }).first().click();
    const why = page.getByRole('region', { name: 'Why' });
    expect((await why.getByRole('paragraph').first().textContent())?.length).toBeGreaterThan(20);
    await why.getByRole('button', { name: 'As a table' }).click();
    const rowCount = await why.getByRole('row').count();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      why.getByRole('button', { name: 'Download what adds up' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(rowCount);
  });
});

describe('data', { timeout: 500_000 }, () => {
  it('imports a folder, switches to it, measures on it, and goes back', async () => {
    await open('/movies/data', 'Data');
    await page.locator('input[webkitdirectory]').setInputFiles(planted.folder);
    expect(await page.getByRole('textbox', { name: 'Name of the data set' }).inputValue()).toBe('planted films');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Import of planted films' }).waitFor();
    await page.reload();
    await section('Import ratings').getByText('Import of planted films').waitFor();
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /planted films/ }) });
    await card.getByText('In use').waitFor({ timeout: 200_000 });
    for (const [name, count] of Object.entries({
      films: planted.movieCount,
      users: planted.userCount,
      ratings: planted.ratingCount,
    })) {
      const fact = card.locator('div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) });
      expect(await fact.last().locator('dd').textContent()).toBe(count.toLocaleString('en'));
    }

    await expectOddTitlesHeld(page, product.url);

    await open('/movies/analytics', 'Analytics');
    await page.getByText('Nothing has been measured on this data set yet.').waitFor();
    const progress = page.getByRole('progressbar', { name: /^Benchmark/ });
    await startBenchmark(['Hybrid']);
    await progress.waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    await page.getByText('Nothing has been measured on this data set yet.').waitFor();
    await startBenchmark(['SVD', 'Item-KNN']);
    await progress.waitFor();
    await chart('RMSE').waitFor({ timeout: 200_000 });
    const titles = await verifyCharts(section('The algorithms'));
    expect(titles).toEqual(expect.arrayContaining(['RMSE', 'MAE', 'Time to train', 'Every measure']));
    await page.getByText('How it was measured').click();
    await page
      .getByText(/^seed +0$/m)
      .first()
      .waitFor();

    await open('/movies/data', 'Data');
    const builtIn = page.getByRole('listitem').filter({ has: page.getByText('Simulated ratings') });
    const otherTab = await openOtherTab();
    const figures = await context.newPage();
    await figures.goto(`${product.url}/movies/analytics`);
    await figures.getByText('planted films: counted over all of its ratings.').waitFor();
    await builtIn.getByRole('button', { name: 'Use it' }).click();
    await builtIn.getByText('In use').waitFor();
    await figures.getByText(/Built-in films: the films are real/).waitFor();
    await figures.close();
    await expectSwitched(otherTab);
    await card.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete data set' }).click();
    await card.waitFor({ state: 'detached' });
    const name = builtIn.getByRole('heading');
    expect(await name.evaluate((heading) => heading === document.activeElement), 'the keyboard stays there').toBe(true);
  });

  it('says why files can’t be used', async () => {
    await open('/movies/data', 'Data');
    await page.locator('input[webkitdirectory]').setInputFiles(import.meta.dirname);
    await page.getByRole('alert').getByText('There are no ratings in it.').waitFor();
    const refusal = { code: 'invalid_argument', message: 'It is too large.' };
    await page.route('**/movies/uploads/**', (route) => route.fulfill({ status: 400, json: refusal }));
    await page.locator('input[webkitdirectory]').setInputFiles(planted.folder);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText(refusal.message).waitFor();
    await page.locator('input[webkitdirectory]').setInputFiles(planted.folder);
    await page.getByText(refusal.message).waitFor({ state: 'hidden' });
  });
});
