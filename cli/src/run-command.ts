import { Code, ConnectError } from '@connectrpc/connect';
import { googleRpc } from '@starweave/contract';
import { version } from '@starweave/server';
import { type Command, type CommandContext, exitCodes, UsageError } from './command.ts';
import { configCommand } from './commands/config.ts';
import { doctorCommand } from './commands/doctor.ts';
import { imageCommand } from './commands/image.ts';
import { modelsCommand } from './commands/models.ts';
import { moviesCommand } from './commands/movies.ts';
import { serveCommand } from './commands/serve.ts';
import { findClosest } from './find-closest.ts';

const commands: readonly Command[] = [
  serveCommand,
  imageCommand,
  modelsCommand,
  moviesCommand,
  doctorCommand,
  configCommand,
];

function formatHelp(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return `Usage: starweave <command> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`).join('\n')}

starweave <command> --help explains one. starweave --version prints the version.

First steps:
  starweave serve                                             then open http://localhost:4000
  starweave image "a lighthouse under a full moon, watercolor" --out lighthouse.png

Exit codes: ${Object.entries(exitCodes)
    .map(([meaning, code]) => `${code} ${meaning}`)
    .join(', ')}.
`;
}

/**
 * Runs one command line and resolves to its exit code; every failure is told on standard error in plain words.
 *
 * `words` are those after the program's name. Never rejects.
 */
export async function runCommandLine(
  words: readonly string[],
  context: Omit<CommandContext, 'words'>,
): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    context.terminal.write(formatHelp());
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  if (name === '--version' || name === '-v') {
    context.terminal.write(`${version}\n`);
    return exitCodes.done;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return refuseCommand(name, context);
  return runFound(findVerb({ command, name, words: rest }), context);
}

interface FoundCommand {
  readonly command: Command;
  /** As it is typed, e.g. "movies import". */
  readonly name: string;
  readonly words: readonly string[];
}

function findVerb({ command, name, words }: FoundCommand): FoundCommand {
  const verb = command.verbs?.find((candidate) => candidate.name === words[0]);
  return { command: verb ?? command, name: verb ? `${name} ${verb.name}` : name, words: verb ? words.slice(1) : words };
}

async function runFound(found: FoundCommand, context: Omit<CommandContext, 'words'>): Promise<number> {
  const { command, words } = found;
  const options = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  if (options.includes('--help') || options.includes('-h')) {
    context.terminal.write(command.help());
    return exitCodes.done;
  }
  try {
    return await command.run({ ...context, words });
  } catch (error) {
    return explain(error, found, context);
  }
}

function refuseCommand(name: string, { terminal }: Omit<CommandContext, 'words'>): number {
  const known = commands.map((command) => command.name);
  const closest = findClosest(name, known);
  const hint = closest === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${closest}?`;
  terminal.writeError(`There is no command "${name}". ${hint}\n`);
  return exitCodes.usage;
}

function explain(error: unknown, { name }: FoundCommand, { terminal, signal }: Omit<CommandContext, 'words'>): number {
  if (signal.aborted) {
    terminal.writeError('Interrupted.\n');
    return exitCodes.interrupted;
  }
  if (error instanceof UsageError) {
    terminal.writeError(`${error.message}\nstarweave ${name} --help explains the options.\n`);
    return exitCodes.usage;
  }
  terminal.writeError(`${describeError(error)}\n`);
  return error instanceof ConnectError && error.code === Code.InvalidArgument ? exitCodes.usage : exitCodes.failed;
}

function describeError(error: unknown): string {
  if (error instanceof ConnectError) {
    const fields = error
      .findDetails(googleRpc.BadRequestSchema)
      .flatMap(({ fieldViolations }) => fieldViolations.map(({ field, description }) => `  ${field}: ${description}`));
    return fields.length > 0 ? `The request was refused:\n${fields.join('\n')}` : error.rawMessage;
  }
  // Errors of ours carry a code and are written to be read; anything else is a fault whose place matters.
  if (error instanceof Error) return 'code' in error ? error.message : (error.stack ?? error.message);
  return String(error);
}
