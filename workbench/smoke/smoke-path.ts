import { type DrivenPage, keys } from './driven-page.ts';

/** One thing that a person does, and what must come of it. Throws when it doesn't. */
export interface SmokeStep {
  readonly name: string;
  readonly run: (page: DrivenPage) => Promise<void>;
}

const quickStartRatings = ['5', '1', '4', '2', '5', '3', '4', '1', '5', '4'];

/** Where a person goes on a first day, in order: later steps rest on what was rated in earlier ones. */
export const smokePath: readonly SmokeStep[] = [
  { name: 'chat answers hello', run: sayHello },
  { name: 'chat paints a picture', run: paint },
  { name: 'quick start makes a list', run: rateFilms },
  { name: 'recommend says why', run: askWhy },
  { name: 'feedback changes the list', run: giveFeedback },
  { name: 'search forgives a typing error', run: searchWithTypingError },
  { name: 'analytics draws a chart and its table', run: readChart },
  { name: 'chat recommends films', run: recommendInChat },
  { name: 'the dark theme is kept', run: goDark },
];

async function say(page: DrivenPage, text: string): Promise<void> {
  await page.fill(await page.find('textarea', /^Message$/), text, keys.enter);
}

async function sayHello(page: DrivenPage): Promise<void> {
  await page.open('/');
  await say(page, 'Hello');
  await page.find('article', /^Starweave$/);
  await page.until('The built-in host did not answer.', async () =>
    (await page.readNames('article p')).some((text) => text.startsWith('Hello!')),
  );
}

async function paint(page: DrivenPage): Promise<void> {
  await page.open('/');
  await say(page, '/image a lighthouse under a full moon');
  const card = await page.find('article', /^Picture: a lighthouse under a full moon$/);
  await page.until(
    'No picture appeared.',
    async () => {
      const [image] = await page.findAll('button img', undefined, card);
      return image !== undefined && Number(await image.getProperty('naturalWidth')) >= 64;
    },
    180_000,
  );
  await (await page.find('button', /^Open full size/, card)).click();
  await page.find('dialog');
  await page.press(keys.escape);
  await page.until('The large picture did not close.', async () => (await page.findAll('dialog')).length === 0);
}

async function rateFilms(page: DrivenPage): Promise<void> {
  await page.open('/movies');
  const quickStart = await page.find('section', /^Quick start$/);
  await page.find('[role=slider]', undefined, quickStart);
  for (const key of quickStartRatings) {
    const [title] = await page.readNames('section[aria-label="Quick start"] h2');
    await page.press(key);
    await page.until(`The key ${key} did not rate ${title}.`, async () => {
      const [next] = await page.readNames('section[aria-label="Quick start"] h2');
      return next !== title;
    });
  }
  const picks = await page.find('section', /^Picks for you$/);
  await page.find('article', undefined, picks);
}

const list = 'section[aria-label="Recommendations"]';

async function openList(page: DrivenPage): Promise<readonly string[]> {
  await page.open('/movies/recommend');
  await page.find(`${list} article`);
  return readList(page);
}

async function readList(page: DrivenPage): Promise<readonly string[]> {
  await page.until('The list did not settle.', async () => (await page.findAll(`${list}[aria-busy=false]`)).length > 0);
  return page.readNames(`${list} article`);
}

async function askWhy(page: DrivenPage): Promise<void> {
  const titles = await openList(page);
  if (titles.length !== 10) throw new Error(`The list has ${titles.length} films instead of 10.`);
  const film = await page.find(`${list} article`);
  await (await page.find('button', /^Why /, film)).click();
  await page.find('section[aria-label=Why] ol', /^What adds up to/);
  const parts = await page.findAll('section[aria-label=Why] ol > li');
  if (parts.length < 2) throw new Error(`"Why" has ${parts.length} parts.`);
}

async function giveFeedback(page: DrivenPage): Promise<void> {
  const [first = ''] = await openList(page);
  const film = await page.find(`${list} article`);
  await (await page.find('button', /^Not interested: /, film)).click();
  // Goes by itself after a while.
  await page.find('button', /^Undo$/);
  await page.until(`${first} is still recommended.`, async () => {
    const titles = await readList(page);
    return titles.length === 10 && !titles.includes(first);
  });
}

async function searchWithTypingError(page: DrivenPage): Promise<void> {
  await page.open('/movies/search');
  const field = await page.find('input', /^Search films$/);
  await page.press('/');
  await page.fill(field, 'the godfathr');
  await page.until('The Godfather was not found.', async () => {
    const [first] = await page.readNames('section[aria-label="Films found"] ol :is(h2, h3)');
    return first === 'The Godfather';
  });
  await (await page.find('section[aria-label="Films found"] ol a', /^The Godfather$/)).click();
  await page.find('h1', /^The Godfather$/);
}

async function readChart(page: DrivenPage): Promise<void> {
  await page.open('/movies/analytics');
  const chart = await page.find('figure', /^Ratings by stars$/);
  await page.find('svg rect, svg path', undefined, chart);
  await page.saveScreenshot('analytics draws a chart');
  await (await page.find('button', /^Show as a table: /, chart)).click();
  await page.until('The table has no rows.', async () => {
    const rows = await page.findAll('tbody tr', undefined, chart);
    return rows.length === 10;
  });
}

async function recommendInChat(page: DrivenPage): Promise<void> {
  await page.open('/');
  await say(page, '/recommend something like Heat, but funnier, after 2000');
  const card = await page.find('article', /^Films for you/);
  await page.find('[aria-label=Films] article', undefined, card);
  const isFollowed = async () => (await page.findAll('button', /^Latest$/)).length === 0;
  await page.until('The room stayed behind at the start of the answer.', isFollowed, 5_000);
}

async function goDark(page: DrivenPage): Promise<void> {
  await page.open('/movies/recommend');
  await page.find(`${list} article`);
  const brightness = async () => {
    const color = await (await page.find('body')).getCssValue('background-color');
    return Number(/\d+/.exec(color)?.[0]);
  };
  if ((await brightness()) < 128) throw new Error('The page was dark before.');
  await (await page.find('header button', /theme/i)).click();
  await page.until('The page did not go dark.', async () => (await brightness()) < 128);
  await page.open('/movies/recommend');
  await page.find(`${list} article`);
  await page.until('The theme was forgotten.', async () => (await brightness()) < 128);
}
