import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { ChatService } from '@starweave/contract';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findDescendants } from '../process-tree.ts';
import { type RunningProduct, startEverything } from '../start-everything.ts';
import { collectProblems } from './collect-problems.ts';
import { openBrowser } from './open-browser.ts';
import { type OllamaDouble, startOllamaDouble } from './start-ollama-double.ts';

let product: RunningProduct;
let ollama: OllamaDouble;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[];

beforeAll(async () => {
  ollama = await startOllamaDouble();
  product = await startEverything({ environment: { STARWEAVE_OLLAMA_URL: ollama.url } });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await ollama?.close();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(30_000);
  problems = collectProblems(context);
  page = await openRoom(await createRoom());
});

afterEach(async () => {
  ollama.finish();
  await context.close();
  expect(problems, 'errors on the page').toEqual([]);
});

async function createRoom(): Promise<string> {
  const transport = createConnectTransport({ baseUrl: product.url, httpVersion: '1.1' });
  const { room } = await createClient(ChatService, transport).createRoom({ name: 'A test' });
  if (room === undefined) throw new Error('no room');
  return room.id;
}

async function openRoom(roomId: string): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(`${product.url}/chat/${roomId}`);
  await opened.getByRole('textbox', { name: 'Message' }).waitFor();
  return opened;
}

async function say(text: string, where: Page = page): Promise<void> {
  const field = where.getByRole('textbox', { name: 'Message' });
  await field.fill(text);
  await field.press('Enter');
}

function card(prompt: string, where: Page = page): Locator {
  return where.getByRole('article', { name: `Picture: ${prompt}` }).last();
}

function finishedPicture(of: Locator): Locator {
  return of.getByRole('button', { name: /Open full size/ }).first();
}

async function untilPainting(of: Locator): Promise<void> {
  await of.getByText(/step \d+ of \d+/i).waitFor();
}

function killWorkers(): void {
  for (const { id, command } of findDescendants(product.gateway.pid as number)) {
    if (command.includes('image-process')) process.kill(id, 'SIGKILL');
  }
}

