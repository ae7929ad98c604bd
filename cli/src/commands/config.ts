import { describeConfig } from '@starweave/server';
import { type Command, exitCodes, UsageError } from '../command.ts';
import { formatTable } from '../format-table.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';
import { loadConfigFromFlags, settingFlags } from '../setting-flags.ts';

const jsonFlag: Flag = { name: 'json', help: 'one JSON document for programs' };

export const configCommand: Command = {
  name: 'config',
  summary: 'print the settings in force and where each comes from',
  help: () => `Usage: starweave config [--json] [any option of serve]

Prints every setting with its value, where it comes from, and the environment variable that sets it.
Secrets are masked.

${formatFlags([jsonFlag])}
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, [jsonFlag, ...settingFlags]);
    if (positionals.length > 0) throw new UsageError(`config takes options only, not "${positionals[0]}".`);
    const lines = describeConfig(loadConfigFromFlags(context, values));
    context.terminal.write(
      values.json === true
        ? `${JSON.stringify(Object.fromEntries(lines.map(({ name, ...line }) => [name, line])), null, 2)}\n`
        : formatTable(
            ['SETTING', 'VALUE', 'FROM', 'ENVIRONMENT'],
            lines.map(({ name, value, origin, environment }) => [name, value, origin, environment]),
          ),
    );
    return exitCodes.done;
  },
};
