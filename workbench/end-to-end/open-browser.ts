import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

// Tests run as root in containers too, where Chromium's own sandbox can't start; it only ever opens our page.
const rootFlags = ['--no-sandbox', '--no-zygote'];
const quietFlags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Starts a real headless Chromium that comes out of npm, or the one that `STARWEAVE_TEST_CHROMIUM` names.
 *
 * Background traffic is switched off: it reaches nothing but this machine.
 */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: process.env.STARWEAVE_TEST_CHROMIUM ?? (await chromium.executablePath()),
    args: ['--headless=shell', '--disable-gpu', '--font-render-hinting=none', ...rootFlags, ...quietFlags],
    headless: true,
  });
}