describe('a picture', () => {
  it('is asked for, watched and shown with its settings', async () => {
    const prompt = 'a lighthouse under a full moon';
    await say(`/image ${prompt} --style watercolor --seed 11 --steps 12`);
    const picture = card(prompt);
    await picture.getByRole('progressbar').waitFor();
    await finishedPicture(picture).waitFor();
    const image = picture.locator('img').first();
    await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);
    const facts = await picture.getByLabel('Settings').innerText();
    for (const fact of ['11', '12', 'watercolor', 'cpu']) expect(facts.toLowerCase()).toContain(fact);
    await picture.getByRole('button', { name: 'Again, same seed' }).waitFor();
    await finishedPicture(picture).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('says which words the model does not know', async () => {
    await say('/image a zzyzx beside a house --steps 2');
    const notices = page.getByRole('list', { name: 'Notices' });
    await notices.waitFor();
    expect(await notices.innerText()).toContain('zzyzx');
  });

  it('is cancelled from its card', async () => {
    await say('/image a castle --steps 600');
    const picture = card('a castle');
    await untilPainting(picture);
    await picture.getByRole('button', { name: 'Cancel' }).click();
    await picture.getByText('Cancelled').waitFor();
    await picture.getByRole('button', { name: 'Retry' }).waitFor();
  });

  it('goes on through a reload', async () => {
    await say('/image a windmill --steps 150');
    await untilPainting(card('a windmill'));
    await page.reload();
    await untilPainting(card('a windmill'));
    await finishedPicture(card('a windmill')).waitFor({ timeout: 120_000 });
  });

  it('finishes although its worker is killed', async () => {
    await say('/image a boat --steps 120');
    await untilPainting(card('a boat'));
    killWorkers();
    await finishedPicture(card('a boat')).waitFor({ timeout: 120_000 });
  });

  it('that keeps failing is set aside, and Retry paints it anew', async () => {
    await say('/image a rocket --steps 300');
    for (let death = 0; death < 2; death += 1) {
      await page
        .getByText(death === 0 ? /step \d+ of 300/i : /step \d+ of 300 \(trying again\)/i)
        .waitFor({ timeout: 60_000 });
      killWorkers();
    }
    const failed = card('a rocket');
    await failed.getByText('This picture was set aside').waitFor({ timeout: 60_000 });
    await failed.getByRole('button', { name: /Try with \d+ steps/ }).waitFor();
    await failed.getByRole('button', { name: 'Retry' }).click();
    await untilPainting(card('a rocket'));
    await card('a rocket').getByRole('button', { name: 'Cancel' }).click();
  });

  it('is painted once where it turns pictures on, however often that is pressed', async () => {
    await page.getByRole('switch', { name: 'Pictures' }).click();
    await say('/image a lake --steps 2');
    const turnOn = page.getByRole('button', { name: 'Turn pictures on and paint' });
    await turnOn.dblclick();
    await finishedPicture(card('a lake')).waitFor({ timeout: 60_000 });
    expect(await turnOn.isEnabled()).toBe(false);
    expect(await page.getByRole('article', { name: 'Picture: a lake' }).count()).toBe(1);
  });

  it('with bad settings is refused with what is allowed', async () => {
    await say('/image a tree --steps 0');
    await page.getByText(/steps/).last().waitFor();
    await page.getByText(/1000/).first().waitFor();
  });
});

describe('text', () => {
  it('is streamed, and goes on while a picture fails', async () => {
    await say('/image a house --steps 300');
    await untilPainting(card('a house'));
    await say('Tell me a story');
    await expect.poll(() => ollama.openAnswers(), { timeout: 20_000 }).toBe(1);
    ollama.say('Once ');
    ollama.say('upon ');
    await page.getByText('Once upon').waitFor();
    for (let death = 0; death < 2; death += 1) {
      if (death === 1) await page.getByText(/step \d+ of 300 \(trying again\)/i).waitFor({ timeout: 60_000 });
      killWorkers();
    }
    await card('a house').getByText('This picture was set aside').waitFor({ timeout: 60_000 });
    ollama.say('a time.');
    ollama.finish();
    await page.getByText('Once upon a time.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
  });

  it('is stopped by the person, keeps what came, and the model is let go', async () => {
    await say('Count to a million');
    await expect.poll(() => ollama.openAnswers(), { timeout: 20_000 }).toBe(1);
    ollama.say('One, ');
    ollama.say('two');
    await page.getByText('One, two').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped here.').waitFor();
    expect(await page.getByText('One, two').count()).toBe(1);
    await expect.poll(() => ollama.openAnswers()).toBe(0);
  });
});

describe('a long conversation', () => {
  it('keeps the keyboard where a button goes by its own press, and long words within the page', async () => {
    const roomId = new URL(page.url()).pathname.split('/').at(-1) as string;
    const chat = createClient(ChatService, createConnectTransport({ baseUrl: product.url, httpVersion: '1.1' }));
    for (let index = 0; index < 30; index += 1) await chat.sendMessage({ roomId, text: `/nothing${index}` });
    await chat.sendMessage({ roomId, text: `/image a boat --model ${'x'.repeat(300)}` });
    await page.setViewportSize({ width: 360, height: 700 });
    await page.reload();
    const conversation = page.getByRole('region', { name: 'Conversation' });
    const isFocused = () => conversation.evaluate((element) => element === document.activeElement);
    for (const name of ['Earlier messages', 'Latest']) {
      const button = page.getByRole('button', { name, exact: true });
      await button.focus();
      await page.keyboard.press('Enter');
      await button.waitFor({ state: 'detached' });
      await expect.poll(isFocused, { message: name }).toBe(true);
    }
    const overflow = await conversation.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflow).toBe(0);
  });
});

describe('a picture of endless words', () => {
  it('fits a phone in full size, and the keyboard stays at its end', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await say('/image a car --steps 2');
    await finishedPicture(card('a car')).waitFor({ timeout: 60_000 });
    const word = 'x'.repeat(200);
    await say(`/image ${word} --no ${word} --steps 2`);
    await finishedPicture(card(word)).waitFor({ timeout: 60_000 });
    await finishedPicture(card('a car')).click();
    const next = page.getByRole('button', { name: 'Next picture' });
    await next.press('Enter');
    const viewer = page.getByRole('dialog', { name: `Picture 2 of 2: ${word}` });
    expect(await viewer.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    expect(await next.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

describe('two tabs', () => {
  it('agree, over one stream, and the second goes on when the first is closed', async () => {
    const roomId = new URL(page.url()).pathname.split('/').at(-1) as string;
    const second = await openRoom(roomId);
    await say('/image a tent --steps 3');
    await finishedPicture(card('a tent', second)).waitFor({ timeout: 60_000 });
    await finishedPicture(card('a tent')).waitFor();
    await page.close();
    await say('/image a bridge --steps 3', second);
    await finishedPicture(card('a bridge', second)).waitFor({ timeout: 60_000 });
  });
});

describe('the server away', () => {
  it('is said, and the page goes on by itself when it is back', { timeout: 240_000 }, async () => {
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'starweave-away-'));
    let other = await startEverything({ dataFolder });
    try {
      await page.goto(other.url);
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      await other.stop();
      await page.getByText(/Can’t reach Starweave/).waitFor({ timeout: 60_000 });
      await say('/image a flower --steps 2');
      other = await startEverything({ dataFolder, port: other.port, grpcPort: other.grpcPort });
      await finishedPicture(card('a flower')).waitFor({ timeout: 60_000 });
      await page.getByText(/Can’t reach Starweave/).waitFor({ state: 'hidden' });
      const unexpected = problems.filter((problem) => !problem.includes('ERR_CONNECTION_REFUSED'));
      problems.splice(0, problems.length, ...unexpected);
    } finally {
      await other.stop();
      await rm(dataFolder, { recursive: true, force: true });
    }
  });
});

describe('every width and theme', () => {
  it.each([
    [360, 'light'],
    [360, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)('fits %i px in the %s theme without sideways scrolling', async (width, colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 740 });
    await say('/image a car --steps 2');
    await finishedPicture(card('a car')).waitFor({ timeout: 60_000 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
