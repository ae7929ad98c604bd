import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { ChatService, MovieService } from '@starweave/contract';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningProduct, startEverything } from '../start-everything.ts';
import { collectProblems } from './collect-problems.ts';
import { openBrowser } from './open-browser.ts';

let product: RunningProduct;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let roomId: string;
let problems: string[];

const patiently = { timeout: 30_000 };
const connect = () => createConnectTransport({ baseUrl: product.url, httpVersion: '1.1' });

beforeAll(async () => {
  product = await startEverything({
    environment: { STARWEAVE_FILM_ART: 'on', STARWEAVE_OLLAMA_URL: 'http://127.0.0.1:1' },
  });
  browser = await openBrowser();
  // The first start trains on the built-in films.
  const movies = createClient(MovieService, connect());
  await vi.waitFor(async () => expect((await movies.listAlgorithms({})).servingCount).toBeGreaterThan(0), {
    timeout: 110_000,
    interval: 500,
  });
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(30_000);
  problems = collectProblems(context);
  const { room } = await createClient(ChatService, connect()).createRoom({ name: 'Films' });
  roomId = room?.id ?? '';
  page = await openRoom();
});

afterEach(async () => {
  await context.close();
  expect(problems, 'errors on the page').toEqual([]);
});

async function openRoom(): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(`${product.url}/chat/${roomId}`);
  await opened.getByRole('textbox', { name: 'Message' }).waitFor();
  return opened;
}

async function say(text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.fill(text);
  await field.press('Enter');
}

/** A title in a pattern; sentences put invisible marks around titles, so that right-to-left ones stay in their place. */
const toPattern = (title: string) => title.replace(/[^\w ]/g, '.');
const films = (card: Locator) => card.getByRole('list', { name: 'Films' }).getByRole('heading');
const list = () => page.getByRole('article', { name: 'Films for you:' });

async function recommend(index: number): Promise<string[]> {
  await say('/recommend --count 10');
  const card = list().nth(index);
  await films(card).first().waitFor();
  return films(card).allInnerTexts();
}

describe('films in the conversation', () => {
  it('go from a rating to a list, to why, to a changed list', async () => {
    await say('/rate Heat 4.5');
    const rated = page.getByRole('article', { name: /^You gave Heat \(1995\) 4\.5 stars/ });
    await rated.getByRole('slider', { name: 'Your rating of Heat' }).waitFor();
    expect(await rated.getByRole('slider').getAttribute('aria-valuetext')).toBe('4.5 out of 5 stars');

    const before = await recommend(0);
    expect(before).toHaveLength(10);
    const card = list().first();
    await card.getByText('Simulated ratings').waitFor();
    await card.getByText(/^Answered by/).waitFor();
    const [first = ''] = before;
    await card
      .getByRole('img', { name: /^Expected: \d\.\d out of 5 stars$/ })
      .first()
      .waitFor();

    await say('/why');
    const why = page.getByRole('article', { name: new RegExp(`^Why ${toPattern(first)} `) });
    await why.getByRole('region', { name: 'Why' }).getByRole('list').waitFor();

    // Half stars by keyboard, and not interested, in the card itself.
    const slider = card.getByRole('slider', { name: `Your rating of ${first}`, exact: true });
    await slider.focus();
    await slider.press('1');
    await page.getByText(new RegExp(`^You gave .?${toPattern(first)}.? 1 star\\.$`)).waitFor();
    const [, second = ''] = before;
    await card.getByRole('button', { name: `Not interested: ${second}`, exact: true }).click();
    await page.getByText(new RegExp(`^.?${toPattern(second)}.? won’t be recommended again\\.$`)).waitFor();
    await expect.poll(() => slider.getAttribute('aria-valuetext'), patiently).toBe('1.0 out of 5 stars');

    const after = await recommend(1);
    expect(after).toHaveLength(10);
    expect(after).not.toContain(first);
    expect(after).not.toContain(second);
  });

  it('are still rated after a reload', async () => {
    await say('/similar Alien');
    const card = page.getByRole('article', { name: 'Films like Alien (1979):' });
    const slider = card.getByRole('slider').first();
    await slider.waitFor();
    await slider.press('End');
    await page.getByText(/^You gave .+ 5 stars\.$/).waitFor();
    await page.reload();
    await expect
      .poll(() => card.getByRole('slider').first().getAttribute('aria-valuetext'), patiently)
      .toBe('5.0 out of 5 stars');
  });

  it('are asked for again where a title may mean several', async () => {
    await say('/similar Scarface');
    await page.getByRole('group', { name: 'Which film is “Scarface”?' }).getByRole('button', { name: /1983/ }).click();
    await page.getByRole('article', { name: 'Films like Scarface (1983):' }).getByRole('slider').first().waitFor();
    await page.getByText('/similar Scarface (1983)').waitFor();
  });

  it('have a way out when the words can’t be followed', async () => {
    await say('/recommend --genre Opera');
    await page
      .getByRole('article')
      .getByText(/There is no genre "Opera"/)
      .waitFor();
    await page.getByRole('button', { name: 'Any genre' }).click();
    await films(list()).first().waitFor();
  });

  it('get a picture when nobody else’s is painted', async () => {
    await say('/similar The Matrix --count 1');
    const card = page.getByRole('article', { name: 'Films like The Matrix (1999):' });
    await films(card).first().waitFor();
    await expect
      .poll(
        async () => {
          await page.reload();
          await films(card).first().waitFor();
          const image = card.locator('img');
          return (await image.count()) > 0 && (await image.first().evaluate((one: HTMLImageElement) => one.complete));
        },
        // Painting waits until nobody looks at films for a moment.
        { timeout: 90_000, interval: 6000 },
      )
      .toBe(true);
  });

  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('fit in %s at %i pixels', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await say('/recommend something like Heat, but funnier, after 2000');
    await films(list()).first().waitFor();
    const overflows = await page
      .getByRole('region', { name: 'Conversation' })
      .evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflows).toBe(0);
  });
});
