import { expect, it } from 'vitest';
import { openBrowser } from '../end-to-end/open-browser.ts';
import { createSheetPage } from './sheet-page.ts';

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

it('shows rows with their titles, pictures and labels, whatever is in them', async () => {
  const picture = { label: '(red:1.3) & <b>"blue"</b>', file: onePixel, type: 'image/png' } as const;
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent(createSheetPage([{ title: 'one < two', pictures: [picture, picture] }]));
    expect(await page.locator('h2').allTextContents()).toEqual(['one < two']);
    expect(await page.locator('figcaption').allTextContents()).toEqual([picture.label, picture.label]);
    const width = await page
      .locator('img')
      .first()
      .evaluate((image) => (image as HTMLImageElement).naturalWidth);
    expect(width).toBe(1);
  } finally {
    await browser.close();
  }
}, 60_000);
