import { UnavailableError } from '../../errors.ts';
import type { FilmEngine } from '../engine/film-engine.ts';
import { reviveError } from './carried-error.ts';
import type { FilmCall, FromFilmProcess } from './film-process-messages.ts';

/** The questions on their way to the film process, and the engine that asks them. */
export interface FilmCalls {
  readonly engine: FilmEngine;
  /** The process answers now: questions that waited are sent. */
  open(): void;
  /** The process is gone: questions that were sent are lost, later ones wait for the next. */
  interrupt(reason: string): void;
  settle(message: Extract<FromFilmProcess, { kind: 'answer' | 'refusal' }>): void;
  /** No more questions: those that are open are rejected with this. */
  close(error: Error): void;
}

export interface FilmCallsOptions {
  /** False when nobody is there. */
  readonly send: (message: FilmCall | { readonly kind: 'drop'; readonly id: number }) => boolean;
  /** How long a question waits for the process to answer at all. */
  readonly waitMs: number;
  readonly whyAway: () => string;
}

/** How long an answer may take. */
const answerMs = 60_000;
/** These go over all films or open files. */
const slowAnswerMs = 300_000;
const slowMethods: ReadonlySet<keyof FilmEngine> = new Set([
  'createMap',
  'describeDataSet',
  'useDataSet',
  'deleteDataSet',
]);
const retryAfterMs = 1000;

interface PendingCall {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export function createFilmCalls(options: FilmCallsOptions): FilmCalls {
  return new IpcFilmCalls(options);
}

class IpcFilmCalls implements FilmCalls {
  readonly engine: FilmEngine = createEngine((method, words) => this.#call(method, words));
  readonly #options: FilmCallsOptions;
  readonly #pending = new Map<number, PendingCall>();
  #nextId = 1;
  #opened = Promise.withResolvers<void>();
  #isOpen = false;
  #closedBy: Error | undefined;

  constructor(options: FilmCallsOptions) {
    this.#options = options;
  }

  open(): void {
    this.#isOpen = true;
    this.#opened.resolve();
  }

  interrupt(reason: string): void {
    if (this.#isOpen) this.#opened = Promise.withResolvers();
    this.#isOpen = false;
    this.#rejectAll(new UnavailableError(reason, retryAfterMs));
  }

  settle(message: Extract<FromFilmProcess, { kind: 'answer' | 'refusal' }>): void {
    const call = this.#pending.get(message.id);
    // The answer to a question that was given up.
    if (call === undefined) return;
    this.#pending.delete(message.id);
    clearTimeout(call.timer);
    if (message.kind === 'answer') call.resolve(message.value as never);
    else call.reject(reviveError(message.error));
  }

  close(error: Error): void {
    this.#closedBy = error;
    this.#opened.resolve();
    this.#rejectAll(error);
  }

  async #call(method: keyof FilmEngine, words: readonly unknown[]): Promise<never> {
    const { given, signal } = takeOptions(words);
    if (!this.#isOpen) await this.#waitUntilOpen();
    if (this.#closedBy !== undefined) throw this.#closedBy;
    signal?.throwIfAborted();
    const id = this.#nextId++;
    const drop = () => {
      const error = toError(signal?.reason);
      if (this.#reject(id, error)) this.#options.send({ kind: 'drop', id });
    };
    signal?.addEventListener('abort', drop, { once: true });
    try {
      return await this.#ask({ kind: 'call', id, method, words: given });
    } finally {
      signal?.removeEventListener('abort', drop);
    }
  }

  #ask(call: FilmCall): Promise<never> {
    const { id, method } = call;
    return new Promise<never>((resolve, reject) => {
      const giveUp = () => {
        const error = new UnavailableError('The films took too long to answer. Try again later.', retryAfterMs);
        if (this.#reject(id, error)) this.#options.send({ kind: 'drop', id });
      };
      const timer = setTimeout(giveUp, slowMethods.has(method) ? slowAnswerMs : answerMs);
      this.#pending.set(id, { resolve, reject, timer });
      if (!this.#options.send(call)) this.#reject(id, new UnavailableError(this.#options.whyAway(), retryAfterMs));
    });
  }

  /** False where nothing waits under this id. */
  #reject(id: number, error: Error): boolean {
    const call = this.#pending.get(id);
    if (call === undefined) return false;
    this.#pending.delete(id);
    clearTimeout(call.timer);
    call.reject(error);
    return true;
  }

  async #waitUntilOpen(): Promise<void> {
    const { waitMs, whyAway } = this.#options;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => late.reject(new UnavailableError(whyAway(), retryAfterMs)), waitMs);
    try {
      await Promise.race([this.#opened.promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #rejectAll(error: Error): void {
    for (const id of [...this.#pending.keys()]) this.#reject(id, error);
  }
}

/** A signal isn't sent: it is listened to here. */
function takeOptions(words: readonly unknown[]): { readonly given: readonly unknown[]; readonly signal?: AbortSignal } {
  const last = words.at(-1);
  if (typeof last !== 'object' || last === null || !('signal' in last)) return { given: words };
  const given = words.slice(0, -1);
  return last.signal instanceof AbortSignal ? { given, signal: last.signal } : { given };
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new UnavailableError('Nobody waits for the answer any more.', retryAfterMs);
}

type Call = (method: keyof FilmEngine, words: readonly unknown[]) => Promise<never>;

function createEngine(call: Call): FilmEngine {
  const ask =
    (method: keyof FilmEngine) =>
    (...words: readonly unknown[]) =>
      call(method, words);
  return Object.fromEntries(filmMethods.map((method) => [method, ask(method)])) as unknown as FilmEngine;
}

/** Every method of the engine; one that is missing here does not compile. */
const methodNames: Readonly<Record<keyof FilmEngine, true>> = {
  getStatus: true,
  recommend: true,
  predict: true,
  findSimilarFilms: true,
  explain: true,
  search: true,
  getFilms: true,
  countRatings: true,
  understandWish: true,
  describeTaste: true,
  chooseQuickStart: true,
  listUserRatings: true,
  describeDataSet: true,
  createMap: true,
  listDataSets: true,
  useDataSet: true,
  deleteDataSet: true,
  startTask: true,
  cancelTask: true,
  listTasks: true,
  findFilms: true,
};
const filmMethods = Object.keys(methodNames) as readonly (keyof FilmEngine)[];
