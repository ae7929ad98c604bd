import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Setting } from './setting.ts';

/** A setting, or the file of settings, can't be used; the message names it and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config';
}

/** Where to look; what is left out is not looked at, but for the environment and the working folder. */
export interface ConfigSources {
  /** By flag without its dashes: `{ 'grpc-port': '50052' }`. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** File that must be there; not given: `starweave.config.json` in the working folder, if it is there. */
  readonly configFile?: string;
  readonly workingFolder?: string;
}

/** Where a value came from, in words. */
export type SettingOrigin = string;

export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

export interface ReadSettings {
  readonly values: Readonly<Record<string, unknown>>;
  readonly origins: Readonly<Record<string, SettingOrigin>>;
  /** Folder that a relative path in this setting counts from. */
  readonly folders: Readonly<Record<string, string>>;
}

interface GivenText {
  readonly text: string;
  readonly origin: SettingOrigin;
  readonly folder: string;
}

const defaultFileName = 'starweave.config.json';

export function readSettings(table: SettingTable, sources: ConfigSources): ReadSettings {
  const workingFolder = path.resolve(sources.workingFolder ?? '.');
  const environment = sources.environment ?? {};
  refuseUnknown(table, Object.keys(sources.flags ?? {}), 'flag');
  refuseUnknown(
    table,
    // STARWEAVE_TEST_ belongs to the repository's own tests.
    Object.keys(environment).filter((name) => name.startsWith('STARWEAVE_') && !name.startsWith('STARWEAVE_TEST_')),
    'environment',
  );
  const file = readConfigFile(table, sources, workingFolder);
  const values: Record<string, unknown> = {};
  const origins: Record<string, SettingOrigin> = {};
  const folders: Record<string, string> = {};
  for (const [name, setting] of Object.entries(table)) {
    const given =
      findFlag(setting, sources, workingFolder) ??
      findVariable(setting, environment, workingFolder) ??
      file.get(setting);
    origins[name] = given?.origin ?? 'default';
    folders[name] = given?.folder ?? workingFolder;
    values[name] = given === undefined ? parseDefault(setting) : parseGiven(setting, given);
  }
  return { values, origins, folders };
}

function parseDefault(setting: Setting<unknown>): unknown {
  return setting.default === undefined ? undefined : setting.parse(setting.default);
}

function parseGiven(setting: Setting<unknown>, given: GivenText): unknown {
  try {
    return setting.parse(given.text);
  } catch (cause) {
    const shown = setting.secret ? 'its value' : `"${given.text.slice(0, 100)}"`;
    throw new ConfigError(`${given.origin}: ${shown} is not allowed; give ${setting.allowed}.`, { cause });
  }
}

function findFlag(setting: Setting<unknown>, sources: ConfigSources, folder: string): GivenText | undefined {
  const text = sources.flags?.[setting.flag];
  return text === undefined ? undefined : { text, origin: `--${setting.flag}`, folder };
}

function findVariable(
  setting: Setting<unknown>,
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): GivenText | undefined {
  for (const name of setting.environment) {
    const text = environment[name];
    // An empty variable is how shells and compose files say "not set".
    if (text !== undefined && text !== '') return { text, origin: name, folder };
  }
  return undefined;
}

function readConfigFile(
  table: SettingTable,
  sources: ConfigSources,
  workingFolder: string,
): Map<Setting<unknown>, GivenText> {
  const given = new Map<Setting<unknown>, GivenText>();
  const file = path.resolve(workingFolder, sources.configFile ?? defaultFileName);
  const content = readTextFile(file, sources.configFile !== undefined);
  if (content === undefined) return given;
  const entries = flatten(parseJsonObject(content, file), '');
  refuseUnknown(table, [...entries.keys()], 'fileKey', file);
  for (const setting of Object.values(table)) {
    const text = entries.get(setting.fileKey);
    if (text === undefined) continue;
    given.set(setting, { text, origin: `${setting.fileKey} in ${file}`, folder: path.dirname(file) });
  }
  return given;
}

function readTextFile(file: string, isRequired: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (!isRequired && (cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`The configuration file ${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
}

function parseJsonObject(content: string, file: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (cause) {
    throw new ConfigError(`${file} is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
  if (!isObject(parsed)) throw new ConfigError(`${file} must hold one JSON object, such as {"port": 4001}.`);
  return parsed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function flatten(node: Record<string, unknown>, prefix: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [key, value] of Object.entries(node)) {
    if (isObject(value)) for (const [inner, text] of flatten(value, `${prefix}${key}.`)) entries.set(inner, text);
    else if (Array.isArray(value)) entries.set(`${prefix}${key}`, value.join(','));
    else if (value !== null) entries.set(`${prefix}${key}`, String(value));
  }
  return entries;
}

function refuseUnknown(
  table: SettingTable,
  names: readonly string[],
  place: 'flag' | 'environment' | 'fileKey',
  file = '',
): void {
  const known = new Set(Object.values(table).flatMap((setting) => setting[place]));
  for (const name of names) {
    if (known.has(name)) continue;
    const shown = { flag: `--${name}`, environment: name, fileKey: `"${name}" in ${file}` }[place];
    const list = [...known].filter((other) => place !== 'environment' || other.startsWith('STARWEAVE_')).sort();
    throw new ConfigError(`There is no setting ${shown}. Known ones: ${list.join(', ')}.`);
  }
}
