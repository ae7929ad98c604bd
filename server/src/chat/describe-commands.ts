import type { ChatCommand } from '../commands/chat-command.ts';

/** The commands as a list in Markdown. */
export function describeCommands(commands: readonly ChatCommand[]): string {
  return commands.map(({ usage, help }) => `- \`${usage}\`: ${help}`).join('\n');
}

/** What to say to a command that isn't there. */
export function describeUnknownCommand(name: string, commands: readonly ChatCommand[]): string {
  const known =
    commands.length === 0 ? 'There are no commands here.' : `These are here:\n\n${describeCommands(commands)}`;
  return `There is no command \`/${name}\`. ${known}\n\nTo send text that begins with a slash, write two: \`//${name}\`.`;
}
