import { readFile } from 'node:fs/promises';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { ChatService, MovieService } from '@starweave/contract';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningProduct, startEverything } from '../start-everything.ts';
import { findBarriers, findFocusUnderHeader, findUnmarkedFocus, measureShifts, tabTo } from './accessibility.ts';
import { openBrowser } from './open-browser.ts';

// Good by the web vitals is 0.1; our pages hold half of it.
const mostShift = 0.05;

let product: RunningProduct;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[] = [];
let heatId = 0;

const connect = () => createConnectTransport({ baseUrl: product.url, httpVersion: '1.1' });

beforeAll(async () => {
  product = await startEverything({ environment: { STARWEAVE_OLLAMA_URL: 'http://127.0.0.1:1' } });
  browser = await openBrowser();
  const movies = createClient(MovieService, connect());
  const missing = async () => {
    const { servingCount, totalCount } = await movies.listAlgorithms({});
    return totalCount - servingCount;
  };
  // The first start trains in the background, and lists change with each algorithm that is ready.
  await vi.waitUntil(async () => (await missing().catch(() => undefined)) === 0, { timeout: 180_000, interval: 500 });
  const { movies: found } = await movies.searchMovies({ query: 'heat' });
  heatId = found.find(({ title }) => title === 'Heat')?.movieId ?? 0;
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  context.setDefaultTimeout(30_000);
  problems = [];
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      problems.push(message.text());
  });
});

afterEach(async () => {
  await context.close();
  expect(problems, 'errors on the page').toEqual([]);
});

const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 30_000 });
const list = (): Locator => page.getByRole('region', { name: /^Recommendations/ });
const films = (where: Locator): Locator => where.getByRole('article').first();
const titlesIn = (where: Locator): Promise<(string | null)[]> =>
  where.getByRole('article').evaluateAll((articles) => articles.map((one) => one.getAttribute('aria-label')));

async function open(address: string, isThere: Locator): Promise<void> {
  await page.goto(product.url + address);
  await isThere.waitFor();
}

async function untilSettled(): Promise<void> {
  await eventually(() => list().first().getAttribute('aria-busy')).toBe('false');
}

describe('a person with a keyboard alone', () => {
  it('goes from the first film to a list, to why, to a changed list and back, and takes it along', async () => {
    await open('/movies', page.getByRole('slider'));
    const quickStart = page.getByRole('region', { name: 'Quick start' });
    const title = quickStart.getByRole('heading', { level: 2 }).first();
    for (const key of ['5', '1', '4', 's', '2', '5', '3', '4', '1', '5']) {
      const before = await title.innerText();
      await page.keyboard.press(key);
      await eventually(() => title.innerText()).not.toBe(before);
    }
    await page.keyboard.press('4');
    await films(page.getByRole('region', { name: 'Picks for you' })).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id), 'the new page is where the keyboard is').toBe(
      'page-heading',
    );

    await tabTo(page.getByRole('link', { name: 'Recommend', exact: true }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await films(list()).waitFor();
    await untilSettled();
    const before = await titlesIn(list());
    const [first] = before as [string];
    await tabTo(list().getByRole('button', { name: `Why ${first}?`, exact: true }));
    await page.keyboard.press('Enter');
    const why = list().getByRole('region', { name: 'Why' });
    await why.getByRole('list', { name: /^What adds up to/ }).waitFor();
    await tabTo(why.getByRole('button', { name: 'As a table' }));
    await page.keyboard.press('Enter');
    await why.getByRole('table').waitFor();

    await tabTo(list().getByRole('button', { name: `Not interested: ${first}`, exact: true }), 'Shift+Tab');
    await page.keyboard.press('Space');
    await eventually(() => titlesIn(list())).not.toContain(first);
    await eventually(() => list().evaluate((element) => element.contains(document.activeElement))).toBe(true);
    const said = page.getByRole('status').filter({ hasText: /^The list has changed: 10 films, the first is / });
    await eventually(() => said.count()).toBe(1);
    await page.keyboard.press('Control+z');
    await eventually(() => titlesIn(list())).toEqual(before);

    await tabTo(page.getByRole('button', { name: 'Download the list as CSV' }), 'Shift+Tab');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(11);
    expect(lines[0], 'spreadsheets see that it is UTF-8').toMatch(/^\uFEFFrank,/);
    expect(lines[1]).toContain(first);
  });

  it('sees where it is on every stop of a page', async () => {
    await open('/movies/recommend', films(list()));
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const unseen: string[] = [];
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(findUnmarkedFocus);
      if (hidden !== '') unseen.push(hidden);
    }
    expect(unseen).toEqual([]);
  });

  it('scrolls a page that was just loaded, and what has the focus is never under the header', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await open('/movies/recommend', films(list()));
    await list().getByRole('article').last().getByRole('button').last().focus();
    const hidden: string[] = [];
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Shift+Tab');
      hidden.push(...(await page.evaluate(findFocusUnderHeader)));
    }
    expect(hidden).toEqual([]);
    await open('/movies/recommend', films(list()));
    await page.keyboard.press('PageDown');
    await eventually(() => page.locator('main').evaluate((main) => main.parentElement?.scrollTop)).toBeGreaterThan(0);
  });

  it('keeps its place where a note or a menu goes', async () => {
    await open('/movies/search?q=heat', page.getByRole('slider').first());
    const stars = page.getByRole('slider').first();
    await stars.focus();
    await page.keyboard.press('4');
    await page.getByRole('button', { name: 'Undo' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'hidden' });
    expect(await stars.evaluate((element) => element === document.activeElement)).toBe(true);
    await stars.press('4');
    await page.getByRole('button', { name: /^Take back your rating/ }).press('Enter');
    expect(await stars.evaluate((element) => element === document.activeElement)).toBe(true);
    await open('/movies/analytics', page.getByRole('figure').first());
    await page
      .getByRole('button', { name: /^Download: / })
      .first()
      .click();
    await page.getByRole('menuitem').first().waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
  });
});

