import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { downloadCsv } from './download-csv.ts';

/** Titles of the first films, which a page must show as the text that they are, in the place that they have. */
export const oddTitles = {
  markup: '<script>window.isHacked = true</script>',
  attribute: '"><img src=x onerror="window.isHacked = true">',
  rightToLeft: 'لورنس العرب',
  override: '\u202Egnp.exe',
  emoji: '🎬👩‍👩‍👧‍👦🍿',
  longWord: 'W'.repeat(10_000),
  longText: 'Words upon words '.repeat(589).trim(),
  formula: '=HYPERLINK("http://127.0.0.1")',
} as const;

/** Years that the planted films with odd titles are from. */
const oddYears = 'from=1980&to=1987';

/**
 * Shows the odd titles, which must be among the films in use, on every kind of page of a narrow window: as the text that they
 * are, running nothing, and within the window.
 */
export async function expectOddTitlesHeld(page: Page, url: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 900 });
  for (const [kind, title] of Object.entries(oddTitles)) {
    await page.goto(`${url}/movies/search?${oddYears}`);
    const found = page.getByRole('region', { name: 'Films found' }).getByRole('link', { name: title, exact: true });
    await found.waitFor();
    await expectHeld(page);
    await found.click();
    await expectFilmPage(page, kind, title);
  }
  await page.goto(`${url}/movies/recommend?user=3&count=50`);
  await page.getByRole('region', { name: 'Recommendations' }).getByRole('article').first().waitFor();
  await expectHeld(page);
  await page.goto(`${url}/movies/analytics`);
  await expectCharts(page);
  if (before !== null) await page.setViewportSize(before);
}

async function expectHeld(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'isHacked' in window)).toBe(false);
  const overflow = await page.evaluate(() => {
    const scroller = document.querySelector('main')?.parentElement as HTMLElement;
    return scroller.scrollWidth - scroller.clientWidth;
  });
  expect(overflow, page.url()).toBeLessThanOrEqual(0);
}

async function expectFilmPage(page: Page, kind: string, title: string): Promise<void> {
  const heading = page.getByRole('heading', { level: 1, name: title, exact: true });
  await heading.waitFor();
  await page.getByRole('tabpanel').getByRole('article').first().waitFor();
  await page.getByRole('button', { name: 'Why?' }).click();
  await page.getByRole('region', { name: 'Why' }).getByRole('list').waitFor();
  await expectHeld(page);
  const direction = await heading.evaluate((one) => getComputedStyle(one).direction);
  expect(direction, kind).toBe(kind === 'rightToLeft' ? 'rtl' : 'ltr');
}

async function expectCharts(page: Page): Promise<void> {
  const explore = page.getByRole('region', { name: 'Explore', exact: true });
  await explore.getByRole('combobox', { name: 'Film' }).fill(oddTitles.longWord.slice(0, 20));
  await explore.getByRole('option').first().click();
  await explore
    .getByRole('region', { name: /^Most like it by / })
    .first()
    .getByRole('listitem')
    .first()
    .waitFor();
  await expectHeld(page);
  const map = page.getByRole('figure', { name: 'Map of films' });
  expect(await downloadCsv(map)).toContain(`"'${oddTitles.formula.replaceAll('"', '""')}"`);
  await map.getByRole('button', { name: /^Show as a table/ }).click();
  await map.getByRole('cell', { name: oddTitles.markup, exact: true }).waitFor();
  await expectHeld(page);
}
