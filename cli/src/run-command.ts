import { type Command, type CommandContext, exitCodes, UsageError } from './command.ts';
import { findClosest } from './find-closest.ts';

/** Each is loaded when it is run: a server that starts needs nothing of the others. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  image: async () => (await import('./commands/image.ts')).imageCommand,
  models: async () => (await import('./commands/models.ts')).modelsCommand,
  movies: async () => (await import('./commands/movies.ts')).moviesCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
};

async function formatHelp(): Promise<string> {
  const commands = await Promise.all(Object.values(loaders).map((load) => load()));
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
    context.terminal.write(await formatHelp());
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  if (name === '--version' || name === '-v') {
    const { version } = await import('@starweave/server');
    context.terminal.write(`${version}\n`);
    return exitCodes.done;
  }
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (load === undefined) return refuseCommand(name, context);
  return runFound(findVerb({ command: await load(), name, words: rest }), context);
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
  const known = Object.keys(loaders);
  const closest = findClosest(name, known);
  const hint = closest === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${closest}?`;
  terminal.writeError(`There is no command "${name}". ${hint}\n`);
  return exitCodes.usage;
}

async function explain(
  error: unknown,
  { name }: FoundCommand,
  { terminal, signal }: Omit<CommandContext, 'words'>,
): Promise<number> {
  if (signal.aborted) {
    terminal.writeError('Interrupted.\n');
    return exitCodes.interrupted;
  }
  if (error instanceof UsageError) {
    terminal.writeError(`${error.message}\nstarweave ${name} --help explains the options.\n`);
    return exitCodes.usage;
  }
  // Loaded only where something failed.
  const { describeError, isRefusedRequest } = await import('./describe-error.ts');
  terminal.writeError(`${describeError(error)}\n`);
  return isRefusedRequest(error) ? exitCodes.usage : exitCodes.failed;
}
