import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { MovieService } from '@starweave/contract';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningProduct, startEverything } from '../start-everything.ts';
import { collectProblems } from './collect-problems.ts';
import { openBrowser } from './open-browser.ts';

let product: RunningProduct;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[];

beforeAll(async () => {
  product = await startEverything();
  browser = await openBrowser();
  await untilAllServe();
}, 240_000);

/** The first start trains in the background, and lists change with each algorithm that is ready. */
async function untilAllServe(): Promise<void> {
  const movies = createClient(MovieService, createConnectTransport({ baseUrl: product.url, httpVersion: '1.1' }));
  const missing = async () => {
    const { servingCount, totalCount } = await movies.listAlgorithms({});
    return totalCount - servingCount;
  };
  await vi.waitUntil(async () => (await missing().catch(() => undefined)) === 0, { timeout: 180_000, interval: 500 });
}

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(30_000);
  problems = collectProblems(context);
  page = await context.newPage();
});

afterEach(async () => {
  await context.close();
  expect(problems, 'errors on the page').toEqual([]);
});

function eventually<Value>(read: () => Value | Promise<Value>) {
  return expect.poll(read, { timeout: 30_000 });
}

function list(): Locator {
  return page.getByRole('region', { name: 'Recommendations' });
}

async function titlesIn(where: Locator): Promise<string[]> {
  return where
    .getByRole('article')
    .evaluateAll((articles) => articles.map((one) => one.getAttribute('aria-label') ?? ''));
}

/** The first list that the page doesn't say is on its way: it must be the right one then. */
async function settledTitlesIn(where: Locator): Promise<string[]> {
  await where.getByRole('article').first().waitFor();
  const read = () =>
    where.evaluate((region) =>
      region.getAttribute('aria-busy') === 'true'
        ? undefined
        : [...region.querySelectorAll('article')].map((one) => one.getAttribute('aria-label') ?? ''),
    );
  return await vi.waitUntil(read, { timeout: 30_000, interval: 1 });
}

async function openList(query = ''): Promise<Locator> {
  await page.goto(`${product.url}/movies/recommend${query}`);
  await list().getByRole('article').first().waitFor();
  return list().getByRole('article');
}

/** The numbers of a column, the last one first where `fromEnd`. */
async function numbersOf(cells: Locator): Promise<number[]> {
  const texts = await cells.allInnerTexts();
  return texts.map((text) => Number(text.replace('−', '-').replace('+', '')));
}

