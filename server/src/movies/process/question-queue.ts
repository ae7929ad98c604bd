import { TooMuchError } from '../../errors.ts';

/** A question whose answer keeps the process busy for a while. */
export interface QueuedQuestion {
  readonly id: number;
  /** Answered before others that wait: of somebody who is here, not about a stranger. */
  readonly isUrgent: boolean;
  /** Never rejects. */
  answer(): Promise<void>;
  /** Says that it won't be answered. */
  refuse(error: TooMuchError): void;
}

export interface QuestionQueueOptions {
  /** Questions that would wait for longer than this are refused. Default 2 s. */
  readonly longestWaitMs?: number;
  /** Milliseconds of any beginning. */
  readonly now?: () => number;
  /** Lets whatever else has arrived have its turn. */
  readonly pause?: () => Promise<void>;
}

const defaultLongestWaitMs = 2000;
/** From so many answers it is told how long the next will take. */
const LATEST_ANSWERS = 16;

/**
 * Questions one after the other, with a pause after each in which other messages are read: what takes next to no time is answered
 * in between, and a question that nobody waits for any more is dropped before work is done for it.
 *
 * Urgent ones come first, each kind in the order of arrival. Where a question would wait longer than `longestWaitMs`, by what
 * answers took lately, it is refused at once: a burst above what the process can do costs those that are too many an answer, and
 * nobody their patience.
 */
export class QuestionQueue {
  readonly #longestWaitMs: number;
  readonly #now: () => number;
  readonly #pause: () => Promise<void>;
  readonly #urgent = new Map<number, QueuedQuestion>();
  readonly #others = new Map<number, QueuedQuestion>();
  readonly #latestMs: number[] = [];
  #isRunning = false;

  constructor(options: QuestionQueueOptions = {}) {
    this.#longestWaitMs = options.longestWaitMs ?? defaultLongestWaitMs;
    this.#now = options.now ?? (() => performance.now());
    this.#pause = options.pause ?? (() => new Promise((resolve) => setImmediate(resolve)));
  }

  /** Takes a question, or refuses it. */
  add(question: QueuedQuestion): void {
    const before = question.isUrgent ? this.#urgent.size : this.#urgent.size + this.#others.size;
    const waitMs = before * this.#expectAnswerMs();
    if (waitMs > this.#longestWaitMs) {
      const message = 'The films are asked for more lists than they can make now. Try again in a moment.';
      question.refuse(new TooMuchError(message, Math.ceil(waitMs)));
      return;
    }
    (question.isUrgent ? this.#urgent : this.#others).set(question.id, question);
    if (!this.#isRunning) void this.#run();
  }

  /** Drops a question that nobody waits for any more; false where it isn't waiting. */
  drop(id: number): boolean {
    return this.#urgent.delete(id) || this.#others.delete(id);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // What arrived together with the first one is there as well when it is chosen which comes first.
    await this.#pause();
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      const startedAt = this.#now();
      // One that waits for a file is not waited for: the process is free meanwhile.
      void next.answer();
      await this.#pause();
      this.#latestMs.push(this.#now() - startedAt);
      if (this.#latestMs.length > LATEST_ANSWERS) this.#latestMs.shift();
    }
    this.#isRunning = false;
  }

  /** The mean of the latest but for the longest of them, which may have made something for all that come. */
  #expectAnswerMs(): number {
    if (this.#latestMs.length < 2) return 0;
    const sum = this.#latestMs.reduce((total, ms) => total + ms, 0);
    return (sum - Math.max(...this.#latestMs)) / (this.#latestMs.length - 1);
  }

  #take(): QueuedQuestion | undefined {
    for (const waiting of [this.#urgent, this.#others]) {
      for (const [id, question] of waiting) {
        waiting.delete(id);
        return question;
      }
    }
    return undefined;
  }
}
