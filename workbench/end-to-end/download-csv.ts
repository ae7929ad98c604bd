import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';

/** The data of a chart as its download holds it. */
export async function downloadCsv(figure: Locator): Promise<string> {
  const button = figure.getByRole('button', { name: /^Download: / });
  const hasMenu = (await button.getAttribute('aria-haspopup')) === 'menu';
  if (hasMenu) await button.click();
  const start = hasMenu ? figure.getByRole('menuitem', { name: 'Data (CSV)' }) : button;
  const [download] = await Promise.all([figure.page().waitForEvent('download'), start.click()]);
  return readFile(await download.path(), 'utf8');
}