describe('a person who has rated nothing', () => {
  it('rates ten films by the keyboard, watches a list take shape and gets it', async () => {
    await page.goto(`${product.url}/movies`);
    const quickStart = page.getByRole('region', { name: 'Quick start' });
    const title = quickStart.getByRole('heading', { level: 2 }).first();
    await quickStart.getByRole('slider').waitFor();
    const shown: string[] = [];
    const rate = async (key: string) => {
      const before = await title.innerText();
      shown.push(before);
      await page.keyboard.press(key);
      await eventually(() => title.innerText().catch(() => '')).not.toBe(before);
    };
    await rate('s');
    await rate('5');
    await quickStart.getByRole('listitem').filter({ hasText: 'Expected' }).first().waitFor();
    await eventually(() => quickStart.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('1 of 10');
    for (const key of ['1', 'Shift+4', '2', '5', '3', '4', 'Shift+1', '5']) await rate(key);
    await eventually(() => quickStart.locator('[aria-busy]').getAttribute('aria-busy')).toBe('false');
    const tenth = Promise.withResolvers<void>();
    await page.route('**/RateMovie', (route) => tenth.promise.then(() => route.continue()));
    await page.keyboard.press('4');
    const picks = page.getByRole('region', { name: 'Picks for you' });
    await picks.getByRole('article').first().waitFor();
    expect(await picks.getAttribute('aria-busy'), 'the list of nine is not the last word').toBe('true');
    tenth.resolve();
    const picked = await settledTitlesIn(picks);
    expect(picked).toHaveLength(12);
    expect(new Set(shown).size, 'no film is asked twice').toBe(shown.length);
    expect(await page.getByText('Simulated ratings').count()).toBeGreaterThan(0);
    await page.reload();
    expect(await settledTitlesIn(picks), 'the list is that of what is stored').toEqual(picked);
  });

  it('then rates by mouse, and changes the mind', async () => {
    const first = (await openList()).first();
    const stars = first.getByRole('slider');
    const box = await stars.boundingBox();
    if (box === null) throw new Error('no stars');
    await page.mouse.click(box.x + box.width * 0.75, box.y + box.height / 2);
    await page.getByText(/^You gave .* 4 stars\.$/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/^You gave /).waitFor({ state: 'hidden' });
  });
});

describe('a list', () => {
  it('says why: parts that add up to the expected rating', async () => {
    const film = (await openList()).first();
    await film.getByRole('button', { name: /^Why / }).click();
    const why = film.getByRole('region', { name: 'Why' });
    await why.getByRole('list', { name: /^What adds up to/ }).waitFor();
    await why.getByRole('button', { name: 'As a table' }).click();
    const parts = await numbersOf(why.locator('tbody td:last-child'));
    const [total] = await numbersOf(why.locator('tfoot td:last-child'));
    // Each part is rounded to two digits or more.
    const rounding = 0.005 * (parts.length + 1);
    expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - (total as number))).toBeLessThanOrEqual(rounding);
  });

  it('follows what is said about a film, and takes it back', async () => {
    await openList();
    const before = await titlesIn(list());
    const [gone] = before as [string];
    await list()
      .getByRole('button', { name: `Not interested: ${gone}`, exact: true })
      .click();
    await eventually(() => titlesIn(list())).not.toContain(gone);
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => titlesIn(list())).toEqual(before);
  });

  it('is shaped by filters that live in the address', async () => {
    await openList();
    await page.getByRole('button', { name: 'Comedy', exact: true }).click();
    await page.waitForURL(/genres=Comedy/);
    const areComedies = async () => {
      const facts = await list()
        .getByRole('article')
        .locator('p')
        .filter({ hasText: /\d{4} · / })
        .allInnerTexts();
      return facts.length > 0 && facts.every((fact) => fact.includes('Comedy') || fact.includes('more)'));
    };
    await eventually(areComedies).toBe(true);
    const shaped = await titlesIn(list());
    await page.reload();
    await eventually(() => titlesIn(list())).toEqual(shaped);
  });

  it('waits for years that are typed to the end, and for the first to be the lower one', async () => {
    const refused: string[] = [];
    page.on('response', (response) => void (response.ok() || refused.push(response.url())));
    await openList('?from=1990');
    const last = page.getByRole('textbox', { name: 'Years, to' });
    await last.pressSequentially('1999', { delay: 250 });
    await page.waitForURL(/from=1990&to=1999/);
    await page.getByRole('textbox', { name: 'Years, from' }).fill('2001');
    await page.getByText('nothing can lie between').waitFor();
    await last.fill('2009');
    await page.waitForURL(/from=2001&to=2009/);
    expect(refused).toEqual([]);
  });

  it('that filters leave empty says which one to loosen', async () => {
    await page.goto(`${product.url}/movies/recommend?from=2090`);
    await page.getByText('No film passes all of this.').waitFor();
    await page.getByRole('button', { name: 'Earlier films too' }).click();
    await list().getByRole('article').first().waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('of another algorithm stands beside it, with what both have', async () => {
    await openList();
    const others = page.getByRole('combobox', { name: 'Compare with' }).locator('option:not([disabled])');
    const other = await others.nth(1).getAttribute('value');
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption(other);
    const shared = page.getByText(/^\d+ of 10 films are in both lists$/);
    await shared.waitFor();
    const [first, second] = await Promise.all([titlesIn(list().first()), titlesIn(list().last())]);
    const inBoth = first.filter((title) => second.includes(title)).length;
    expect(Number.parseInt(await shared.innerText(), 10)).toBe(inBoth);
  });

  it('of a stranger shows what they rated, and nothing to say for them', async () => {
    await openList();
    await page.getByRole('textbox', { name: 'A stranger’s list' }).fill('1');
    await page.getByRole('button', { name: 'Look' }).click();
    await page.getByRole('region', { name: 'Their ratings' }).getByRole('listitem').first().waitFor();
    await page.getByRole('heading', { name: 'The taste of 1' }).waitFor();
    await list().getByRole('article').first().waitFor();
    expect(await list().getByRole('slider').count()).toBe(0);
    await page.getByRole('textbox', { name: 'A stranger’s list' }).fill('999999999');
    await page.getByRole('button', { name: 'Look' }).click();
    await page
      .getByText(/999999999/)
      .filter({ hasText: /no user/i })
      .first()
      .waitFor();
    expect(await list().getByRole('article').count(), 'films of somebody else').toBe(0);
    expect(await page.getByRole('button', { name: 'Download the list as CSV' }).isEnabled()).toBe(false);
  });
});

