import type { MovieCard } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { Transaction } from '../storage/database.ts';

/** What a command is called with: the words after its name, and where they were said. */
export interface ChatCommandCall {
  readonly caller: Caller;
  readonly roomId: string;
  /** The text after "/name ", as typed. */
  readonly argumentsText: string;
  readonly picturesEnabled: boolean;
  /** Id that the first reply's message will have. */
  readonly replyMessageId: string;
  /** The last card of the room that shows films, as it was when it was written. */
  findLastMovieCard(): Promise<MovieCard | undefined>;
}

/** What a command answers with; chat turns each into a message of the room. */
export type ChatCommandReply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'job'; readonly jobId: string }
  /** Films; the text says the same to who sees no cards. */
  | { readonly kind: 'movies'; readonly card: MovieCard; readonly text: string }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string; readonly advice: string };

export interface ChatCommandOption {
  readonly name: string;
  /** Placeholder of its value, empty for a switch. */
  readonly value: string;
  readonly help: string;
}

/**
 * A slash command: one object that a slice exports and `app.ts` registers.
 *
 * `run` works inside the transaction that stores the person's message, so that the message, what the command
 * stored, and the replies commit together. A problem with the words is a `failure` reply, not an exception.
 */
export interface ChatCommand {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  readonly options: readonly ChatCommandOption[];
  readonly examples: readonly string[];
  run(call: ChatCommandCall, transaction: Transaction): Promise<readonly ChatCommandReply[]>;
}
