import type { Config } from './config.ts';
import { type SettingName, settings } from './settings.ts';

export interface ConfigLine {
  /** As in the configuration file. */
  readonly name: string;
  readonly value: string;
  /** "default", or the flag, variable or file it comes from. */
  readonly origin: string;
  /** The environment variable that sets it. */
  readonly environment: string;
}

const mask = '••••••••';

/** Every setting in force, in the order of the table; secrets are masked, what is not set is empty. */
export function describeConfig(config: Config): ConfigLine[] {
  return Object.entries(settings).map(([name, setting]) => {
    const value = formatValue(findValue(config, setting.fileKey));
    return {
      name: setting.fileKey,
      value: setting.secret && value !== '' ? mask : value,
      origin: config.origins[name as SettingName],
      environment: setting.environment[0] ?? '',
    };
  });
}

// The fields of Config are named as the keys of the file.
function findValue(config: Config, fileKey: string): unknown {
  return fileKey.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], config);
}

function formatValue(value: unknown): string {
  if (value === undefined) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
