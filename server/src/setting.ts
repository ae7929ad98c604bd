/** One thing that a person can set, the same in all four places. */
export interface Setting<T> {
  /** On the command line: `--<flag> <value>`. */
  readonly flag: string;
  /** The first is the one to show; the others are understood too. */
  readonly environment: readonly string[];
  /** In the JSON file, with a dot for each level. */
  readonly fileKey: string;
  /** As the person would write it; undefined: not set. */
  readonly default: string | undefined;
  /** What is allowed, for messages and for the table. */
  readonly allowed: string;
  readonly help: string;
  /** Never shown. */
  readonly secret: boolean;
  /** Throws with no text worth showing when the value is not of the kind. */
  parse(text: string): T;
}

export interface SettingOptions {
  readonly flag: string;
  readonly environment: string | readonly string[];
  readonly fileKey: string;
  readonly help: string;
  readonly secret?: boolean;
}

class UnreadableValueError extends Error {}

function createSetting<T>(
  options: SettingOptions,
  kind: Pick<Setting<T>, 'default' | 'allowed' | 'parse'>,
): Setting<T> {
  const { flag, fileKey, help, secret = false } = options;
  const environment = [options.environment].flat();
  return { flag, environment, fileKey, help, secret, ...kind };
}

/** Any text that is not empty. */
export function textSetting(options: SettingOptions & { readonly default: string }): Setting<string> {
  return createSetting(options, { default: options.default, allowed: 'text', parse: parseText });
}

export function optionalTextSetting(options: SettingOptions): Setting<string | undefined> {
  return createSetting(options, { default: undefined, allowed: 'text', parse: parseText });
}

function parseText(text: string): string {
  if (text.trim() === '' || text.includes('\0')) throw new UnreadableValueError();
  return text.trim();
}

export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

export function integerSetting(options: SettingOptions & IntegerRange & { readonly default: number }): Setting<number> {
  const allowed = `a whole number from ${options.min} to ${options.max}`;
  return createSetting(options, {
    default: `${options.default}`,
    allowed,
    parse: (text) => parseInteger(text, options),
  });
}

export function optionalIntegerSetting(options: SettingOptions & IntegerRange): Setting<number | undefined> {
  const allowed = `a whole number from ${options.min} to ${options.max}`;
  return createSetting(options, { default: undefined, allowed, parse: (text) => parseInteger(text, options) });
}

function parseInteger(text: string, { min, max }: IntegerRange): number {
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text.trim()) || value < min || value > max) throw new UnreadableValueError();
  return value;
}

export function choiceSetting<const C extends string>(
  options: SettingOptions & { readonly choices: readonly C[]; readonly default: NoInfer<C> },
): Setting<C> {
  const parse = (text: string): C => {
    const choice = options.choices.find((candidate) => candidate === text.trim().toLowerCase());
    if (choice === undefined) throw new UnreadableValueError();
    return choice;
  };
  return createSetting(options, { default: options.default, allowed: `one of ${options.choices.join(', ')}`, parse });
}

/** An address with one of the schemes, given without the colon. */
export function urlSetting(
  options: SettingOptions & { readonly schemes: readonly string[]; readonly default: string },
): Setting<string> {
  const parse = (text: string) => parseUrl(text, options.schemes);
  return createSetting(options, { default: options.default, allowed: describeSchemes(options.schemes), parse });
}

export function optionalUrlSetting(
  options: SettingOptions & { readonly schemes: readonly string[] },
): Setting<string | undefined> {
  const parse = (text: string) => parseUrl(text, options.schemes);
  return createSetting(options, { default: undefined, allowed: describeSchemes(options.schemes), parse });
}

function describeSchemes(schemes: readonly string[]): string {
  return `an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
}

function parseUrl(text: string, schemes: readonly string[]): string {
  const url = URL.parse(text.trim());
  if (url === null || !schemes.includes(url.protocol.slice(0, -1))) throw new UnreadableValueError();
  return text.trim().replace(/\/$/, '');
}

/** Values with commas between them, or a JSON list in the file; empty entries are left out. */
export function listSetting(options: SettingOptions): Setting<readonly string[]> {
  const parse = (text: string) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  return createSetting(options, { default: '', allowed: 'values with commas between them', parse });
}
