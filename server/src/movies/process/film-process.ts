import { flushCompileCache } from 'node:module';
import { UnavailableError } from '../../errors.ts';
import { createLogger, type Logger } from '../../logging.ts';
import { findMemoryBudgetBytes } from '../../models/ledger/memory-budget.ts';
import { exitWithParent } from '../../processes/supervisor.ts';
import { createFilmFolder } from '../data-sets/film-folder.ts';
import type { FilmPerson } from '../engine/film-engine.ts';
import { describeFailure } from '../training/describe-failure.ts';
import { runTrainingChild } from '../training/training-child.ts';
import { type CarriedError, carryError } from './carried-error.ts';
import type { FilmCall, FilmProcessOptions, FromFilmProcess, ToFilmProcess } from './film-process-messages.ts';
import { hideFolder } from './hide-folder.ts';
import { LocalFilms } from './local-films.ts';
import { QuestionQueue } from './question-queue.ts';

// The entry of the film process: it alone holds films, ratings and models. Its supervisor sends it what it needs by IPC,
// asks it questions there, and asks it to stop by SIGTERM.

const aliveEveryMs = 1000;
const retryAfterMs = 1000;
/** A container's limit may be changed while it runs. */
const budgetEveryMs = 10_000;

/** These go over all films, some tens of milliseconds each. */
const longQuestions: ReadonlySet<FilmCall['method']> = new Set([
  'recommend',
  'predict',
  'explain',
  'findSimilarFilms',
  'chooseQuickStart',
]);
const questions = new QuestionQueue();

exitWithParent();
let films: LocalFilms | undefined;
let filmsFolder = '';
setInterval(tellAlive, aliveEveryMs).unref();
process.on('SIGTERM', () => void stop());
process.on('message', (message: ToFilmProcess) => {
  if (message.kind === 'start') void start(message.options);
  else if (message.kind === 'drop') questions.drop(message.id);
  else if (longQuestions.has(message.method)) enqueue(message);
  else void answer(message);
});

function tell(message: FromFilmProcess): void {
  // With a callback a channel that is closed is no event; the process ends with its parent anyway.
  process.send?.(message, undefined, undefined, () => undefined);
}

async function start(options: FilmProcessOptions): Promise<void> {
  const logger = createLogger({ log: options.log }).child({ process: 'films' });
  filmsFolder = createFilmFolder(options.dataFolder).root;
  try {
    const opened = await LocalFilms.open({
      ...{ dataFolder: options.dataFolder, logger, runChild: runTrainingChild, now: () => Date.now() },
      budgetBytes: findMemoryBudgetBytes(options.memoryMb),
      onTask: (task, benchmark) => tell({ kind: 'task', task, benchmark }),
    });
    films = opened;
    watchBudget(opened, options, logger);
    tellAlive();
    // What was compiled is kept now: at its end a process that is killed keeps nothing, and the next start is the slower.
    flushCompileCache();
  } catch (error) {
    logger.error({ reason: String(error) }, 'the films could not be started');
    const { failure } = describeFailure(error, { films: filmsFolder });
    const reason = failure.code === 'disk-full' ? 'The disk is full.' : failure.message;
    process.send?.({ kind: 'not-started', reason } satisfies FromFilmProcess, undefined, undefined, () =>
      process.exit(1),
    );
  }
}

function watchBudget(opened: LocalFilms, { memoryMb }: FilmProcessOptions, logger: Logger): void {
  if (memoryMb !== undefined) return;
  let knownBytes = findMemoryBudgetBytes(undefined);
  setInterval(() => {
    const bytes = findMemoryBudgetBytes(undefined);
    if (bytes === knownBytes) return;
    logger.info({ bytes, before: knownBytes }, 'the memory for films has changed');
    knownBytes = bytes;
    opened.setBudget(bytes);
  }, budgetEveryMs).unref();
}

function tellAlive(): void {
  if (films === undefined) tell({ kind: 'alive' });
  else tell({ kind: 'alive', summary: films.summarize() });
}

function enqueue(call: FilmCall): void {
  const { id } = call;
  questions.add({
    ...{ id, isUrgent: !isAboutStranger(call) },
    answer: () => answer(call),
    refuse: (error) => tell({ kind: 'refusal', id, error: carryError(error) }),
  });
}

/** Whether it asks for what somebody else would get. */
function isAboutStranger({ words: [query] }: FilmCall): boolean {
  const { person } = (query ?? {}) as { readonly person?: FilmPerson };
  return person?.kind === 'user';
}

async function answer({ id, method, words }: FilmCall): Promise<void> {
  try {
    // A question for the process before this one may arrive here.
    if (films === undefined) throw new UnavailableError('The films are starting.', retryAfterMs);
    tell({ kind: 'answer', id, value: await films.answer(method, words) });
  } catch (error) {
    tell({ kind: 'refusal', id, error: hidePlaces(carryError(error)) });
  }
}

/** What callers may read names files, and not where they lie; the stack, which goes to the log, does. */
function hidePlaces({ message, fields, ...error }: CarriedError): CarriedError {
  const hide = (value: unknown) => (typeof value === 'string' ? hideFolder(value, filmsFolder) : value);
  const shown = Object.entries(fields).map(([name, value]) => [name, hide(value)]);
  return { ...error, message: hideFolder(message, filmsFolder), fields: Object.fromEntries(shown) };
}

async function stop(): Promise<void> {
  await films?.close();
  process.exit(0);
}
