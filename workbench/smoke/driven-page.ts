import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Key, type WebDriver, type WebElement } from 'selenium-webdriver';

const timeoutMs = 60_000;
const pollMs = 100;

/** The page in a browser, by what a person sees and a screen reader says of it. */
export interface DrivenPage {
  open(address: string): Promise<void>;
  /**
   * The visible elements that a selector takes and whose name (`aria-label`, label or text) fits; the whole page, or below
   * one element. An empty list where there is none.
   */
  findAll(selector: string, name?: RegExp, below?: WebElement): Promise<WebElement[]>;
  /** The first of them, as soon as there is one. Throws after a minute. */
  find(selector: string, name?: RegExp, below?: WebElement): Promise<WebElement>;
  /** Names of them all, read in one go. */
  readNames(selector: string, below?: WebElement): Promise<string[]>;
  /** Writes into a field in place of what it holds. */
  fill(field: WebElement, text: string, last?: string): Promise<void>;
  press(key: string): Promise<void>;
  /** Waits until something is true. Throws after a minute (or `limitMs`) with `what`. */
  until(what: string, isTrue: () => Promise<boolean>, limitMs?: number): Promise<void>;
  /** Keeps what the window shows as a PNG of that name. */
  saveScreenshot(name: string): Promise<void>;
}

/** `url` is the product's address, which all addresses start from; screenshots go to `folder`. */
export function createDrivenPage(driver: WebDriver, url: string, folder: string): DrivenPage {
  const look = (selector: string, name: RegExp | undefined, below: WebElement | undefined) =>
    driver.executeScript<[WebElement, string][]>(findNamed, selector, name?.source ?? '', below ?? null);
  const until: DrivenPage['until'] = async (what, isTrue, limitMs = timeoutMs) => {
    await driver.wait(() => isTrue().catch(isGone), limitMs, what, pollMs);
  };
  const findAll: DrivenPage['findAll'] = async (...wanted) => {
    const [selector, name, below] = wanted;
    return (await look(selector, name, below)).map(([element]) => element);
  };
  return {
    findAll,
    until,
    open: (address) => driver.get(url + address),
    async find(selector, name, below) {
      let found: WebElement | undefined;
      await until(`There is no ${selector}${name === undefined ? '' : ` called ${name}`}.`, async () => {
        [found] = await findAll(selector, name, below);
        return found !== undefined;
      });
      return found as WebElement;
    },
    readNames: async (selector, below) => (await look(selector, undefined, below)).map(([, name]) => name),
    async fill(field, text, last = '') {
      await field.clear();
      await field.sendKeys(text, last);
    },
    press: (key) => driver.actions().sendKeys(key).perform(),
    async saveScreenshot(name) {
      await mkdir(folder, { recursive: true });
      // What is still on its way to its place would be seen half there.
      await until('Something moves without end.', () => driver.executeScript<boolean>(isAtRest));
      await writeFile(path.join(folder, `${name.replaceAll(' ', '-')}.png`), await driver.takeScreenshot(), 'base64');
    },
  };
}

export const keys = { enter: Key.ENTER, escape: Key.ESCAPE } as const;

/** An element that was just drawn anew is looked for again; anything else is a failure. */
function isGone(reason: unknown): boolean {
  if (reason instanceof Error && reason.name === 'StaleElementReferenceError') return false;
  throw reason;
}

/** Runs inside the page: visible elements with their names. */
function findNamed(selector: string, pattern: string, below: Element | null): [Element, string][] {
  const nameOf = (element: Element): string => {
    const label = element.getAttribute('aria-label');
    if (label !== null) return label;
    const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const labels = [...ids.map((id) => document.getElementById(id)), ...((element as HTMLInputElement).labels ?? [])];
    const texts = labels.length > 0 ? labels : [element];
    return texts.map((one) => one?.textContent ?? '').join(' ');
  };
  const fits = new RegExp(pattern);
  return [...(below ?? document).querySelectorAll(selector)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element): [Element, string] => [element, nameOf(element).trim()])
    .filter(([, name]) => fits.test(name));
}

/** Runs inside the page: whether nothing moves but what goes round for ever, as a spinner does. */
function isAtRest(): boolean {
  return document
    .getAnimations()
    .every(({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity);
}
