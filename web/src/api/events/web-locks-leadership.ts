import type { Leadership } from './leadership.ts';

/** Leadership as a Web Lock: the browser hands it on when the holder closes or crashes. */
export class WebLocksLeadership implements Leadership {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #resigned = new AbortController();
  #lead: (signal: AbortSignal) => void = () => {};
  #leading = false;

  constructor(locks: LockManager, name: string) {
    this.#locks = locks;
    this.#name = name;
  }

  campaign(lead: (signal: AbortSignal) => void): void {
    this.#lead = lead;
    void this.#hold({ signal: this.#resigned.signal });
  }

  seize(): void {
    // The request that waits in line stays there; it is granted again once this hold is lost.
    if (!this.#leading && !this.#resigned.signal.aborted) void this.#hold({ steal: true });
  }

  resign(): void {
    this.#resigned.abort();
  }

  async #hold(options: LockOptions): Promise<void> {
    const term = new AbortController();
    const onResign = () => term.abort();
    this.#resigned.signal.addEventListener('abort', onResign);
    let stolen = false;
    try {
      await this.#locks.request(this.#name, options, async () => {
        if (this.#resigned.signal.aborted || this.#leading) return;
        this.#leading = true;
        this.#lead(term.signal);
        await new Promise<void>((resolve) => term.signal.addEventListener('abort', () => resolve()));
      });
    } catch {
      // Rejected when another tab stole the lock, or when this one resigned while waiting.
      stolen = !this.#resigned.signal.aborted;
    }
    this.#resigned.signal.removeEventListener('abort', onResign);
    this.#leading = false;
    term.abort();
    if (stolen) void this.#hold({ signal: this.#resigned.signal });
  }
}
