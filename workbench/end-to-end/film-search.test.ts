import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(30_000);
  problems = collectProblems(context, { countsFailedLoads: true });
  page = await context.newPage();
});

afterEach(async () => {
  await context.close();
  expect(problems, 'errors on the page').toEqual([]);
});

/** The machine may be busy: what shall be true has as long as a locator has. */
const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 30_000 });

const field = (): Locator => page.getByRole('searchbox', { name: 'Search films' });
const found = (): Locator => page.getByRole('region', { name: 'Films found' });
const titles = (): Promise<string[]> => found().locator('ol').getByRole('heading').allInnerTexts();

async function openSearch(query = ''): Promise<void> {
  await page.goto(`${product.url}/movies/search${query}`);
  await field().waitFor();
}

describe('a search', () => {
  it('finds a film with typing errors as it is typed, by keyboard alone to its page, and rates it', async () => {
    await openSearch();
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('the godfathr');
    await eventually(async () => (await titles())[0]).toBe('The Godfather');
    expect(new URL(page.url()).search).toBe('?q=the+godfathr');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'The Godfather' }).waitFor();
    const stars = page.getByRole('slider', { name: 'Your rating of The Godfather' });
    await stars.press('5');
    await page.getByText(/^You gave .*The Godfather.* 5 stars\.$/).waitFor();
    await page.reload();
    await eventually(() => stars.getAttribute('aria-valuenow')).toBe('5');
    await page.goBack();
    await eventually(() => field().inputValue()).toBe('the godfathr');
    await eventually(async () => (await titles())[0]).toBe('The Godfather');
  });

  it('shows what is chosen where the system chooses the colours', async () => {
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await openSearch('?genre=Crime');
    const groundOf = (genre: string) =>
      page.getByRole('button', { name: genre, exact: true }).evaluate((one) => getComputedStyle(one).backgroundColor);
    expect(await groundOf('Drama')).toBe(await groundOf('Horror'));
    expect(await groundOf('Crime')).not.toBe(await groundOf('Drama'));
  });

  it('keeps what was found while the next is on its way, and gives the call before up', async () => {
    await openSearch('?q=alien');
    await eventually(async () => (await titles())[0]).toBe('Alien');
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let aborted = 0;
    page.on('requestfailed', (request) => {
      if (request.url().endsWith('/SearchMovies')) aborted += 1;
    });
    await page.route('**/starweave.MovieService/SearchMovies', async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    await field().fill('rashomon');
    await page.waitForURL(/q=rashomon/);
    await eventually(() => found().getAttribute('aria-busy')).toBe('true');
    expect((await titles())[0]).toBe('Alien');
    await field().fill('seven samurai');
    await eventually(() => aborted).toBe(1);
    release();
    await eventually(async () => (await titles())[0]).toBe('Seven Samurai');
  });

  it('is narrowed by genre, years and director, step by step in the history', async () => {
    await openSearch();
    await page.getByRole('textbox', { name: 'First year' }).fill('1990');
    await page.getByRole('textbox', { name: 'Last year' }).fill('1999');
    await page.getByRole('button', { name: 'Crime', exact: true }).click();
    await page.waitForURL(/genre=Crime&from=1990&to=1999/);
    const facts = found().locator('ol li p').filter({ hasText: / · / });
    const areNineties = async () => {
      const texts = await facts.allInnerTexts();
      return texts.length > 5 && texts.every((text) => /^199\d · .*(Crime|more\))/.test(text));
    };
    await eventually(areNineties).toBe(true);
    await page.getByRole('searchbox', { name: 'Director' }).fill('michael mann');
    await eventually(titles).toContain('Heat');
    expect((await titles()).length).toBeLessThan(5);
    await page.getByRole('button', { name: 'Drop Crime' }).click();
    await page.waitForURL((url) => !url.search.includes('genre'));
    expect(await page.evaluate(() => document.activeElement?.textContent), 'the keyboard stays there').toBe(
      'by michael mann',
    );
    await page.goBack();
    await page.getByRole('button', { name: 'Drop Crime' }).waitFor();
  });

  it('pages through every film, each once, and is found again where it was left', async () => {
    await openSearch();
    await eventually(async () => (await titles()).length).toBe(24);
    await page.getByRole('button', { name: /^Show more/ }).click();
    await eventually(async () => (await titles()).length).toBe(48);
    expect(
      new Set(
        await found()
          .locator('ol a')
          .evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
      ).size,
    ).toBe(48);
    const last = found().locator('ol li').last();
    await last.scrollIntoViewIfNeeded();
    await eventually(() => page.evaluate(() => history.state?.scrollTop ?? 0)).toBeGreaterThan(1000);
    await last.getByRole('heading').getByRole('link').click();
    await page.waitForURL(/movies\/film/);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goBack();
    await eventually(async () => (await titles()).length).toBe(48);
    await eventually(() => last.evaluate((item) => item.getBoundingClientRect().top < window.innerHeight)).toBe(true);
  });

  it('that finds nothing says what to do', async () => {
    await openSearch('?q=qqqqqqqqqq');
    await page.getByText('No film is like that').waitFor();
    await page.getByText('No film for “qqqqqqqqqq”').waitFor();
    await page.getByRole('button', { name: 'Show all films' }).click();
    await eventually(async () => (await titles()).length).toBe(24);
    await openSearch('?q=heat&from=2024');
    await page.getByText(/there (is|are) \d+ films?\.$/).waitFor();
    await page.getByRole('button', { name: 'Earlier films too' }).click();
    await eventually(titles).toContain('Heat');
  });

  it('waits out a server that is away', async () => {
    await openSearch('?q=heat');
    await eventually(titles).toContain('Heat');
    await page.route('**/starweave.MovieService/SearchMovies', (route) => route.abort('connectionrefused'));
    await field().fill('alien');
    await page.getByText('Starweave isn’t answering right now.').waitFor();
    expect(await titles()).toContain('Heat');
    await page.unroute('**/starweave.MovieService/SearchMovies');
    await eventually(async () => (await titles())[0]).toBe('Alien');
    problems = problems.filter((problem) => !problem.includes('Failed to load resource'));
  });
});