describe('coming back', () => {
  /** Goes from the last film of a page to its own page, and back; answers where the page stands then and stood before. */
  async function leaveAndComeBack(last: Locator): Promise<readonly [number, number]> {
    const scrolled = () => page.evaluate(() => document.querySelector('main')?.parentElement?.scrollTop ?? 0);
    await last.scrollIntoViewIfNeeded();
    await eventually(() => page.evaluate(() => history.state?.scrollTop ?? 0)).toBeGreaterThan(200);
    const from = page.url();
    const before = await scrolled();
    await last.getByRole('heading').getByRole('link').click();
    await page.waitForURL((url) => url.pathname.startsWith('/movies/film/') && url.href !== from);
    await eventually(scrolled).toBe(0);
    await page.goBack();
    await eventually(scrolled).toBe(before);
    await expectStill(scrolled);
    return [await scrolled(), before];
  }

  /** What still comes in must not move the page from its place. */
  async function expectStill(scrolled: () => Promise<number>): Promise<void> {
    const before = await scrolled();
    await page.waitForLoadState('networkidle');
    expect(await scrolled()).toBe(before);
  }

  it.each([
    ['the picks', '/movies', 'Picks for you'],
    ['a list', '/movies/recommend?count=20', 'Recommendations'],
    ['films like one', '', 'Films like it'],
  ])('to %s goes where they were left', async (_name, path, region) => {
    await page.setViewportSize({ width: 1280, height: 640 });
    await page.goto(product.url + (path === '' ? '/movies/recommend' : path));
    if (path === '') await list().getByRole('article').first().getByRole('heading').getByRole('link').click();
    const films = page.getByRole('region', { name: region }).getByRole('article');
    await films.nth(11).waitFor();
    const [after, before] = await leaveAndComeBack(films.last());
    expect(after).toBe(before);
  });
});

describe('every width and theme', () => {
  it.each([
    [360, 'light', '/movies'],
    [360, 'dark', '/movies/recommend'],
    [1440, 'light', '/movies/recommend'],
    [1440, 'dark', '/movies'],
  ] as const)('fits %i px in the %s theme on %s without sideways scrolling', async (width, colorScheme, path) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 740 });
    await page.goto(product.url + path);
    await page.getByRole('article').first().waitFor();
    const overflow = await page.evaluate(() => {
      const scroller = document.querySelector('main')?.parentElement as HTMLElement;
      return scroller.scrollWidth - scroller.clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('goes to the chat and back by links, with the page in view marked', async () => {
    await page.goto(`${product.url}/movies/recommend`);
    const tabs = page.getByRole('navigation', { name: 'Films' });
    expect(await tabs.locator('[aria-current=page]').innerText()).toBe('Recommend');
    await page.getByRole('navigation', { name: 'Starweave' }).getByRole('link', { name: 'Chat' }).click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    await page.getByRole('link', { name: 'Films' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await tabs.locator('[aria-current=page]').innerText()).toBe('Home');
  });
});