describe('axe finds nothing', { timeout: 180_000 }, () => {
  it('on the way to a list', async () => {
    await open('/movies', films(page.getByRole('region', { name: 'Picks for you' })));
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Rate more films' }).click();
    await page.getByRole('region', { name: 'Quick start' }).getByRole('slider').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('on lists, side by side, with why, empty, and of strangers', async () => {
    await open('/movies/recommend?compare=svd', page.getByText(/films are in both lists$/));
    await list().first().getByRole('button', { name: /^Why / }).first().click();
    await page.getByRole('region', { name: 'Why' }).getByRole('list').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await open('/movies/recommend?from=2090', page.getByText('No film passes all of this.'));
    expect(await findBarriers(page)).toEqual([]);
    await open(
      '/movies/recommend?user=26',
      page.getByRole('region', { name: 'Their ratings' }).getByRole('listitem').first(),
    );
    // Each is named otherwise once it is clicked, so that the next one is the first.
    const drawn = page.getByRole('button', { name: /^Show as a table/ });
    await eventually(() => drawn.count()).toBeGreaterThan(1);
    for (let left = await drawn.count(); left > 0; left = await drawn.count()) await drawn.first().click();
    await page.getByRole('table').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('on the search and on a film’s page', async () => {
    await open('/movies/search?q=the+godfathr&genre=Crime', page.getByText('Did you mean'));
    expect(await findBarriers(page)).toEqual([]);
    await open('/movies/search?q=qqqqqqqqqq&from=2024', page.getByText('No film is like that'));
    expect(await findBarriers(page)).toEqual([]);
    await open(`/movies/film/${heatId}`, films(page.getByRole('tabpanel')));
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('region', { name: 'Why' }).getByRole('list').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await open('/movies/film/4000000000', page.getByRole('heading', { level: 1, name: 'There is no such film' }));
    expect(await findBarriers(page)).toEqual([]);
  });

  it('on the charts and on the data', async () => {
    await open('/movies/analytics', page.getByRole('figure', { name: 'Map of films' }));
    await page
      .getByRole('figure', { name: 'Films by decade' })
      .getByRole('button', { name: /^Show as a table/ })
      .click();
    const explore = page.getByRole('region', { name: 'Explore', exact: true });
    await explore.getByRole('combobox', { name: 'Film' }).fill('godfather');
    await explore.getByRole('option').first().click();
    await explore
      .getByRole('region', { name: /^Most like it by / })
      .first()
      .getByRole('listitem')
      .nth(7)
      .waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run a benchmark' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await open('/movies/data', page.getByRole('heading', { name: /^Built-in films/ }));
    await page.getByRole('button', { name: 'Train the 6 again' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('in the room', async () => {
    const { room } = await createClient(ChatService, connect()).createRoom({ name: 'Films' });
    const field = page.getByRole('textbox', { name: 'Message' });
    await open(`/chat/${room?.id}`, field);
    for (const [words, answer] of [
      ['/recommend something like Heat, but funnier', /^Films for you/],
      ['/why', /^Why /],
      ['/similar Scarface', /^Which film/],
    ] as const) {
      await field.fill(words);
      await field.press('Enter');
      await page.getByRole('article', { name: answer }).waitFor();
    }
    await page.getByRole('region', { name: 'Why' }).getByRole('list').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });
});

describe('every page', { timeout: 180_000 }, () => {
  it.each([360, 1440])('stays in its place while it loads at %i pixels', async (width) => {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    const pages: readonly (readonly [string, () => Locator])[] = [
      ['/movies', () => films(page.getByRole('region', { name: 'Picks for you' }))],
      ['/movies/recommend', () => page.getByRole('figure', { name: 'Ratings given' })],
      ['/movies/recommend?compare=svd', () => page.getByText(/films are in both lists$/)],
      ['/movies/search?q=heat', () => page.getByRole('link', { name: 'Heat', exact: true })],
      [`/movies/film/${heatId}`, () => films(page.getByRole('tabpanel'))],
      ['/movies/analytics', () => page.getByRole('figure', { name: 'Map of films' })],
      ['/movies/data', () => page.getByRole('button', { name: 'Train the 6 again' })],
    ];
    const shifts: Record<string, number> = {};
    for (const [address, isThere] of pages) {
      shifts[address] = await measureShifts(page, product.url + address, () => isThere().waitFor());
    }
    expect(Object.entries(shifts).filter(([, shift]) => shift > mostShift)).toEqual([]);
  });

  it('moves nothing for who wants less motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    // Every animation and transition that begins, with how long it takes.
    await page.addInitScript(() => {
      const lengths: number[] = [];
      Object.assign(window, { lengths });
      const note = ({ target }: Event) => {
        for (const { effect } of (target as Element).getAnimations())
          lengths.push(Number(effect?.getComputedTiming().activeDuration));
      };
      for (const name of ['animationstart', 'transitionrun']) document.addEventListener(name, note, { capture: true });
    });
    await open('/movies/recommend', films(list()));
    await untilSettled();
    const [first] = (await titlesIn(list())) as [string];
    await list()
      .getByRole('button', { name: `Already seen: ${first}`, exact: true })
      .click();
    await eventually(() => titlesIn(list())).not.toContain(first);
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => titlesIn(list())).toContain(first);
    const lengths = await page.evaluate(() => (window as unknown as { lengths: readonly number[] }).lengths);
    expect(lengths.filter((ms) => ms > 1)).toEqual([]);
    const running = () =>
      page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
    await eventually(running).toBe(0);
  });
});
