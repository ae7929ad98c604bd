import { type Config, loadConfig, settings } from '@starweave/server';
import type { CommandContext } from './command.ts';
import type { Flag, ParsedFlags } from './parse-flags.ts';

const configFlag: Flag = {
  name: 'config',
  value: '<file>',
  help: 'settings as JSON (default: starweave.config.json in this folder, if there)',
};

/** Every setting of the server as a flag, from its one table. Secrets have none: a command line is seen by everyone. */
export const settingFlags: readonly Flag[] = [
  configFlag,
  ...Object.values(settings)
    .filter((setting) => !setting.secret)
    .map(({ flag, help, allowed, default: standard }) => ({
      name: flag,
      value: '<value>',
      help: `${help} (${allowed}${standard === undefined || standard === '' ? '' : `; default ${standard}`})`,
    })),
];

/** The configuration in force: these flags over the environment over the file over the defaults. */
export function loadConfigFromFlags(context: CommandContext, values: ParsedFlags['values']): Config {
  const known = new Set(Object.values(settings).map(({ flag }) => flag));
  const flags = Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => {
      return typeof entry[1] === 'string' && known.has(entry[0]);
    }),
  );
  const file = values.config;
  return loadConfig({
    flags,
    environment: context.environment,
    workingFolder: context.workingFolder,
    ...(typeof file === 'string' ? { configFile: file } : {}),
  });
}
