/** Where a command writes; a test hands in one that remembers. */
export interface Terminal {
  write(text: string): void;
  writeError(text: string): void;
  /** A person watches standard error: progress may redraw its line. */
  readonly isInteractive: boolean;
  readonly columns: number;
  /**
   * Asks the person and resolves to the answer, trimmed; to undefined where the input ends first. Not given where nobody
   * can answer.
   */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** What a command runs with. */
export interface CommandContext {
  /** The words after the command's name. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly terminal: Terminal;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Exit codes of every command, as `--help` states them. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** One command of the command line, or one verb of a command with several; a file in `commands/`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What can be done with it, each with a help of its own: `starweave <name> <verb> --help`. */
  readonly verbs?: readonly Command[];
  /** The whole text of `starweave <name> --help`. */
  help(): string;
  /** Resolves to the exit code. Throws `UsageError` for words that it doesn't understand. */
  run(context: CommandContext): Promise<number>;
}

/** The words can't be understood; the message says what is allowed. Exit code 2. */
export class UsageError extends Error {
  readonly code = 'usage';
  override readonly name = 'UsageError';
}
