import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver';
import logInspector from 'selenium-webdriver/bidi/logInspector.js';
import firefox from 'selenium-webdriver/firefox.js';
import { findFreePort } from '../free-port.ts';
import { MissingBrowserError } from './missing-browser-error.ts';
import { startDisplay } from './start-display.ts';
import { findCommand, startDriver } from './start-driver.ts';

const width = 1280;
const height = 900;

/** A browser with one empty window. */
export interface OpenBrowser {
  readonly driver: WebDriver;
  /** Name and version, as the browser says them. */
  readonly version: string;
  /** Uncaught errors and errors on the console since the last call. */
  takeProblems(): readonly string[];
  close(): Promise<void>;
}

/** The browsers of the smoke path, and how each is opened. Throws a `MissingBrowserError` where one isn't installed. */
export const browsers = { firefox: openFirefox, webkitgtk: openWebKit } as const;

export type BrowserName = keyof typeof browsers;

const geckodriverSources =
  'a package of your system, https://github.com/mozilla/geckodriver/releases, or: cargo install geckodriver';

async function openFirefox(): Promise<OpenBrowser> {
  const binary = findCommand('firefox-esr') ?? findCommand('firefox');
  if (binary === undefined) throw new MissingBrowserError('There is no Firefox. Install it: apt install firefox-esr');
  const command = findCommand('geckodriver');
  if (command === undefined) {
    throw new MissingBrowserError(`There is no geckodriver, which drives Firefox. Install it: ${geckodriverSources}`);
  }
  const [port, socketPort] = [await findFreePort(), await findFreePort()];
  const words = ['--port', String(port), '--websocket-port', String(socketPort)];
  const server = await startDriver({ command, words, port });
  const options = new firefox.Options().setBinary(binary).addArguments('-headless');
  options.enableBidi();
  // Traffic of the browser's own; it only ever opens our page.
  options.setPreference('datareporting.policy.dataSubmissionEnabled', false);
  return openSession(new Builder().forBrowser('firefox').setFirefoxOptions(options), server, async (driver) => {
    const problems: string[] = [];
    const log = await logInspector(driver);
    await log.onLog((entry) => entry.level === 'error' && problems.push(entry.text));
    return () => problems.splice(0);
  });
}

async function openWebKit(): Promise<OpenBrowser> {
  const command = findCommand('WebKitWebDriver');
  if (command === undefined) {
    throw new MissingBrowserError(
      'There is no WebKitWebDriver, which drives WebKitGTK; both are for Linux. Install it: apt install webkit2gtk-driver xvfb',
    );
  }
  const display = await startDisplay();
  const port = await findFreePort();
  const server = await startDriver({ command, words: [`--port=${port}`], port, environment: display.environment });
  const close = server.stop;
  const withDisplay = {
    ...server,
    async stop() {
      await close();
      await display.stop();
    },
  };
  const capabilities = new Capabilities();
  capabilities.set('webkitgtk:browserOptions', {
    args: ['--automation', '--enable-write-console-messages-to-stdout=true'],
  });
  let read = 0;
  return openSession(
    new Builder().withCapabilities(capabilities).forBrowser('MiniBrowser'),
    withDisplay,
    async () => () => {
      const news = server.lines.slice(read);
      read += news.length;
      return news.filter((line) => /^CONSOLE \w+ ERROR /.test(line));
    },
  );
}

async function openSession(
  builder: Builder,
  server: { readonly url: string; readonly lines: readonly string[]; stop(): Promise<void> },
  watch: (driver: WebDriver) => Promise<() => readonly string[]>,
): Promise<OpenBrowser> {
  try {
    const driver = await builder.usingServer(server.url).build();
    const capabilities = await driver.getCapabilities();
    await driver.manage().window().setRect({ x: 0, y: 0, width, height });
    const takeProblems = await watch(driver);
    return {
      driver,
      version: `${capabilities.getBrowserName()} ${capabilities.getBrowserVersion()}`,
      takeProblems,
      async close() {
        await driver.quit().catch(() => {});
        await server.stop();
      },
    };
  } catch (reason) {
    await server.stop();
    throw new Error(`The browser did not open: ${String(reason)}\n${server.lines.join('\n')}`, { cause: reason });
  }
}
