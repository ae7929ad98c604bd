// npm run smoke -- firefox|webkitgtk|all [--screenshots FOLDER]: the way of a first day, in real browsers by WebDriver.
// Ends with 0 when all of it works, 1 when something doesn't, 2 for words it doesn't know, 3 when a browser isn't installed.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { MovieService } from '@starweave/contract';
import { startEverything } from '../start-everything.ts';
import { type BrowserName, browsers, type OpenBrowser } from './browsers.ts';
import { createDrivenPage, type DrivenPage } from './driven-page.ts';
import { MissingBrowserError } from './missing-browser-error.ts';
import { type SmokeStep, smokePath } from './smoke-path.ts';

const trainingTimeoutMs = 300_000;
const usage = 'npm run smoke -- firefox|webkitgtk|all [--screenshots FOLDER]';

interface Wanted {
  readonly names: readonly BrowserName[];
  readonly folder: string;
}

function readWords(): Wanted {
  const { values, positionals } = parseArgs({ options: { screenshots: { type: 'string' } }, allowPositionals: true });
  const [name = 'all', ...more] = positionals;
  const known = Object.keys(browsers) as BrowserName[];
  const names = name === 'all' ? known : known.filter((one) => one === name);
  if (names.length === 0 || more.length > 0) throw new TypeError(`There is no browser "${positionals.join(' ')}".`);
  return { names, folder: path.resolve(values.screenshots ?? mkdtempSync(path.join(tmpdir(), 'starweave-smoke-'))) };
}

/** Walks the path in one browser over a product of its own; answers what failed. */
async function walk(name: BrowserName, folder: string): Promise<readonly string[]> {
  const browser = await browsers[name]();
  console.log(browser.version);
  try {
    const product = await startEverything({ environment: { STARWEAVE_OLLAMA_URL: 'http://127.0.0.1:1' } });
    try {
      await untilAllServe(product.url);
      const page = createDrivenPage(browser.driver, product.url, path.join(folder, name));
      const failures: string[] = [];
      for (const step of smokePath) {
        const problem = await take(step, page, browser);
        console.log(`  ${problem === undefined ? '✓' : '✗'} ${step.name}`);
        if (problem !== undefined) failures.push(`${name}: ${step.name}: ${problem}`);
      }
      return failures;
    } finally {
      await product.stop();
    }
  } finally {
    await browser.close();
  }
}

/** The first start trains in the background, and lists change with each algorithm that is ready. */
async function untilAllServe(url: string): Promise<void> {
  const movies = createClient(MovieService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }));
  const deadline = performance.now() + trainingTimeoutMs;
  while (performance.now() < deadline) {
    const known = await movies.listAlgorithms({}).catch(() => undefined);
    if (known !== undefined && known.servingCount === known.totalCount) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`Not all algorithms serve after ${trainingTimeoutMs / 1000} s.`);
}

/** Goes one step and keeps a picture of where it ended; answers what went wrong. */
async function take(step: SmokeStep, page: DrivenPage, browser: OpenBrowser): Promise<string | undefined> {
  const failures: string[] = [];
  await step.run(page).catch((reason: unknown) => failures.push(String(reason)));
  await page.saveScreenshot(step.name).catch((reason: unknown) => failures.push(`no screenshot: ${reason}`));
  failures.push(...browser.takeProblems().map((problem) => `on the console: ${problem}`));
  return failures.length === 0 ? undefined : failures.join('\n    ');
}

/** Walks in every browser that is wanted, one after the other; answers the exit code. */
async function smoke({ names, folder }: Wanted): Promise<number> {
  const failures: string[] = [];
  const missing: string[] = [];
  for (const name of names) {
    try {
      failures.push(...(await walk(name, folder)));
    } catch (reason) {
      if (reason instanceof MissingBrowserError) missing.push(`${name}: ${reason.message}`);
      else failures.push(`${name}: ${reason instanceof Error ? reason.message : reason}`);
    }
  }
  console.log(`Screenshots: ${folder}`);
  for (const line of [...failures, ...missing]) console.error(line);
  if (failures.length > 0) return 1;
  return missing.length > 0 ? 3 : 0;
}

let wanted: Wanted | undefined;
try {
  wanted = readWords();
} catch (reason) {
  console.error(`${reason instanceof Error ? reason.message : reason} ${usage}`);
}
process.exitCode = wanted === undefined ? 2 : await smoke(wanted);
