import { readFile } from 'node:fs/promises';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Locator, Page } from 'playwright-core';

const axeSource = await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const contrastOnly: RunOptions = { runOnly: ['color-contrast'] };
const mostStops = 300;

/**
 * What axe finds wrong with a page at 360 and at 1440 pixels, in both themes, one line for each kind of finding and place.
 * Colours are looked at in all four; the rest doesn't change with the theme.
 */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(untilDrawn);
      const violations = await runAxe(page, colorScheme === 'light' ? {} : contrastOnly);
      found.push(...violations.map((text) => `${width} ${colorScheme}: ${text}`));
    }
  }
  return found;
}

async function runAxe(page: Page, options: RunOptions): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (wanted) => {
    const { axe } = window as unknown as { axe: { run(where: Document, options: RunOptions): Promise<AxeResults> } };
    const { violations } = await axe.run(document, { ...wanted, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    );
  }, options);
}

/** Runs inside the page: waits until what is there now has been drawn, in its typefaces, and colours have changed to the end. */
async function untilDrawn(): Promise<void> {
  const draw = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  await document.fonts.ready;
  await draw();
  const ending = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
  // One that is taken off before its end is rejected.
  await Promise.allSettled(ending.map(({ finished }) => finished));
  await draw();
}

/** Runs inside the page: what has the focus, where nothing about it or around it shows that; empty where something does. */
export function findUnmarkedFocus(): string {
  const element = document.activeElement as HTMLElement;
  const around: Element[] = [];
  for (let at: Element | null = element; at !== null && around.length < 3; at = at.parentElement) around.push(at);
  const looks = () =>
    around.map((one) => {
      const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(one);
      return [outline, boxShadow, borderColor, backgroundColor].join();
    });
  const focused = looks().join();
  element.blur();
  const resting = looks().join();
  element.focus({ preventScroll: true });
  return focused !== resting && element.checkVisibility() ? '' : element.outerHTML.slice(0, 160);
}

/** Runs inside the page: what has the focus, where the header that stays hides all of it. */
export function findFocusUnderHeader(): readonly string[] {
  const header = document.querySelector('header');
  const element = document.activeElement;
  if (header === null || element === null || header.contains(element)) return [];
  const isUnder = element.getBoundingClientRect().bottom <= header.getBoundingClientRect().bottom;
  return isUnder ? [element.outerHTML.slice(0, 160)] : [];
}

/** Presses Tab (or Shift+Tab) until something has the focus. Throws where the keyboard doesn't come there. */
export async function tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (await isThere()) return;
    await target.page().keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}.`);
}

/**
 * Loads a page and answers how much of it moved without anybody's doing (the sum of Chromium's layout shifts, 0 to about 1)
 * until `isThere` has come.
 */
export async function measureShifts(page: Page, address: string, isThere: () => Promise<unknown>): Promise<number> {
  await page.goto(address);
  await isThere();
  await page.evaluate(untilDrawn);
  return page.evaluate(() => {
    interface LayoutShift extends PerformanceEntry {
      readonly value: number;
      readonly hadRecentInput: boolean;
    }
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: 'layout-shift', buffered: true });
    const entries = observer.takeRecords() as LayoutShift[];
    return entries.filter(({ hadRecentInput }) => !hadRecentInput).reduce((sum, { value }) => sum + value, 0);
  });
}
