import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../end-to-end/open-browser.ts';
import { computeQuantile, type Figure, formatSeconds } from '../figures.ts';

const mark = 'first film can be used';

/** What of the page counts as its first film. */
export interface PageView {
  readonly name: string;
  readonly selector: string;
}

export const newcomersPage: PageView = {
  name: 'for a newcomer: the first film to rate',
  selector: '[aria-label="Quick start"] [role=slider]',
};
export const picksPage: PageView = {
  name: 'for who has rated: the first pick',
  selector: '[aria-label="Picks for you"] article a',
};

interface PageTimes {
  readonly usableMs: number;
  readonly paintMs: number;
  readonly requests: readonly string[];
}

/** `/movies` in a real Chromium whose cache is empty, from the start of navigation until the first film can be used. */
export async function measurePage(
  url: string,
  view: PageView,
  { about, runs }: { readonly about: string; readonly runs: number },
): Promise<Figure> {
  const browser = await openBrowser();
  try {
    await openPage(browser, url, view);
    const times: PageTimes[] = [];
    for (let run = 0; run < runs; run += 1) times.push(await openPage(browser, url, view));
    const usable = times.map(({ usableMs }) => usableMs);
    const slowest = times.find(({ usableMs }) => usableMs === Math.max(...usable));
    console.log(`/movies ${view.name}, ${about}, slowest of ${runs}:\n${slowest?.requests.join('\n')}`);
    return {
      name: `/movies ${view.name}, ${about}`,
      value: formatSeconds(computeQuantile(usable, 0.5)),
      bar: '≤ 1 s',
      how: `median of ${runs} visits in Chromium, each with an empty cache, server warm: from the start of navigation until it is drawn and a click would reach it; slowest ${formatSeconds(Math.max(...usable))}; first paint ${formatSeconds(computeQuantile(paintTimes(times), 0.5))}`,
    };
  } finally {
    await browser.close();
  }
}

function paintTimes(times: readonly PageTimes[]): number[] {
  return times.map(({ paintMs }) => paintMs);
}

async function openPage(browser: Browser, url: string, { selector }: PageView): Promise<PageTimes> {
  // A context of its own has a cache of its own.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(markFirstFilm, { selector, mark });
    await page.goto(`${url}/movies`, { waitUntil: 'commit' });
    await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, { polling: 50 });
    await page.locator(selector).first().click({ trial: true });
    return await readTimes(page);
  } finally {
    await context.close();
  }
}

/** Runs in the page: looks at every frame whether the film is there and a click in its middle would reach it. */
function markFirstFilm(wanted: { readonly selector: string; readonly mark: string }): void {
  const look = () => {
    const film = document.querySelector(wanted.selector);
    const box = film?.getBoundingClientRect();
    const target = box === undefined ? null : document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const isReached = film !== null && target !== null && (film.contains(target) || target.contains(film));
    // The frame that shows it is drawn before the next one begins.
    if (isReached) requestAnimationFrame(() => performance.mark(wanted.mark));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function readTimes(page: Page): Promise<PageTimes> {
  return page.evaluate((name) => {
    const requests = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return {
      usableMs: performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN,
      paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      requests: requests.map(
        (entry) =>
          `  ${entry.startTime.toFixed(0)} to ${entry.responseEnd.toFixed(0)} ms: ${new URL(entry.name).pathname}`,
      ),
    };
  }, mark);
}
