import type { Setting } from './setting.ts';
import { settings } from './settings.ts';

const introduction = `# Configuration

A flag wins over its environment variable, that over the configuration file, that over the default. The file is
\`starweave.config.json\` in the working folder, or the one that \`--config\` names: one JSON object, with an object
inside for each dot of a key. Relative folders count from the working folder, in the file from the file's folder.
What Starweave doesn't know (a flag, a key, a \`STARWEAVE_*\` variable) or can't read is refused by name.
\`starweave config\` prints what is in force and where it comes from, secrets masked.
`;

/** The text of docs/configuration.md, from the one table of settings. */
export function createConfigurationPage(): string {
  const rows = Object.values(settings).map(createRow);
  const head = ['Flag', 'Environment', 'File', 'Default', 'Allowed', 'What it does'];
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${introduction}\n${table.join('\n')}\n`;
}

function createRow(setting: Setting<unknown>): string[] {
  const code = (text: string) => `\`${text}\``;
  return [
    // A command line is seen by everyone on the machine.
    setting.secret ? '' : code(`--${setting.flag}`),
    setting.environment.map(code).join(', '),
    code(setting.fileKey),
    setting.default === undefined || setting.default === '' ? '' : code(setting.default),
    setting.allowed,
    setting.help.replaceAll('|', '\\|'),
  ];
}
