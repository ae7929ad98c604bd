import type { ChatCommand, ChatCommandCall, ChatCommandReply } from '../../commands/chat-command.ts';
import { ArgumentsError, type ParsedArguments, parseArguments } from '../../commands/parse-arguments.ts';
import { InvalidRequestError, NotFoundError, TooMuchError, UnavailableError } from '../../errors.ts';
import type { Transaction } from '../../storage/database.ts';
import type { Film, FilmEngine } from '../engine/film-engine.ts';
import { loadOpinions } from '../film-opinion-store.ts';
import { createFilmOpinions } from '../film-opinions.ts';
import type { Viewer } from '../movie-service-dependencies.ts';

/** What commands ask. */
export type FilmCommandEngine = Pick<
  FilmEngine,
  'recommend' | 'predict' | 'findSimilarFilms' | 'explain' | 'search' | 'findFilms' | 'understandWish'
>;

/** What every command about films needs. */
export interface FilmCommandDependencies {
  readonly engine: FilmCommandEngine;
  /** Path of the film's picture; empty while there is none. */
  readonly findArtUrl: (film: Film) => string;
  /** How long the films may think, all questions of one command together; the room waits meanwhile. */
  readonly timeoutMs?: number;
}

/** One call of a command about films. */
export interface FilmCall extends ChatCommandCall {
  readonly parsed: ParsedArguments;
  readonly transaction: Transaction;
  readonly findArtUrl: (film: Film) => string;
  /** The engine, which gives up after the command's time. */
  readonly engine: FilmCommandEngine;
}

export type FilmCommandDescription = Pick<ChatCommand, 'name' | 'usage' | 'help' | 'options' | 'examples'> & {
  /** The help is shown when nothing else was typed. */
  readonly needsWords: boolean;
  /** Further paragraphs of the help. */
  readonly notes?: readonly string[];
};

/** Films are away or think too long. */
export class FilmsAwayError extends Error {
  override readonly name = 'FilmsAwayError';
  readonly code = 'films-unavailable';
}

/** The words can't be followed, and what to do about it. */
export class FilmWordsError extends Error {
  override readonly name = 'FilmWordsError';
  readonly code: string;
  readonly advice: string;

  constructor(code: string, message: string, advice: string) {
    super(message);
    this.code = code;
    this.advice = advice;
  }
}

const usualTimeoutMs = 4000;

/** A slash command about films: help, options, and failures as replies; `answer` does the rest. */
export function createFilmCommand(
  { engine, findArtUrl, timeoutMs = usualTimeoutMs }: FilmCommandDependencies,
  { needsWords, notes = [], ...description }: FilmCommandDescription,
  answer: (call: FilmCall) => Promise<readonly ChatCommandReply[]>,
): ChatCommand {
  return {
    ...description,
    async run(call, transaction) {
      try {
        const parsed = parseArguments(call.argumentsText, description.options);
        if (parsed.options.has('help') || (needsWords && parsed.text === '')) {
          return [{ kind: 'text', text: describeHelp(description, notes) }];
        }
        const bounded = limitTime(engine, timeoutMs);
        return await answer({ ...call, parsed, transaction, findArtUrl, engine: bounded });
      } catch (error) {
        return [describeFailure(error, description.name)];
      }
    },
  };
}

/** The caller with what they said about films, as the message's transaction sees it. */
export async function loadCallViewer({ transaction, caller, findArtUrl }: FilmCall): Promise<Viewer> {
  const opinions = createFilmOpinions(await loadOpinions({ orm: transaction }, caller));
  return { caller, opinions, findOpinion: opinions.find, findArtUrl };
}

/** The engine for one command: whatever it is asked, the answers come within the time, or FilmsAwayError. */
function limitTime(engine: FilmCommandEngine, timeoutMs: number): FilmCommandEngine {
  const late = AbortSignal.timeout(timeoutMs);
  const ask = async (question: () => Promise<unknown>): Promise<unknown> => {
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new FilmsAwayError('Films take longer than usual.'));
    if (late.aborted) giveUp();
    late.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([question(), promise]);
    } catch (error) {
      if (error instanceof UnavailableError) throw new FilmsAwayError('Films are starting again.', { cause: error });
      throw error;
    } finally {
      late.removeEventListener('abort', giveUp);
    }
  };
  return new Proxy(engine, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...words: unknown[]) => ask(() => Reflect.apply(method, target, words) as Promise<unknown>);
    },
  });
}

function describeFailure(error: unknown, name: string): ChatCommandReply {
  if (error instanceof ArgumentsError) {
    const advice = `Type /${name} --help to see them all.`;
    return { kind: 'failure', code: error.code, message: error.message, advice };
  }
  if (error instanceof FilmWordsError) {
    return { kind: 'failure', code: error.code, message: error.message, advice: error.advice };
  }
  if (error instanceof FilmsAwayError) {
    const advice = 'Send the message again in a moment. Everything else goes on.';
    return { kind: 'failure', code: error.code, message: error.message, advice };
  }
  if (error instanceof TooMuchError) {
    return { kind: 'failure', code: error.code, message: error.message, advice: 'Send the message again in a moment.' };
  }
  if (error instanceof InvalidRequestError) {
    const message = error.violations.map(({ field, description }) => `${nameField(field)} ${description}.`).join(' ');
    return { kind: 'failure', code: error.code, message, advice: `Type /${name} --help to see what is allowed.` };
  }
  if (error instanceof NotFoundError) {
    // A film of a data set that isn't in use any more.
    const advice = 'Ask for it by its title.';
    return { kind: 'failure', code: error.code, message: error.message, advice };
  }
  throw error;
}

const optionsOfFields: Readonly<Record<string, string>> = {
  wish: 'The wish',
  limit: '--count',
  algorithm: '--algorithm',
  diversity: '--diversity',
  'filter.genres': '--genre',
  'filter.year_from': '--from',
  'filter.year_to': '--to',
};

function nameField(field: string): string {
  return optionsOfFields[field] ?? field;
}

function describeHelp(description: Omit<FilmCommandDescription, 'needsWords'>, notes: readonly string[]): string {
  const { name, usage, help, options, examples } = description;
  const lines = options.map((option) => {
    return `- \`--${option.name}${option.value === '' ? '' : ` ${option.value}`}\` ${option.help}`;
  });
  return [
    `**/${name}** ${help.charAt(0).toLowerCase()}${help.slice(1)}`,
    `Usage: \`${usage}\``,
    lines.join('\n'),
    ...notes,
    `Examples:\n${examples.map((example) => `- \`${example}\``).join('\n')}`,
  ].join('\n\n');
}