describe('a film’s page', () => {
  async function openHeat(): Promise<void> {
    await openSearch('?q=heat');
    await found().getByRole('link', { name: 'Heat', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Heat' }).waitFor();
  }

  it('leads from its facts to searches', async () => {
    await openHeat();
    await page.getByRole('link', { name: 'Michael Mann' }).click();
    await page.waitForURL(/director=Michael\+Mann/);
    await eventually(titles).toContain('Heat');
    await page.goBack();
    await page.getByRole('list', { name: 'Keywords' }).getByRole('link', { name: 'heist' }).click();
    await eventually(titles).toContain('Heat');
    expect((await titles()).length).toBeGreaterThan(3);
  });

  it('says why, and shows its ratings as a drawing, in words and as a table', async () => {
    await openHeat();
    await page.getByRole('button', { name: 'Why?' }).click();
    await page
      .getByRole('region', { name: 'Why' })
      .getByRole('list', { name: /^What adds up to/ })
      .waitFor();
    const ratings = page.getByRole('figure', { name: 'Ratings' });
    const told = Number.parseInt(
      (await ratings.getByText(/simulated ratings, most often/).innerText()).replaceAll(',', ''),
      10,
    );
    await ratings.getByRole('button', { name: 'Show as a table' }).click();
    const counts = await ratings.locator('tbody td:last-child').allInnerTexts();
    expect(counts).toHaveLength(10);
    expect(counts.reduce((sum, count) => sum + Number(count.replaceAll(',', '')), 0)).toBe(told);
  });

  it('lists similar films by each algorithm, and says which one answered', async () => {
    await openHeat();
    const panel = page.getByRole('tabpanel');
    const tabs = page.getByRole('tablist', { name: 'Algorithm' }).getByRole('tab');
    const lists = new Set<string>();
    await tabs.first().waitFor();
    const count = await tabs.count();
    expect(count).toBeGreaterThanOrEqual(6);
    for (let index = 0; index < count; index += 1) {
      const name = await tabs.nth(index).innerText();
      await tabs.nth(index).click();
      await panel.getByText(new RegExp(`(Answered by|instead of) ${name.replace(/[()]/g, '.')}`)).waitFor();
      const shown = await panel
        .getByRole('article')
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
      expect(shown).not.toContain('Heat');
      lists.add(shown.join());
    }
    expect(lists.size, 'not everyone thinks the same').toBeGreaterThan(2);
    await tabs.first().focus();
    await page.keyboard.press('End');
    expect(await tabs.last().getAttribute('aria-selected')).toBe('true');
  });

  it('of a film that is not there says so', async () => {
    await page.goto(`${product.url}/movies/film/4000000000`);
    await page.getByRole('heading', { level: 1, name: 'There is no such film' }).waitFor();
    problems = problems.filter((problem) => !problem.includes('Failed to load resource'));
  });

  it.each([
    [360, 'light'],
    [360, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)(
    'fits %i px in the %s theme, and so does the search, without sideways scrolling',
    async (width, colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 740 });
      const measure = () =>
        page.evaluate(() => {
          const scroller = document.querySelector('main')?.parentElement as HTMLElement;
          return scroller.scrollWidth - scroller.clientWidth;
        });
      await openSearch('?q=the&genre=Crime,Sci-Fi&director=a');
      await eventually(async () => (await titles()).length).toBeGreaterThan(0);
      expect(await measure()).toBeLessThanOrEqual(0);
      await openHeat();
      await page.getByRole('tabpanel').getByRole('article').first().waitFor();
      expect(await measure()).toBeLessThanOrEqual(0);
    },
  );
});
